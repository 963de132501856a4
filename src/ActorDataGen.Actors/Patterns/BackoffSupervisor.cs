namespace ActorDataGen.Actors;

/// <summary>When a <see cref="BackoffSupervisor"/> forgets how often it restarted its child.</summary>
public interface IBackoffReset;

internal sealed record ManualReset : IBackoffReset;

internal sealed record AutoReset(TimeSpan ResetBackoff) : IBackoffReset;

/// <summary>Says how to start a child again, later and later.</summary>
public static class Backoff
{
    /// <summary>Again when the child fails.</summary>
    /// <param name="childProps">The child.</param>
    /// <param name="childName">Its name.</param>
    /// <param name="minBackoff">The first wait; it doubles each time.</param>
    /// <param name="maxBackoff">The longest wait.</param>
    /// <param name="randomFactor">0.2 adds up to 20 % at random, so that many do not come back at once.</param>
    /// <param name="maxNrOfRetries">How often; −1 = any number.</param>
    public static BackoffOptions OnFailure(
        Props childProps, string childName, TimeSpan minBackoff, TimeSpan maxBackoff, double randomFactor, int maxNrOfRetries) =>
        new BackoffSettings(true, childProps, childName, minBackoff, maxBackoff, randomFactor).WithMaxNrOfRetries(maxNrOfRetries);

    /// <summary>Again when the child stops, also by itself.</summary>
    public static BackoffOptions OnStop(
        Props childProps, string childName, TimeSpan minBackoff, TimeSpan maxBackoff, double randomFactor, int maxNrOfRetries) =>
        new BackoffSettings(false, childProps, childName, minBackoff, maxBackoff, randomFactor).WithMaxNrOfRetries(maxNrOfRetries);
}

/// <summary>How a <see cref="BackoffSupervisor"/> goes about it.</summary>
public abstract class BackoffOptions
{
    /// <summary>Forgets how often it restarted once the child has lived this long. The default, with the first wait.</summary>
    public abstract BackoffOptions WithAutoReset(TimeSpan resetBackoff);

    /// <summary>Forgets how often it restarted on <see cref="BackoffSupervisor.Reset"/> alone.</summary>
    public abstract BackoffOptions WithManualReset();

    /// <summary>Decides by a strategy whose directive is Restart or not; how it restarts stays the same.</summary>
    public abstract BackoffOptions WithSupervisorStrategy(OneForOneStrategy supervisorStrategy);

    /// <summary>Stops the child on every failure, and so starts it again with a wait.</summary>
    public abstract BackoffOptions WithDefaultStoppingStrategy();

    /// <summary>Answers messages with this while there is no child; without it they are dead letters.</summary>
    public abstract BackoffOptions WithReplyWhileStopped(object replyWhileStopped);

    /// <summary>A message after which an end of the child is final.</summary>
    public abstract BackoffOptions WithFinalStopMessage(Func<object, bool> isFinalStopMessage);

    /// <summary>How often; −1 = any number.</summary>
    public abstract BackoffOptions WithMaxNrOfRetries(int maxNrOfRetries);
}

internal sealed class BackoffSettings : BackoffOptions
{
    public BackoffSettings(bool onFailure, Props childProps, string childName, TimeSpan minBackoff, TimeSpan maxBackoff, double randomFactor)
    {
        ArgumentNullException.ThrowIfNull(childProps);
        if (minBackoff <= TimeSpan.Zero)
            throw new ArgumentException("MinBackoff must be greater than 0", nameof(minBackoff));
        if (maxBackoff < minBackoff)
            throw new ArgumentException("MaxBackoff must be greater than MinBackoff", nameof(maxBackoff));
        if (randomFactor is < 0 or > 1)
            throw new ArgumentException("RandomFactor must be between 0.0 and 1.0", nameof(randomFactor));
        OnFailure = onFailure;
        ChildProps = childProps;
        ChildName = childName;
        MinBackoff = minBackoff;
        MaxBackoff = maxBackoff;
        RandomFactor = randomFactor;
        Reset = new AutoReset(minBackoff);
    }

    private BackoffSettings(BackoffSettings copy)
        : this(copy.OnFailure, copy.ChildProps, copy.ChildName, copy.MinBackoff, copy.MaxBackoff, copy.RandomFactor)
    {
        Reset = copy.Reset;
        Strategy = copy.Strategy;
        ReplyWhileStopped = copy.ReplyWhileStopped;
        FinalStopMessage = copy.FinalStopMessage;
        MaxRetries = copy.MaxRetries;
    }

    public bool OnFailure { get; }

    public Props ChildProps { get; }

    public string ChildName { get; }

    public TimeSpan MinBackoff { get; }

    public TimeSpan MaxBackoff { get; }

    public double RandomFactor { get; }

    public IBackoffReset Reset { get; private init; }

    public OneForOneStrategy Strategy { get; private init; } = new(SupervisorStrategy.DefaultDecider);

    public object? ReplyWhileStopped { get; private init; }

    public Func<object, bool>? FinalStopMessage { get; private init; }

    public int MaxRetries { get; private init; } = -1;

    public override BackoffOptions WithAutoReset(TimeSpan resetBackoff) => new BackoffSettings(this) { Reset = new AutoReset(resetBackoff) };

    public override BackoffOptions WithManualReset() => new BackoffSettings(this) { Reset = new ManualReset() };

    public override BackoffOptions WithSupervisorStrategy(OneForOneStrategy supervisorStrategy) =>
        new BackoffSettings(this) { Strategy = supervisorStrategy };

    public override BackoffOptions WithDefaultStoppingStrategy() => new BackoffSettings(this) { Strategy = SupervisorStrategy.StoppingStrategy };

    public override BackoffOptions WithReplyWhileStopped(object replyWhileStopped) =>
        new BackoffSettings(this) { ReplyWhileStopped = replyWhileStopped };

    public override BackoffOptions WithFinalStopMessage(Func<object, bool> isFinalStopMessage) =>
        new BackoffSettings(this) { FinalStopMessage = isFinalStopMessage };

    public override BackoffOptions WithMaxNrOfRetries(int maxNrOfRetries) => new BackoffSettings(this) { MaxRetries = maxNrOfRetries };
}

/// <summary>Supervises one child, passes on what it is told, and starts the child again after an end or a failure, each time later.</summary>
public sealed class BackoffSupervisor : ActorBase
{
    private readonly BackoffSettings _settings;
    private IActorRef? _child;
    private int _restarts;
    private bool _finalStopSeen;
    private bool _waiting;
    private bool _gaveUp;
    private bool _dueEarly;

    internal BackoffSupervisor(BackoffSettings settings) => _settings = settings;

    /// <summary>Props of a supervisor.</summary>
    public static Props Props(BackoffOptions options)
    {
        var settings = (BackoffSettings)options;
        return Actors.Props.CreateBy(new Producer(settings));
    }

    /// <summary>Props of a supervisor that starts its child again whenever it stops.</summary>
    public static Props Props(
        Props childProps, string childName, TimeSpan minBackoff, TimeSpan maxBackoff, double randomFactor, int maxNrOfRetries) =>
        Props(Backoff.OnStop(childProps, childName, minBackoff, maxBackoff, randomFactor, maxNrOfRetries));

    /// <inheritdoc/>
    protected override void PreStart() => Begin();

    /// <inheritdoc/>
    protected override SupervisorStrategy SupervisorStrategy() => new Deciding(this);

    /// <inheritdoc/>
    protected override bool Receive(object message)
    {
        switch (message)
        {
            case StartChild:
                Begin();
                break;
            case ResetRestartCount reset when _settings.Reset is AutoReset:
                if (reset.Current == _restarts)
                    _restarts = 0;
                break;
            case Reset when _settings.Reset is ManualReset:
                _restarts = 0;
                break;
            case GetRestartCount:
                Sender.Tell(new RestartCount(_restarts), Self);
                break;
            case GetCurrentChild:
                Sender.Tell(new CurrentChild(_child!), Self);
                break;
            case Terminated ended when _child is not null && ended.ActorRef.Equals(_child):
                _child = null;
                if (_dueEarly)
                {
                    _dueEarly = false;
                    Begin();
                }
                else if (_finalStopSeen || _gaveUp)
                    Context.Stop(Self);
                else if (!_waiting && !_settings.OnFailure)
                    Again();
                else if (!_waiting)
                    Context.Stop(Self);
                break;
            case Terminated:
                return false;
            default:
                PassOn(message);
                break;
        }

        return true;
    }

    private void Begin()
    {
        if (_child is not null)
        {
            // It is still ending: its name is free once it has.
            _dueEarly = true;
            return;
        }

        _waiting = false;
        _child = Context.Watch(Context.ActorOf(_settings.ChildProps, _settings.ChildName));
        if (_settings.Reset is AutoReset reset)
            Context.System.Scheduler.ScheduleTellOnce(reset.ResetBackoff, Self, new ResetRestartCount(_restarts), Self);
    }

    private void PassOn(object message)
    {
        if (_child is not null && Sender.Equals(_child))
        {
            // What the child says goes to whoever supervises the two.
            Context.Parent.Forward(message);
            return;
        }

        if (_settings.FinalStopMessage?.Invoke(message) == true)
            _finalStopSeen = true;
        if (_child is not null)
            _child.Forward(message);
        else if (_settings.ReplyWhileStopped is { } reply)
            Sender.Tell(reply, Self);
        else
            Context.System.DeadLetters.Forward(message);
        if (_child is null && _finalStopSeen)
            Context.Stop(Self);
    }

    private void Again()
    {
        if (_settings.MaxRetries >= 0 && _restarts >= _settings.MaxRetries)
        {
            Context.Stop(Self);
            return;
        }

        _waiting = true;
        Context.System.Scheduler.ScheduleTellOnce(Delay(), Self, StartChild.Instance, Self);
        _restarts++;
    }

    private TimeSpan Delay()
    {
        var random = 1 + (Random.Shared.NextDouble() * _settings.RandomFactor);
        var wait = _restarts >= 30 ? _settings.MaxBackoff : _settings.MinBackoff * Math.Pow(2, _restarts);
        return (wait < _settings.MaxBackoff ? wait : _settings.MaxBackoff) * random;
    }

    private Directive Decide(Exception cause)
    {
        var directive = _settings.Strategy.Decider.Decide(cause);
        if (!_settings.OnFailure || directive != Directive.Restart)
        {
            _gaveUp |= _settings.OnFailure && directive == Directive.Stop;
            return directive;
        }

        if (_settings.MaxRetries >= 0 && _restarts >= _settings.MaxRetries)
            _gaveUp = true;
        else
            Again();
        return Directive.Stop;
    }

    private sealed class Deciding(BackoffSupervisor supervisor) : OneForOneStrategy(
        supervisor._settings.OnFailure ? -1 : supervisor._settings.Strategy.MaxNumberOfRetries,
        supervisor._settings.OnFailure ? -1 : supervisor._settings.Strategy.WithinTimeRangeMilliseconds,
        supervisor.Decide);

    private sealed class Producer(BackoffSettings settings) : IIndirectActorProducer
    {
        public Type ActorType => typeof(BackoffSupervisor);

        public ActorBase Produce() => new BackoffSupervisor(settings);

        public void Release(ActorBase actor)
        {
        }
    }

    /// <summary>Asks for the child; answered with <see cref="CurrentChild"/>.</summary>
    public sealed class GetCurrentChild
    {
        /// <summary>The only instance.</summary>
        public static readonly GetCurrentChild Instance = new();

        private GetCurrentChild()
        {
        }
    }

    /// <summary>The child, or null while there is none.</summary>
    public sealed class CurrentChild
    {
        /// <summary>Creates the message.</summary>
        public CurrentChild(IActorRef @ref) => Ref = @ref;

        /// <summary>The child.</summary>
        public IActorRef Ref { get; }
    }

    /// <summary>Makes the supervisor forget how often it restarted.</summary>
    public sealed class Reset
    {
        /// <summary>The only instance.</summary>
        public static readonly Reset Instance = new();

        private Reset()
        {
        }
    }

    /// <summary>Asks how often it restarted; answered with <see cref="RestartCount"/>.</summary>
    public sealed class GetRestartCount
    {
        /// <summary>The only instance.</summary>
        public static readonly GetRestartCount Instance = new();

        private GetRestartCount()
        {
        }
    }

    /// <summary>How often it restarted.</summary>
    public sealed class RestartCount
    {
        /// <summary>Creates the message.</summary>
        public RestartCount(int count) => Count = count;

        /// <summary>How often.</summary>
        public int Count { get; }
    }

    /// <summary>The wait is over.</summary>
    public sealed class StartChild : IDeadLetterSuppression
    {
        /// <summary>The only instance.</summary>
        public static readonly StartChild Instance = new();

        private StartChild()
        {
        }
    }

    /// <summary>The child has lived long enough, unless it was restarted meanwhile.</summary>
    public sealed class ResetRestartCount : IDeadLetterSuppression
    {
        /// <summary>Creates the message.</summary>
        public ResetRestartCount(int current) => Current = current;

        /// <summary>How often it had restarted.</summary>
        public int Current { get; }
    }
}
