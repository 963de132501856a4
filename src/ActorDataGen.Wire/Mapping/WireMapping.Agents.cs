using ActorDataGen.Jobs;
using ActorDataGen.Jobs.Agents;
using ActorDataGen.Jobs.Replicas;
using ActorDataGen.Jobs.Values;
using ActorDataGen.Wire.Records;

namespace ActorDataGen.Wire.Mapping;

/// <summary>What agents are told, and what they say.</summary>
public static partial class WireMapping
{
    /// <summary>An instruction as a record.</summary>
    public static JobInstructionRecord ToWire(ReplicaInstruction instruction)
    {
        ArgumentNullException.ThrowIfNull(instruction);
        return new JobInstructionRecord
        {
            AgentId = instruction.Agent.ToString(),
            JobId = instruction.JobId.ToString(),
            JobUid = instruction.Uid.ToString(),
            Replica = instruction.Replica,
            Ordinal = instruction.Ordinal,
            Replicas = instruction.Replicas,
            Run = instruction.Run,
            Attempt = instruction.Attempt,
            Desired = WireNames<DesiredState>.Of(instruction.Desired),
            Container = instruction.Container is { } container ? ToWire(container) : null,
            Reason = instruction.Reason,
            TimestampMs = WireTimes.Ms(instruction.At),
        };
    }

    /// <summary>A record as an instruction.</summary>
    /// <exception cref="WireException">A value that has no meaning.</exception>
    public static ReplicaInstruction FromWire(JobInstructionRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        var desired = WireNames<DesiredState>.Read(record.Desired, "desired");
        if (desired == DesiredState.Run && record.Container is null)
        {
            throw WireException.Bad("container: it is missing; what is to run must say of what.");
        }

        return new ReplicaInstruction
        {
            Agent = AgentOf(record.AgentId),
            JobId = new JobId(record.JobId),
            Uid = UidOf(record.JobUid, "job_uid"),
            Replica = record.Replica,
            Ordinal = record.Ordinal,
            Replicas = record.Replicas,
            Run = record.Run,
            Attempt = record.Attempt,
            Desired = desired,
            Container = record.Container is { } container ? FromWire(container) : null,
            Reason = SharedText.Of(record.Reason),
            At = WireTimes.Instant(record.TimestampMs, "timestamp_ms"),
        };
    }

    /// <summary>A heartbeat as a record.</summary>
    public static AgentStatusRecord ToWire(AgentStatus status)
    {
        ArgumentNullException.ThrowIfNull(status);
        return new AgentStatusRecord
        {
            Status = status.FailedChecks.IsEmpty ? OperationStatus.Successful : OperationStatus.Unsuccessful,
            Metadata = new AgentStatusMetadata
            {
                AgentId = status.Agent.ToString(),
                Timestamp = WireTimes.Seconds(status.At),
                TimestampMs = WireTimes.Ms(status.At),
                FailedChecks = [.. status.FailedChecks],
                ContainersRunning = [.. status.ContainersRunning],
            },
            State = WireNames<AgentState>.Of(status.State),
            Incarnation = status.Incarnation,
            Labels = status.Labels,
            Capacity = ToWire(status.Capacity),
            Allocated = ToWire(status.Allocated),
            Statistics = [.. status.Statistics.Select(ToWire)],
            Address = status.Address,
            Engine = status.Engine,
            Version = status.Version,
            DrainDeadlineMs = WireTimes.Ms(status.DrainDeadline),
        };
    }

    /// <summary>A heartbeat as version 1's control server is told it.</summary>
    public static Version1AgentStatus ToVersion1(AgentStatus status)
    {
        var record = ToWire(status);
        return new Version1AgentStatus
        {
            Status = record.Status,
            Metadata = new Version1AgentStatusMetadata(
                record.Metadata.AgentId, record.Metadata.Timestamp, record.Metadata.FailedChecks, record.Metadata.ContainersRunning),
        };
    }

    /// <summary>A record as a heartbeat. A version 1 record is one of an agent that says nothing of its capacity.</summary>
    /// <exception cref="WireException">A value that has no meaning.</exception>
    public static AgentStatus FromWire(AgentStatusRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        return new AgentStatus
        {
            Agent = AgentOf(record.Metadata.AgentId),
            State = record.State.Length > 0 ? WireNames<AgentState>.Read(record.State, "state")
                : record.Status == OperationStatus.Successful ? AgentState.Ready
                : AgentState.Unhealthy,
            Incarnation = record.Incarnation,
            FailedChecks = ValueArray.From(record.Metadata.FailedChecks),
            Labels = SharedText.Of(record.Labels),
            Capacity = FromWire(record.Capacity),
            Allocated = FromWire(record.Allocated),
            ContainersRunning = ValueArray.From(record.Metadata.ContainersRunning),
            Statistics = ValueArray.From(record.Statistics.Select(FromWire)),
            Address = SharedText.Of(record.Address),
            Engine = SharedText.Of(record.Engine),
            Version = SharedText.Of(record.Version),
            DrainDeadline = WireTimes.Instant(record.DrainDeadlineMs, "drain_deadline_ms"),
            At = WireTimes.Written(record.Metadata.TimestampMs, record.Metadata.Timestamp, "metadata.timestamp_ms"),
        };
    }

    /// <summary>A directive as a record.</summary>
    public static AgentHandlingRecord ToWire(AgentDirective directive)
    {
        ArgumentNullException.ThrowIfNull(directive);
        return new AgentHandlingRecord
        {
            AgentId = directive.Agent.ToString(),
            Draining = directive.Draining,
            DrainDeadlineMs = WireTimes.Ms(directive.DrainDeadline),
            Labels = directive.Labels,
            User = directive.User,
            Reason = directive.Reason,
            TimestampMs = WireTimes.Ms(directive.At),
        };
    }

    /// <summary>A record as a directive.</summary>
    /// <exception cref="WireException">A value that has no meaning.</exception>
    public static AgentDirective FromWire(AgentHandlingRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        return new AgentDirective
        {
            Agent = AgentOf(record.AgentId),
            Draining = record.Draining,
            DrainDeadline = WireTimes.Instant(record.DrainDeadlineMs, "drain_deadline_ms"),
            Labels = SharedText.Of(record.Labels),
            User = record.User,
            Reason = record.Reason,
            At = WireTimes.Instant(record.TimestampMs, "timestamp_ms"),
        };
    }

    private static ResourcesRecord ToWire(AgentResources resources) => new(resources.Cpu, resources.Memory, resources.Containers);

    private static AgentResources FromWire(ResourcesRecord? record) =>
        record is null ? default : new AgentResources(record.Cpu, record.MemoryBytes, record.Containers);

    private static ContainerStatisticsRecord ToWire(ContainerStatistics statistics) => new()
    {
        ContainerId = statistics.ContainerId,
        JobUid = statistics.Uid.ToString(),
        Replica = statistics.Replica,
        Attempt = statistics.Attempt,
        Cpu = statistics.Cpu,
        MemoryBytes = statistics.Memory,
        NetworkReceivedBytes = statistics.NetworkReceived,
        NetworkSentBytes = statistics.NetworkSent,
    };

    private static ContainerStatistics FromWire(ContainerStatisticsRecord record) => new()
    {
        ContainerId = record.ContainerId,
        Uid = UidOf(record.JobUid, "statistics.job_uid"),
        Replica = record.Replica,
        Attempt = record.Attempt,
        Cpu = record.Cpu,
        Memory = record.MemoryBytes,
        NetworkReceived = record.NetworkReceivedBytes,
        NetworkSent = record.NetworkSentBytes,
    };
}
