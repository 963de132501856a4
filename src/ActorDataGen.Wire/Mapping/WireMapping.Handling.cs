using ActorDataGen.Jobs;
using ActorDataGen.Jobs.Lifecycle;
using ActorDataGen.Jobs.Specs;
using ActorDataGen.Wire.Records;

namespace ActorDataGen.Wire.Mapping;

/// <summary>What is asked of jobs.</summary>
public static partial class WireMapping
{
    private const string TopicVariable = "KAFKA_TOPIC";

    /// <summary>A command as a record, with version 1's fields filled as far as they can say it.</summary>
    /// <param name="command">What is asked.</param>
    /// <param name="now">When.</param>
    public static JobHandlingRecord ToWire(JobCommand command, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(command);
        var spec = (command as CreateJob)?.Spec;
        return new JobHandlingRecord
        {
            Operation = command is StopJob or DeleteJob ? JobOperation.Delete : JobOperation.Create,
            ContainerImageName = spec?.Image ?? "",
            NumberOfContainers = spec?.Replicas ?? (command as ScaleJob)?.Replicas ?? 0,
            ResourceLimits = new ResourceLimitsRecord((float)(spec?.Cpu ?? 0), MemoryText.Of(spec?.Memory ?? 0)),
            EnvironmentVariables = spec is null ? Nothing.Map : spec.Environment.With(TopicVariable, spec.Topic),
            Metadata = new JobHandlingMetadata
            {
                User = command.User.Length > 0 ? command.User : spec?.User ?? "",
                JobId = command.JobId.ToString(),
                Description = spec?.Description ?? "",
                ComputationDurationInSeconds = (int)Math.Clamp(spec?.Duration.TotalSeconds ?? 0, 0, int.MaxValue),
                Timestamp = WireTimes.Seconds(now),
                TimestampMs = WireTimes.Ms(now),
            },
            Command = command switch
            {
                CreateJob => "create",
                StartJob => "start",
                StopJob => "stop",
                RestartJob { OnlyFailed: false } => "restart",
                RestartJob => "restart_failed",
                ScaleJob => "scale",
                DeleteJob => "delete",
                _ => throw new ArgumentException($"No record stands for {command.GetType().Name}.", nameof(command)),
            },
            RequestId = command.RequestId,
            Replicas = (command as ScaleJob)?.Replicas,
            Spec = spec is null ? null : ToWire(spec),
        };
    }

    /// <summary>A record as a command; version 1's <c>delete</c> is a stop.</summary>
    /// <exception cref="WireException">A value that has no meaning; it carries the job's id where there is one.</exception>
    public static JobCommand FromWire(JobHandlingRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        var id = new JobId(record.Metadata.JobId);
        try
        {
            return Read(record, id) with { RequestId = record.RequestId, User = SharedText.Of(record.Metadata.User) };
        }
        catch (WireException e) when (e.JobId.Length == 0)
        {
            throw new WireException(e.Problem, e.Message, e) { JobId = record.Metadata.JobId, RequestId = record.RequestId };
        }
    }

    private static JobCommand Read(JobHandlingRecord record, JobId id)
    {
        if (id.IsEmpty && record.Spec is null or { Id: "" })
        {
            throw WireException.Bad("metadata.job_id: it is missing; give the job an id.");
        }

        if (record.Spec is { Id.Length: > 0 } named && !id.IsEmpty && named.Id != id.Value)
        {
            throw WireException.Bad($"spec.id: '{named.Id}' is not metadata.job_id '{id}'; give the same, or leave it empty.");
        }

        return record.Command switch
        {
            "" => record.Operation == JobOperation.Create ? new CreateJob(SpecOf(record, id)) : new StopJob(id),
            "create" => new CreateJob(SpecOf(record, id)),
            "start" => new StartJob(id),
            "stop" => new StopJob(id),
            "restart" => new RestartJob(id),
            "restart_failed" => new RestartJob(id, OnlyFailed: true),
            "scale" => new ScaleJob(id, record.Replicas ?? record.NumberOfContainers),
            "delete" => new DeleteJob(id),
            var other => throw WireException.Bad($"command: '{other}' is not known; give create, start, stop, restart, restart_failed, scale or delete."),
        };
    }

    private static JobSpec SpecOf(JobHandlingRecord record, JobId id)
    {
        if (record.Spec is { } spec)
        {
            return FromWire(spec, id);
        }

        if (!MemoryText.TryParse(record.ResourceLimits.Memory, out var memory))
        {
            throw WireException.Bad($"resource_limits.memory: '{record.ResourceLimits.Memory}' is no amount; give bytes, or a number with k, m or g such as '512m'.");
        }

        return new JobSpec
        {
            Id = id,
            Name = id.Value,
            Description = SharedText.Of(record.Metadata.Description),
            User = SharedText.Of(record.Metadata.User),
            Image = SharedText.Of(record.ContainerImageName),
            Environment = SharedText.Of(record.EnvironmentVariables),
            Topic = SharedText.Of(record.EnvironmentVariables.TryGetValue(TopicVariable, out var topic) ? topic : ""),
            Replicas = record.NumberOfContainers,
            // Through decimal, so that 0.1 written in 32 bits is 0.1 again and not 0.10000000149.
            Cpu = record.ResourceLimits.Cpu is > -1e9f and < 1e9f ? (double)(decimal)record.ResourceLimits.Cpu : double.NaN,
            Memory = memory,
            Duration = TimeSpan.FromSeconds(record.Metadata.ComputationDurationInSeconds),
        };
    }
}
