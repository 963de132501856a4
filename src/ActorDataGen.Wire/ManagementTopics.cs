namespace ActorDataGen.Wire;

/// <summary>Names of the topics that a cluster is coordinated over. Each is an option, and so is a prefix of all.</summary>
public sealed record ManagementTopics
{
    /// <summary>Put before every name. Default nothing.</summary>
    public string Prefix { get; init; } = "";

    /// <summary>Submissions; key: job id.</summary>
    public string JobHandling { get => Prefix + field; init; } = "Job_Handling";

    /// <summary>States of jobs and replicas; keys <c>job/{id}</c> and <c>replica/{uid}/{n}/{attempt}</c>.</summary>
    public string JobStatus { get => Prefix + field; init; } = "Job_Status";

    /// <summary>What agents are to run; key <c>{agent}/{uid}/{n}</c>.</summary>
    public string JobInstruction { get => Prefix + field; init; } = "Job_Instruction";

    /// <summary>What operators want of agents; key: agent id.</summary>
    public string AgentHandling { get => Prefix + field; init; } = "Agent_Handling";

    /// <summary>Heartbeats; key: agent id.</summary>
    public string AgentStatus { get => Prefix + field; init; } = "Agent_Status";

    /// <summary>Submissions that cannot be read or are no jobs, with headers that say why.</summary>
    public string DeadLetters { get => Prefix + field; init; } = "Job_Handling.DLQ";

    /// <summary>Partitions of <see cref="JobHandling"/> and of <see cref="JobStatus"/>: the same number, fixed for the cluster's life.</summary>
    public int JobPartitions { get; init; } = 12;

    /// <summary>Partitions of <see cref="JobInstruction"/>.</summary>
    public int InstructionPartitions { get; init; } = 12;
}
