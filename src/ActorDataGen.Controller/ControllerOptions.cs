using ActorDataGen.Controller.Bridge;
using ActorDataGen.Jobs.Agents;
using ActorDataGen.Jobs.Lifecycle;
using ActorDataGen.Kafka;
using ActorDataGen.Kafka.Consuming;
using ActorDataGen.Wire;

namespace ActorDataGen.Controller;

/// <summary>Options of the controller role.</summary>
public sealed record ControllerOptions
{
    /// <summary>Where Kafka is.</summary>
    public KafkaConnectionOptions Kafka { get; init; } = new();

    /// <summary>The topics the cluster is coordinated over.</summary>
    public ManagementTopics Topics { get; init; } = new();

    /// <summary>The group that shares the partitions. Default <c>adg-controllers</c>.</summary>
    public string Group { get; init; } = "adg-controllers";

    /// <summary>
    /// What the partitions' transactional ids begin with: <c>{prefix}-controller-{partition}</c>. The same on every node of a cluster,
    /// another on every cluster that shares the brokers. Default <c>adg</c>.
    /// </summary>
    public string TransactionalIdPrefix { get; init; } = "adg";

    /// <summary>How fast the group notices that a controller is gone.</summary>
    public GroupTimes GroupTimes { get; init; } = GroupTimes.Default;

    /// <summary>When an agent is lost.</summary>
    public LivenessOptions Liveness { get; init; } = LivenessOptions.Default;

    /// <summary>How patient jobs are.</summary>
    public JobMachineOptions Jobs { get; init; } = JobMachineOptions.Default;

    /// <summary>Serves a version 1 control server; null, the default, does not.</summary>
    public BridgeOptions? Bridge { get; init; }

    /// <summary>What is wrong with these options, one line each; empty when nothing is.</summary>
    public IEnumerable<string> Problems()
    {
        foreach (var problem in Kafka.Problems())
        {
            yield return problem;
        }

        if (string.IsNullOrWhiteSpace(Group))
        {
            yield return "Controller:Group is empty: name the group that the controllers share, such as adg-controllers.";
        }

        if (string.IsNullOrWhiteSpace(TransactionalIdPrefix))
        {
            yield return "Controller:TransactionalIdPrefix is empty: give the cluster a name of its own, such as adg.";
        }

        if (Topics.JobPartitions < 1 || Topics.InstructionPartitions < 1)
        {
            yield return "Controller:Topics:JobPartitions and InstructionPartitions must be at least 1.";
        }

        if (Bridge is { } bridge && new[] { bridge.InstructionTopic, bridge.StatusTopic, bridge.AgentStatusTopic }
            .Intersect(ClusterTopics.Shapes(Topics).Select(shape => shape.Name)).FirstOrDefault() is { } shared)
        {
            yield return $"Controller:Bridge uses the topic {shared}, which is the cluster's own: set Controller:Topics:Prefix.";
        }

        if (GroupTimes.HeartbeatInterval * 3 > GroupTimes.SessionTimeout)
        {
            yield return "Controller:GroupTimes:HeartbeatInterval must be at most a third of SessionTimeout: lower it.";
        }
    }
}
