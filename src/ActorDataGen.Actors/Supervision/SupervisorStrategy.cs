namespace ActorDataGen.Actors;

/// <summary>How an actor supervises its children.</summary>
public abstract class SupervisorStrategy
{
    /// <summary>Stops a child that could not be created, was killed or left a <see cref="Terminated"/> unhandled; restarts any other.</summary>
    public static IDecider DefaultDecider = Actors.Decider.From(
        Directive.Restart,
        Directive.Stop.When<ActorInitializationException>(),
        Directive.Stop.When<ActorKilledException>(),
        Directive.Stop.When<DeathPactException>());

    /// <summary><see cref="DefaultDecider"/> for the child that failed, without limit.</summary>
    public static readonly SupervisorStrategy DefaultStrategy = new OneForOneStrategy(DefaultDecider);

    /// <summary>Stops every child that fails.</summary>
    public static readonly OneForOneStrategy StoppingStrategy = new(_ => Directive.Stop);

    /// <summary>What decides.</summary>
    public abstract IDecider Decider { get; }

    /// <summary>Whether failures are logged; true unless said otherwise.</summary>
    protected bool LoggingEnabled { get; set; } = true;

    internal abstract bool AppliesToAll { get; }

    internal abstract int MaxRetries { get; }

    internal abstract int WindowMilliseconds { get; }

    /// <summary>Decides about one failure.</summary>
    protected abstract Directive Handle(IActorRef child, Exception exception);

    /// <summary>Logs a failure: restarts and stops as errors, resumptions as warnings.</summary>
    protected virtual void LogFailure(IActorContext context, IActorRef child, Exception cause, Directive directive)
    {
        if (!LoggingEnabled)
            return;
        var text = cause is ActorInitializationException { InnerException: { } inner } ? inner.Message : cause.Message;
        switch (directive)
        {
            case Directive.Resume:
                context.System.EventStream.Publish(new Warning(child.Path.ToString(), GetType(), text));
                break;
            case Directive.Escalate:
                break;
            default:
                context.System.EventStream.Publish(new Error(cause, child.Path.ToString(), GetType(), text));
                break;
        }
    }

    /// <summary>Carries a decision out. Returns false for an escalation.</summary>
    internal bool HandleFailure(ActorCell parent, ActorCell child, Exception cause, ActorCell[] children)
    {
        var directive = Handle(child, cause);
        if (directive != Directive.Escalate)
            LogFailure(parent, child, cause, directive);
        switch (directive)
        {
            case Directive.Escalate:
                LogFailure(parent, child, cause, directive);
                return false;
            case Directive.Resume:
                child.SendSystemMessage(new Resume(cause));
                return true;
            default:
                ActorCell[] concerned = AppliesToAll ? children : [child];
                if (directive == Directive.Restart && Array.TrueForAll(concerned, c => c.RequestRestartPermission(MaxRetries, WindowMilliseconds)))
                    Restart(concerned, child, cause);
                else
                    Array.ForEach(concerned, c => parent.Stop(c));
                return true;
        }
    }

    private static void Restart(ActorCell[] concerned, ActorCell failed, Exception cause)
    {
        foreach (var child in concerned)
        {
            // The one that failed is suspended already; a restart takes one suspension back.
            if (!ReferenceEquals(child, failed))
                child.SendSystemMessage(new Suspend());
            child.Restart(cause);
        }
    }
}

/// <summary>What is decided is done to the child that failed.</summary>
public class OneForOneStrategy : SupervisorStrategy, IEquatable<OneForOneStrategy>
{
    private readonly IDecider _decider;

    /// <summary>Creates the strategy with the default decider and no limit.</summary>
    protected OneForOneStrategy()
        : this(DefaultDecider)
    {
    }

    /// <summary>Creates the strategy.</summary>
    /// <param name="maxNrOfRetries">How many restarts a child may have in the time range; null or −1 = any number, 0 = none.</param>
    /// <param name="withinTimeRange">The time range; null or infinite = all time.</param>
    /// <param name="localOnlyDecider">What decides.</param>
    public OneForOneStrategy(int? maxNrOfRetries, TimeSpan? withinTimeRange, Func<Exception, Directive> localOnlyDecider)
        : this(maxNrOfRetries, withinTimeRange, Actors.Decider.From(localOnlyDecider))
    {
    }

    /// <summary>Creates the strategy.</summary>
    public OneForOneStrategy(int? maxNrOfRetries, TimeSpan? withinTimeRange, IDecider decider)
        : this(maxNrOfRetries ?? -1, Milliseconds(withinTimeRange), decider)
    {
    }

    /// <summary>Creates the strategy.</summary>
    public OneForOneStrategy(int maxNrOfRetries, int withinTimeMilliseconds, Func<Exception, Directive> localOnlyDecider, bool loggingEnabled = true)
        : this(maxNrOfRetries, withinTimeMilliseconds, Actors.Decider.From(localOnlyDecider), loggingEnabled)
    {
    }

    /// <summary>Creates the strategy.</summary>
    public OneForOneStrategy(int maxNrOfRetries, int withinTimeMilliseconds, IDecider decider, bool loggingEnabled = true)
    {
        MaxNumberOfRetries = maxNrOfRetries;
        WithinTimeRangeMilliseconds = withinTimeMilliseconds;
        LoggingEnabled = loggingEnabled;
        _decider = decider;
    }

    /// <summary>Creates the strategy without a limit.</summary>
    public OneForOneStrategy(Func<Exception, Directive> localOnlyDecider)
        : this(-1, -1, localOnlyDecider)
    {
    }

    /// <summary>Creates the strategy without a limit.</summary>
    public OneForOneStrategy(Func<Exception, Directive> localOnlyDecider, bool loggingEnabled = true)
        : this(-1, -1, localOnlyDecider, loggingEnabled)
    {
    }

    /// <summary>Creates the strategy without a limit.</summary>
    public OneForOneStrategy(IDecider decider)
        : this(-1, -1, decider)
    {
    }

    /// <summary>How many restarts a child may have in the time range; −1 = any number.</summary>
    public int MaxNumberOfRetries { get; }

    /// <summary>The time range in milliseconds; −1 = all time.</summary>
    public int WithinTimeRangeMilliseconds { get; }

    /// <inheritdoc/>
    public override IDecider Decider => _decider;

    internal override bool AppliesToAll => false;

    internal override int MaxRetries => MaxNumberOfRetries;

    internal override int WindowMilliseconds => WithinTimeRangeMilliseconds;

    /// <summary>The same with another number of restarts.</summary>
    public OneForOneStrategy WithMaxNrOfRetries(int maxNrOfRetries) => new(maxNrOfRetries, WithinTimeRangeMilliseconds, _decider);

    /// <inheritdoc/>
    public bool Equals(OneForOneStrategy? other) =>
        other is not null && MaxNumberOfRetries == other.MaxNumberOfRetries &&
        WithinTimeRangeMilliseconds == other.WithinTimeRangeMilliseconds && Equals(Decider, other.Decider);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as OneForOneStrategy);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(MaxNumberOfRetries, WithinTimeRangeMilliseconds, Decider);

    /// <inheritdoc/>
    protected override Directive Handle(IActorRef child, Exception exception) => Decider.Decide(exception);

    internal static int Milliseconds(TimeSpan? range) =>
        range is not { } given || given == Timeout.InfiniteTimeSpan ? -1 : (int)Math.Min(given.TotalMilliseconds, int.MaxValue);
}

/// <summary>What is decided is done to all children.</summary>
public class AllForOneStrategy : SupervisorStrategy, IEquatable<AllForOneStrategy>
{
    private readonly IDecider _decider;

    /// <summary>Creates the strategy with the default decider and no limit.</summary>
    protected AllForOneStrategy()
        : this(DefaultDecider)
    {
    }

    /// <summary>Creates the strategy.</summary>
    /// <param name="maxNrOfRetries">How many restarts a child may have in the time range; null or −1 = any number, 0 = none.</param>
    /// <param name="withinTimeRange">The time range; null or infinite = all time.</param>
    /// <param name="localOnlyDecider">What decides.</param>
    public AllForOneStrategy(int? maxNrOfRetries, TimeSpan? withinTimeRange, Func<Exception, Directive> localOnlyDecider)
        : this(maxNrOfRetries, withinTimeRange, Actors.Decider.From(localOnlyDecider))
    {
    }

    /// <summary>Creates the strategy.</summary>
    public AllForOneStrategy(int? maxNrOfRetries, TimeSpan? withinTimeRange, IDecider decider)
        : this(maxNrOfRetries ?? -1, OneForOneStrategy.Milliseconds(withinTimeRange), decider)
    {
    }

    /// <summary>Creates the strategy.</summary>
    public AllForOneStrategy(int maxNrOfRetries, int withinTimeMilliseconds, Func<Exception, Directive> localOnlyDecider, bool loggingEnabled = true)
        : this(maxNrOfRetries, withinTimeMilliseconds, Actors.Decider.From(localOnlyDecider), loggingEnabled)
    {
    }

    /// <summary>Creates the strategy.</summary>
    public AllForOneStrategy(int maxNrOfRetries, int withinTimeMilliseconds, IDecider decider, bool loggingEnabled = true)
    {
        MaxNumberOfRetries = maxNrOfRetries;
        WithinTimeRangeMilliseconds = withinTimeMilliseconds;
        LoggingEnabled = loggingEnabled;
        _decider = decider;
    }

    /// <summary>Creates the strategy without a limit.</summary>
    public AllForOneStrategy(Func<Exception, Directive> localOnlyDecider)
        : this(-1, -1, localOnlyDecider)
    {
    }

    /// <summary>Creates the strategy without a limit.</summary>
    public AllForOneStrategy(IDecider decider)
        : this(-1, -1, decider)
    {
    }

    /// <summary>How many restarts a child may have in the time range; −1 = any number.</summary>
    public int MaxNumberOfRetries { get; }

    /// <summary>The time range in milliseconds; −1 = all time.</summary>
    public int WithinTimeRangeMilliseconds { get; }

    /// <inheritdoc/>
    public override IDecider Decider => _decider;

    internal override bool AppliesToAll => true;

    internal override int MaxRetries => MaxNumberOfRetries;

    internal override int WindowMilliseconds => WithinTimeRangeMilliseconds;

    /// <inheritdoc/>
    public bool Equals(AllForOneStrategy? other) =>
        other is not null && MaxNumberOfRetries == other.MaxNumberOfRetries &&
        WithinTimeRangeMilliseconds == other.WithinTimeRangeMilliseconds && Equals(Decider, other.Decider);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as AllForOneStrategy);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(MaxNumberOfRetries, WithinTimeRangeMilliseconds, Decider);

    /// <inheritdoc/>
    protected override Directive Handle(IActorRef child, Exception exception) => Decider.Decide(exception);
}
