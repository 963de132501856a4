namespace ActorDataGen.Controller.Bridge;

/// <summary>
/// The version 1 bridge: serves a control server of version 1 unchanged, through the three topics that it knows. Their names must differ
/// from the cluster's own, so with the bridge on give those a prefix or other names.
/// </summary>
public sealed record BridgeOptions
{
    /// <summary>Where the old control server writes what it wants. One partition. Default <c>Job_Instruction</c>.</summary>
    public string InstructionTopic { get; init; } = "Job_Instruction";

    /// <summary>Where it reads what became of it. One partition. Default <c>Job_Status</c>.</summary>
    public string StatusTopic { get; init; } = "Job_Status";

    /// <summary>Where it reads how agents are. One partition. Default <c>Agent_Status</c>.</summary>
    public string AgentStatusTopic { get; init; } = "Agent_Status";

    /// <summary>How often it hears of each agent at least. 10 s: it takes one for dead that it has not heard of for 30 s.</summary>
    public TimeSpan AgentInterval { get; init; } = TimeSpan.FromSeconds(10);
}
