namespace ActorDataGen.Node;

/// <summary>What a node does; any set of them.</summary>
[Flags]
public enum NodeRoles
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Runs the embedded broker.</summary>
    Broker = 1,

    /// <summary>Runs the embedded schema registry.</summary>
    Registry = 2,

    /// <summary>Owns partitions of the job topic.</summary>
    Controller = 4,

    /// <summary>Owns a container engine.</summary>
    Agent = 8,

    /// <summary>Serves REST, events and pages.</summary>
    Portal = 16,

    /// <summary>Everything, in one process.</summary>
    All = Broker | Registry | Controller | Agent | Portal,
}
