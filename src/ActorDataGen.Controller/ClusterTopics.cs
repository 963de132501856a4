using ActorDataGen.Controller.Bridge;
using ActorDataGen.Kafka.Topics;
using ActorDataGen.Wire;

namespace ActorDataGen.Controller;

/// <summary>What the topics that a cluster is coordinated over have to be like.</summary>
public static class ClusterTopics
{
    // A dead letter is the record and why it is one; Kafka's own default for a topic is 1 MiB.
    private const int DefaultMaxMessageBytes = 1024 * 1024 + 12;
    private const int DeadLetterHeaders = 64 * 1024;

    // These topics are read from their beginning at each start, so they are worth compacting early.
    private static readonly Dictionary<string, string> Eager = new() { ["min.cleanable.dirty.ratio"] = "0.1", ["segment.ms"] = "3600000" };

    /// <summary>The shapes. Topics keyed by agent have as many partitions as the instructions.</summary>
    public static IReadOnlyList<TopicShape> Shapes(ManagementTopics topics)
    {
        ArgumentNullException.ThrowIfNull(topics);
        return
        [
            new TopicShape(topics.JobHandling, topics.JobPartitions, CleanupPolicy.Delete) { Retention = TimeSpan.FromDays(7) },
            new TopicShape(topics.JobStatus, topics.JobPartitions, CleanupPolicy.Compact) { Settings = Eager },
            new TopicShape(topics.JobInstruction, topics.InstructionPartitions, CleanupPolicy.Compact) { Settings = Eager },
            new TopicShape(topics.AgentHandling, topics.InstructionPartitions, CleanupPolicy.Compact) { Settings = Eager },
            new TopicShape(topics.AgentStatus, topics.InstructionPartitions, CleanupPolicy.Compact) { Settings = Eager },
            new TopicShape(topics.DeadLetters, topics.JobPartitions, CleanupPolicy.Delete)
            {
                Retention = TimeSpan.FromDays(30), MaxMessageBytes = DefaultMaxMessageBytes + DeadLetterHeaders,
            },
        ];
    }

    /// <summary>The shapes of the version 1 topics: one partition each, as version 1 made them.</summary>
    public static IReadOnlyList<TopicShape> Shapes(BridgeOptions bridge)
    {
        ArgumentNullException.ThrowIfNull(bridge);
        return [.. new[] { bridge.InstructionTopic, bridge.StatusTopic, bridge.AgentStatusTopic }
            .Select(name => new TopicShape(name, 1, CleanupPolicy.Delete) { Retention = TimeSpan.FromDays(7) })];
    }
}
