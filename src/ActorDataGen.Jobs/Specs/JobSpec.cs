using ActorDataGen.Jobs.Values;

namespace ActorDataGen.Jobs.Specs;

/// <summary>What a user wants: everything a job may say of itself, the same on every door.</summary>
/// <remarks>
/// All but <see cref="Image"/> and <see cref="Topic"/> have defaults. A spec is data: it may hold nonsense until
/// the validator has looked at it. Two specs with the same content are equal.
/// </remarks>
public sealed record JobSpec
{
    /// <summary>The job's id; a door that got none makes one up before it submits.</summary>
    public JobId Id { get; init; }

    /// <summary>A name for people; empty means the id.</summary>
    public string Name { get; init; } = "";

    /// <summary>What the job is for, in a sentence.</summary>
    public string Description { get; init; } = "";

    /// <summary>Who submitted it, as the door knows it.</summary>
    public string User { get; init; } = "";

    /// <summary>The user's own labels, for finding jobs and for container labels.</summary>
    public StringMap Labels { get; init; } = StringMap.Empty;

    /// <summary>The container image, as <c>docker run</c> takes it.</summary>
    public string Image { get; init; } = "";

    /// <summary>Replaces the image's entry point; empty keeps it.</summary>
    public ValueArray<string> Command { get; init; }

    /// <summary>Arguments to the entry point; empty keeps the image's.</summary>
    public ValueArray<string> Arguments { get; init; }

    /// <summary>Environment variables, passed on verbatim.</summary>
    public StringMap Environment { get; init; } = StringMap.Empty;

    /// <summary>Environment variable → name of the secret that the agent fills in from its own configuration. No secret passes through a topic.</summary>
    public StringMap Secrets { get; init; } = StringMap.Empty;

    /// <summary>The Kafka topic the containers write to; handed to them as <c>KAFKA_TOPIC</c>.</summary>
    public string Topic { get; init; } = "";

    /// <summary>A Kafka cluster named in the agents' configuration; empty is the cluster the agent itself uses.</summary>
    public string Target { get; init; } = "";

    /// <summary>How many containers run at the same time.</summary>
    public int Replicas { get; init; } = 1;

    /// <summary>Cores a replica may use; 0 is unlimited.</summary>
    public double Cpu { get; init; }

    /// <summary>Bytes of memory a replica may use; 0 is unlimited.</summary>
    public long Memory { get; init; }

    /// <summary>The container network; empty is the agent's choice.</summary>
    public string Network { get; init; } = "";

    /// <summary>How long a replica runs, from its container's own start; zero is without limit. Ending by it is success.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>When it starts; null is at once.</summary>
    public DateTimeOffset? StartAt { get; init; }

    /// <summary>When it starts again and again; null is once.</summary>
    public CronSchedule? Cron { get; init; }

    /// <summary>Created without being started.</summary>
    public bool Held { get; init; }

    /// <summary>What happens on the same host when a replica ends.</summary>
    public RestartPolicy Restart { get; init; } = RestartPolicy.Default;

    /// <summary>What happens once restarting on the same host did not help.</summary>
    public ReschedulePolicy Reschedule { get; init; } = ReschedulePolicy.Default;

    /// <summary>What an agent's labels must say for a replica to run there.</summary>
    public ValueArray<PlacementConstraint> Constraints { get; init; }

    /// <summary>Which of the agents with room is taken.</summary>
    public PlacementStrategy Strategy { get; init; } = PlacementStrategy.Spread;

    /// <summary>Whether replicas of this job may share an agent.</summary>
    public AntiAffinity AntiAffinity { get; init; } = AntiAffinity.Preferred;

    /// <summary>How long a container may take to end after it was asked to, before it is killed.</summary>
    public TimeSpan StopGrace { get; init; } = DefaultStopGrace;

    /// <summary>How long an ended job is kept before it is deleted by itself; null is for ever.</summary>
    public TimeSpan? TimeToLive { get; init; }

    /// <summary>Ten seconds, as <c>docker stop</c> gives.</summary>
    public static readonly TimeSpan DefaultStopGrace = TimeSpan.FromSeconds(10);
}
