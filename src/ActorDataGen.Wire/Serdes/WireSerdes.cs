using ActorDataGen.SchemaRegistry;
using ActorDataGen.Wire.Records;

namespace ActorDataGen.Wire.Serdes;

/// <summary>How the management topics' values are read and written.</summary>
public sealed class WireSerdes
{
    /// <summary>Makes them; nothing is asked of the registry before <see cref="PrepareAsync"/>.</summary>
    /// <param name="registry">The registry.</param>
    /// <param name="topics">The topics' names; null is the usual ones.</param>
    public WireSerdes(ISchemaRegistry registry, ManagementTopics? topics = null)
    {
        ArgumentNullException.ThrowIfNull(registry);
        topics ??= new ManagementTopics();
        JobHandling = new(registry, topics.JobHandling, "v1.job_handling", "job_handling");
        JobStatus = new(registry, topics.JobStatus, "v1.job_status", "job_status");
        JobInstruction = new(registry, topics.JobInstruction, "job_instruction");
        AgentHandling = new(registry, topics.AgentHandling, "agent_handling");
        AgentStatus = new(registry, topics.AgentStatus, "v1.agent_status", "agent_status");
    }

    /// <summary>What is asked of jobs.</summary>
    public WireSerde<JobHandlingRecord> JobHandling { get; }

    /// <summary>What becomes of jobs and replicas.</summary>
    public WireSerde<JobStatusRecord> JobStatus { get; }

    /// <summary>What agents are to run.</summary>
    public WireSerde<JobInstructionRecord> JobInstruction { get; }

    /// <summary>What operators want of agents.</summary>
    public WireSerde<AgentHandlingRecord> AgentHandling { get; }

    /// <summary>What agents say of themselves.</summary>
    public WireSerde<AgentStatusRecord> AgentStatus { get; }

    /// <summary>Registers all built-in schemas, once.</summary>
    /// <exception cref="WireException">The registry is not reached (try again), or refuses.</exception>
    public async Task PrepareAsync(CancellationToken cancellationToken = default)
    {
        await JobHandling.PrepareAsync(cancellationToken);
        await JobStatus.PrepareAsync(cancellationToken);
        await JobInstruction.PrepareAsync(cancellationToken);
        await AgentHandling.PrepareAsync(cancellationToken);
        await AgentStatus.PrepareAsync(cancellationToken);
    }
}

/// <summary>How the version 1 bridge writes the old status topics: in the exact schemas of version 1.</summary>
public sealed class Version1Serdes
{
    /// <summary>Makes them; the topics' names are the old ones.</summary>
    public Version1Serdes(ISchemaRegistry registry, string jobInstructionTopic, string jobStatusTopic, string agentStatusTopic)
    {
        ArgumentNullException.ThrowIfNull(registry);
        // The old instruction topic carries version 1 submissions; reading them as ours fills in the defaults.
        JobInstruction = new(registry, jobInstructionTopic, "v1.job_handling", "job_handling");
        JobStatus = new(registry, jobStatusTopic, "v1.job_status");
        AgentStatus = new(registry, agentStatusTopic, "v1.agent_status");
    }

    /// <summary>The old instruction topic, for reading only: it need not be prepared.</summary>
    public WireSerde<JobHandlingRecord> JobInstruction { get; }

    /// <summary>The old job status topic.</summary>
    public WireSerde<Version1JobStatus> JobStatus { get; }

    /// <summary>The old agent status topic.</summary>
    public WireSerde<Version1AgentStatus> AgentStatus { get; }
}
