using ActorDataGen.Kafka.Topics;
using ActorDataGen.Wire;

namespace ActorDataGen.Node.Startup;

/// <summary>What the management topics have to look like; they are created or checked when a node starts.</summary>
internal static class ManagementTopicShapes
{
    // Submissions are kept for a week: long enough to look at what came in, and nothing lives there.
    private static readonly TimeSpan HandlingRetention = TimeSpan.FromDays(7);

    // What could not be read waits for people, who go on holidays.
    private static readonly TimeSpan DeadLetterRetention = TimeSpan.FromDays(30);

    // Above the source's default of 1 MiB, so that a rejected record fits with its headers.
    private const int DeadLetterMaxBytes = 2 << 20;

    public static IReadOnlyList<TopicShape> All(ManagementTopics topics) =>
    [
        new(topics.JobHandling, topics.JobPartitions, CleanupPolicy.Delete) { Retention = HandlingRetention },
        new(topics.JobStatus, topics.JobPartitions, CleanupPolicy.Compact),
        new(topics.JobInstruction, topics.InstructionPartitions, CleanupPolicy.Compact),
        new(topics.AgentHandling, 1, CleanupPolicy.Compact),
        new(topics.AgentStatus, 1, CleanupPolicy.Compact),
        new(topics.DeadLetters, 1, CleanupPolicy.Delete) { Retention = DeadLetterRetention, MaxMessageBytes = DeadLetterMaxBytes },
    ];
}
