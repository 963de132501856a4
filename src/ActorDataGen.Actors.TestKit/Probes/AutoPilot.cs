namespace ActorDataGen.Actors.TestKit;

/// <summary>Acts on each message of a test actor, before the test sees it.</summary>
public abstract class AutoPilot
{
    /// <summary>Go on with the same one.</summary>
    public static KeepRunning KeepRunning => KeepRunning.Instance;

    /// <summary>Go on with none.</summary>
    public static NoAutoPilot NoAutoPilot => NoAutoPilot.Instance;

    /// <summary>Acts, and says what acts on the next message.</summary>
    public abstract AutoPilot Run(IActorRef sender, object message);
}

/// <summary>Acts on a message, and says what acts on the next one.</summary>
public delegate AutoPilot AutoPilotDelegate(IActorRef sender, object message);

/// <summary>Calls a function.</summary>
public sealed class DelegateAutoPilot : AutoPilot
{
    private readonly AutoPilotDelegate _pilot;

    /// <summary>Creates the pilot.</summary>
    public DelegateAutoPilot(AutoPilotDelegate autoPilotDelegate) => _pilot = autoPilotDelegate;

    /// <inheritdoc/>
    public override AutoPilot Run(IActorRef sender, object message) => _pilot(sender, message);
}

/// <summary>Go on with the same one.</summary>
public sealed class KeepRunning : AutoPilot
{
    /// <summary>The only instance.</summary>
    public static KeepRunning Instance = new();

    private KeepRunning()
    {
    }

    /// <inheritdoc/>
    public override AutoPilot Run(IActorRef sender, object message) => throw new InvalidOperationException("Must not call");
}

/// <summary>Go on with none.</summary>
public sealed class NoAutoPilot : AutoPilot
{
    /// <summary>The only instance.</summary>
    public static NoAutoPilot Instance = new();

    private NoAutoPilot()
    {
    }

    /// <inheritdoc/>
    public override AutoPilot Run(IActorRef sender, object message) => this;
}
