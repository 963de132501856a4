using System.Collections.Immutable;
using ActorDataGen.Jobs;
using ActorDataGen.Jobs.Agents;

namespace ActorDataGen.Agent;

/// <summary>Settings of an agent.</summary>
public sealed record AgentOptions
{
    /// <summary>Id of the cluster; on every container's labels.</summary>
    public required string ClusterId { get; init; }

    /// <summary>The agent's id, unique in the cluster. Started twice, the elder one ends.</summary>
    public required AgentId AgentId { get; init; }

    /// <summary>Folder for the logs of containers that are gone.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>Kafka as containers reach it. Default: <c>KAFKA_BOOTSTRAP_SERVERS_DOCKER</c>, else <c>KAFKA_BOOTSTRAP_SERVERS</c>.</summary>
    public string ContainerBootstrapServers { get; init; } = Variable("KAFKA_BOOTSTRAP_SERVERS_DOCKER") ?? Variable("KAFKA_BOOTSTRAP_SERVERS") ?? "";

    /// <summary>The schema registry as containers reach it. Default: <c>SCHEMA_REGISTRY_URL</c>.</summary>
    public string ContainerSchemaRegistryUrl { get; init; } = Variable("SCHEMA_REGISTRY_URL") ?? "";

    /// <summary>Network that containers join unless their job names another. Default: <c>DOCKER_NETWORK</c>, else the engine's.</summary>
    public string? Network { get; init; } = Variable("DOCKER_NETWORK");

    /// <summary>Kafka clusters that jobs may name as their target.</summary>
    public ImmutableDictionary<string, AgentTarget> Targets { get; init; } = ImmutableDictionary<string, AgentTarget>.Empty;

    /// <summary>Secrets that jobs may name; they reach a container's environment and nothing else.</summary>
    public ImmutableDictionary<string, string> Secrets { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>The agent's own labels, which constraints look at.</summary>
    public ImmutableDictionary<string, string> Labels { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>What it gives to replicas; a 0 in it takes what the engine offers (and, for containers, 500).</summary>
    public AgentResources Capacity { get; init; }

    /// <summary>Where this node serves logs to other nodes, as <c>http://host:port</c>; empty for nowhere.</summary>
    public string Address { get; init; } = "";

    /// <summary>Time between heartbeats. 2 s: a fifteenth of <see cref="LostAfter"/>, so that a few may be lost.</summary>
    public TimeSpan HeartbeatInterval { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>After this long without a heartbeat controllers give the agent up. The same in the whole cluster.</summary>
    public TimeSpan LostAfter { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Time between comparisons of instructions and containers, for what no event told of.</summary>
    public TimeSpan ReconcileInterval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Time between health checks.</summary>
    public TimeSpan CheckInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Bytes that must be free on each disk in use; below, the agent is unhealthy. 512 MiB: an image and some logs.</summary>
    public long MinFreeDiskBytes { get; init; } = 512L * 1024 * 1024;

    /// <summary>How far the clock may be from the broker's. 30 s: cron and start times are of that grain.</summary>
    public TimeSpan MaxClockSkew { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Bytes of log kept of each container that is gone.</summary>
    public long MaxSpooledLogBytes { get; init; } = 16L * 1024 * 1024;

    /// <summary>Bytes of log kept of all containers that are gone; the oldest go first.</summary>
    public long MaxSpoolBytes { get; init; } = 1024L * 1024 * 1024;

    /// <summary>Checks the options.</summary>
    /// <exception cref="ArgumentException">One is wrong; the message names it and the remedy.</exception>
    public void Validate()
    {
        Require(ClusterId.Length > 0, nameof(ClusterId), "is empty", "name the cluster");
        Require(!AgentId.IsEmpty, nameof(AgentId), "is empty", "name the agent");
        Require(DataDirectory.Length > 0, nameof(DataDirectory), "is empty", "name a folder that the agent may write to");
        Require(ContainerBootstrapServers.Length > 0, nameof(ContainerBootstrapServers), "is empty",
            "say how containers reach Kafka, here or in KAFKA_BOOTSTRAP_SERVERS_DOCKER");
        Require(HeartbeatInterval > TimeSpan.Zero && HeartbeatInterval * 3 <= LostAfter, nameof(HeartbeatInterval),
            $"is {HeartbeatInterval}, and {nameof(LostAfter)} is {LostAfter}", "make it positive and at most a third of that");
        Require(ReconcileInterval > TimeSpan.Zero, nameof(ReconcileInterval), "is not positive", "the default is 30 s");
        Require(CheckInterval > TimeSpan.Zero, nameof(CheckInterval), "is not positive", "the default is 5 s");
        Require(Capacity is { Cpu: >= 0, Memory: >= 0, Containers: >= 0 }, nameof(Capacity), "is negative", "leave it out to offer what the engine has");

        static void Require(bool holds, string option, string problem, string remedy)
        {
            if (!holds)
                throw new ArgumentException($"{option} {problem}: {remedy}");
        }
    }

    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}

/// <summary>A Kafka cluster that jobs may name, as containers reach it.</summary>
/// <param name="BootstrapServers">Its brokers.</param>
/// <param name="SchemaRegistryUrl">Its registry; empty for none.</param>
public sealed record AgentTarget(string BootstrapServers, string SchemaRegistryUrl = "")
{
    /// <summary>What else a container needs to write there, such as security settings.</summary>
    public ImmutableDictionary<string, string> Environment { get; init; } = ImmutableDictionary<string, string>.Empty;
}
