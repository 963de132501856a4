namespace ActorDataGen.ActorTests;

/// <summary>An actor that tells a probe all that happens to it, and does what it is told.</summary>
public sealed class Recorder : ReceiveActor
{
    private readonly IActorRef _log;
    private readonly string _name;

    public Recorder(IActorRef log, string name = "")
    {
        _log = log;
        _name = name;
        Receive<Fail>(f => throw f.Cause);
        Receive<Action>(act => act());
        Receive<Spawn>(s => Sender.Tell(Context.ActorOf(s.Props, s.Name)));
        Receive<string>(s => s == "stop", _ => Context.Stop(Self));
        Receive<string>(s => s == "id", _ => Sender.Tell(GetHashCode()));
        ReceiveAny(m => _log.Tell(m));
    }

    public static Props With(IActorRef log, string name = "") => Props.Create(() => new Recorder(log, name));

    protected override void PreStart() => _log.Tell("PreStart" + _name);

    protected override void PostStop() => _log.Tell("PostStop" + _name);

    protected override void PreRestart(Exception reason, object message)
    {
        _log.Tell($"PreRestart{_name} {reason.Message} {message}");
        base.PreRestart(reason, message);
    }

    protected override void PostRestart(Exception reason)
    {
        _log.Tell($"PostRestart{_name} {reason.Message}");
        base.PostRestart(reason);
    }
}

public sealed record Fail(Exception Cause)
{
    public Fail(string message)
        : this(new InvalidOperationException(message))
    {
    }

    public override string ToString() => "Fail";
}

public sealed record Spawn(Props Props, string? Name = null);

/// <summary>A parent with a strategy of the test's choice.</summary>
public sealed class Parent : ReceiveActor
{
    private readonly SupervisorStrategy _strategy;

    public Parent(SupervisorStrategy strategy)
    {
        _strategy = strategy;
        Receive<Spawn>(s => Sender.Tell(Context.ActorOf(s.Props, s.Name)));
        Receive<Func<Task>>(_ => { });
        ReceiveAsync<TaskCompletionSource>(async wait => await wait.Task);
        Receive<Fail>(f => throw f.Cause);
    }

    public static Props With(SupervisorStrategy strategy) => Props.Create(() => new Parent(strategy));

    protected override SupervisorStrategy SupervisorStrategy() => _strategy;

    protected override void PreRestart(Exception reason, object message)
    {
        // Children stay, so that tests see what a restart does to those who survive it.
    }
}
