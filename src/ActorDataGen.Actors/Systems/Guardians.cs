namespace ActorDataGen.Actors;

/// <summary>The top of the tree. It supervises <c>/user</c> and <c>/system</c>: when the first ends so does the second, and then the system has ended.</summary>
internal sealed class Guardians : ActorRefBase, IAsked
{
    private readonly ActorSystemImpl _system;

    public Guardians(ActorSystemImpl system)
    {
        _system = system;
        var stopping = system.Settings.SupervisorStrategyClass.Split(',')[0].EndsWith("StoppingSupervisorStrategy", StringComparison.Ordinal);
        var strategy = stopping ? SupervisorStrategy.StoppingStrategy : SupervisorStrategy.DefaultStrategy;
        User = new ActorCell(system, Props.Create(() => new Guardian(strategy)), new ChildActorPath(system.RootPath, "user", 1), this);
        System = new ActorCell(system, Props.Create(() => new Guardian(SupervisorStrategy.DefaultStrategy)),
            new ChildActorPath(system.RootPath, "system", 2), this);
    }

    public ActorCell User { get; }

    public ActorCell System { get; }

    public ActorSystemImpl SystemImpl => _system;

    public override ActorPath Path => _system.RootPath;

    public void Start()
    {
        System.Start();
        User.Start();
    }

    protected override void TellInternal(object message, IActorRef sender) => _system.DeadLetterRef.Publish(message, sender, this);

    internal override void SendSystemMessage(SystemMessage message)
    {
        switch (message)
        {
            case Failed failed:
                // Nobody is left to decide: what the guardian could not handle ends the system.
                _system.EventStream.Publish(new Error(failed.Cause, failed.Child.Path.ToString(), typeof(Guardian), failed.Cause.Message));
                _system.FinalTerminate();
                failed.Child.Stop();
                break;
            case DeathWatchNotification { Actor: var ended } when ReferenceEquals(ended, User):
                System.Stop();
                break;
            case DeathWatchNotification:
                _system.HasEnded();
                break;
            case Watch watch when !ReferenceEquals(watch.Watchee, this):
                break;
        }
    }

    private sealed class Guardian(SupervisorStrategy strategy) : ActorBase
    {
        protected override SupervisorStrategy SupervisorStrategy() => strategy;

        protected override bool Receive(object message)
        {
            // A guardian is told nothing on purpose.
            Context.System.DeadLetters.Tell(new DeadLetter(message, Sender, Self), Sender);
            return true;
        }

        // Its children are everybody's actors: they outlive a restart of the guardian.
        protected override void PreRestart(Exception reason, object message)
        {
        }
    }
}

/// <summary>Where absolute paths begin.</summary>
internal sealed class RootRef(ActorSystemImpl system) : ActorRefBase, IAsked
{
    public ActorSystemImpl SystemImpl => system;

    public override ActorPath Path => system.RootPath;

    public IEnumerable<ActorRefBase> Children => [system.UserGuardian, system.SystemGuardian];

    public ActorRefBase? Child(string name) =>
        name switch
        {
            "user" => system.UserGuardian,
            "system" => system.SystemGuardian,
            "deadLetters" => system.DeadLetterRef,
            _ => null,
        };

    protected override void TellInternal(object message, IActorRef sender) => system.DeadLetterRef.Publish(message, sender, this);
}
