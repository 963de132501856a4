using ActorDataGen.Jobs.Specs;
using ActorDataGen.Jobs.Values;

namespace ActorDataGen.Jobs.Replicas;

/// <summary>What is wanted of a replica on an agent; what is observed is a <see cref="ReplicaState"/>.</summary>
public enum DesiredState
{
    /// <summary>Its container runs.</summary>
    Run,

    /// <summary>No container of it runs.</summary>
    Stop,
}

/// <summary>What should be true of one replica on one agent. The last one under a key counts; none means that nothing is wanted.</summary>
/// <remarks>
/// Instructions are states, not commands. A later attempt under the same key also says that containers of earlier
/// attempts of this replica on this agent are to be stopped and removed.
/// </remarks>
public sealed record ReplicaInstruction
{
    /// <summary>Who is to see to it.</summary>
    public required AgentId Agent { get; init; }

    /// <summary>The job.</summary>
    public required JobId JobId { get; init; }

    /// <summary>Which job of that id.</summary>
    public required JobUid Uid { get; init; }

    /// <summary>The replica's number, unique in the job.</summary>
    public required int Replica { get; init; }

    /// <summary>The replica's place within its run, from 0; the same as <see cref="Replica"/> unless runs overlap.</summary>
    public int Ordinal { get; init; }

    /// <summary>How many replicas the run wants in all.</summary>
    public int Replicas { get; init; } = 1;

    /// <summary>The job's run, from 1.</summary>
    public required int Run { get; init; }

    /// <summary>The replica's attempt, from 1, over all runs.</summary>
    public required int Attempt { get; init; }

    /// <summary>What is wanted.</summary>
    public required DesiredState Desired { get; init; }

    /// <summary>What to run; null where <see cref="DesiredState.Stop"/> is wanted and nobody knows any more what ran.</summary>
    public ContainerSpec? Container { get; init; }

    /// <summary>Why, for logs and people.</summary>
    public string Reason { get; init; } = "";

    /// <summary>When it was decided.</summary>
    public DateTimeOffset At { get; init; }
}

/// <summary>What an agent needs to know to run a replica's container.</summary>
public sealed record ContainerSpec
{
    /// <summary>The image.</summary>
    public required string Image { get; init; }

    /// <summary>Replaces the image's entry point; empty keeps it.</summary>
    public ValueArray<string> Command { get; init; }

    /// <summary>Arguments; empty keeps the image's.</summary>
    public ValueArray<string> Arguments { get; init; }

    /// <summary>Environment variables, verbatim.</summary>
    public StringMap Environment { get; init; } = StringMap.Empty;

    /// <summary>Environment variable → name of the secret in the agent's configuration.</summary>
    public StringMap Secrets { get; init; } = StringMap.Empty;

    /// <summary>The user's labels.</summary>
    public StringMap Labels { get; init; } = StringMap.Empty;

    /// <summary>The topic to write to.</summary>
    public string Topic { get; init; } = "";

    /// <summary>The named Kafka cluster; empty is the agent's own.</summary>
    public string Target { get; init; } = "";

    /// <summary>Cores; 0 is unlimited.</summary>
    public double Cpu { get; init; }

    /// <summary>Bytes; 0 is unlimited.</summary>
    public long Memory { get; init; }

    /// <summary>The container network; empty is the agent's choice.</summary>
    public string Network { get; init; } = "";

    /// <summary>Time between asking to end and killing.</summary>
    public TimeSpan StopGrace { get; init; } = JobSpec.DefaultStopGrace;

    /// <summary>Time from the container's own start after which it is stopped, as a success; zero is without limit.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>The part of a job's spec that its containers are made of.</summary>
    public static ContainerSpec From(JobSpec spec) => new()
    {
        Image = spec.Image,
        Command = spec.Command,
        Arguments = spec.Arguments,
        Environment = spec.Environment,
        Secrets = spec.Secrets,
        Labels = spec.Labels,
        Topic = spec.Topic,
        Target = spec.Target,
        Cpu = spec.Cpu,
        Memory = spec.Memory,
        Network = spec.Network,
        StopGrace = spec.StopGrace,
        Duration = spec.Duration,
    };
}
