using System.Collections.Concurrent;

namespace ActorDataGen.Actors;

/// <summary>Hands events to those who subscribed to a classifier that fits.</summary>
public abstract class EventBus<TEvent, TClassifier, TSubscriber>
{
    /// <summary>Subscribes; returns false if that was so already.</summary>
    public virtual bool Subscribe(TSubscriber subscriber, TClassifier classifier) => false;

    /// <summary>Takes back all of a subscriber's subscriptions; returns whether there were any.</summary>
    public virtual bool Unsubscribe(TSubscriber subscriber) => false;

    /// <summary>Takes a subscription back; returns whether there was one.</summary>
    public virtual bool Unsubscribe(TSubscriber subscriber, TClassifier classifier) => false;

    /// <summary>Hands an event to its subscribers.</summary>
    public virtual void Publish(TEvent @event)
    {
    }
}

/// <summary>A bus whose subscribers are actors.</summary>
public abstract class ActorEventBus<TEvent, TClassifier> : EventBus<TEvent, TClassifier, IActorRef>;

/// <summary>A bus of events by type, log events among them.</summary>
public class LoggingBus : ActorEventBus<object, Type>
{
    private readonly Lock _gate = new();
    private readonly ConcurrentDictionary<Type, IActorRef[]> _bySubscribedEvent = new();
    private volatile (IActorRef Subscriber, Type Channel)[] _subscriptions = [];
    private volatile Func<object, bool>[] _taps = [];

    /// <summary>The least level that is logged.</summary>
    public LogLevel LogLevel { get; private set; } = LogLevel.InfoLevel;

    /// <summary>Sets the least level that is logged.</summary>
    public void SetLogLevel(LogLevel logLevel) => LogLevel = logLevel;

    /// <inheritdoc/>
    public override bool Subscribe(IActorRef subscriber, Type classifier)
    {
        ArgumentNullException.ThrowIfNull(subscriber);
        lock (_gate)
        {
            if (_subscriptions.Any(s => s.Channel == classifier && s.Subscriber.Equals(subscriber)))
                return false;
            _subscriptions = [.. _subscriptions, (subscriber, classifier)];
            _bySubscribedEvent.Clear();
        }

        return true;
    }

    /// <inheritdoc/>
    public override bool Unsubscribe(IActorRef subscriber) => Remove(s => s.Subscriber.Equals(subscriber));

    /// <inheritdoc/>
    public override bool Unsubscribe(IActorRef subscriber, Type classifier) =>
        Remove(s => s.Channel == classifier && s.Subscriber.Equals(subscriber));

    /// <inheritdoc/>
    public override void Publish(object @event)
    {
        ArgumentNullException.ThrowIfNull(@event);
        if (@event is LogEvent log && log.LogLevel() < LogLevel)
            return;
        foreach (var tap in _taps)
        {
            if (tap(@event))
                return;
        }

        var type = @event.GetType();
        if (!_bySubscribedEvent.TryGetValue(type, out var subscribers))
        {
            lock (_gate)
            {
                subscribers = [.. _subscriptions.Where(s => s.Channel.IsAssignableFrom(type)).Select(s => s.Subscriber).Distinct()];
                _bySubscribedEvent[type] = subscribers;
            }
        }

        foreach (var subscriber in subscribers)
            subscriber.Tell(@event, ActorRefs.NoSender);
    }

    /// <summary>Shows a function every event before the subscribers; where it returns true, they don't get it.</summary>
    internal void Tap(Func<object, bool> tap)
    {
        lock (_gate)
            _taps = [.. _taps, tap];
    }

    internal void Untap(Func<object, bool> tap)
    {
        lock (_gate)
            _taps = [.. _taps.Where(t => t != tap)];
    }

    private bool Remove(Predicate<(IActorRef Subscriber, Type Channel)> which)
    {
        lock (_gate)
        {
            var before = _subscriptions.Length;
            _subscriptions = [.. _subscriptions.Where(s => !which(s))];
            _bySubscribedEvent.Clear();
            return _subscriptions.Length < before;
        }
    }
}

/// <summary>The bus of a system: dead letters, unhandled messages, log events, and whatever else is published. A subscription ends with its actor.</summary>
public class EventStream : LoggingBus
{
    /// <summary>Creates a bus.</summary>
    public EventStream(bool debug) => IsDebug = debug;

    internal bool IsDebug { get; }

    /// <summary>Subscribes to a type of events and what derives from it.</summary>
    public override bool Subscribe(IActorRef subscriber, Type channel)
    {
        if (!base.Subscribe(subscriber, channel))
            return false;
        if ((subscriber as IInternalActorRef)?.Identity is ActorCell cell)
        {
            cell.IsSubscriber = true;
            if (cell.IsBuried)
                base.Unsubscribe(subscriber);
        }

        return true;
    }

    /// <inheritdoc/>
    public override bool Unsubscribe(IActorRef subscriber) => base.Unsubscribe(subscriber);

    /// <inheritdoc/>
    public override bool Unsubscribe(IActorRef subscriber, Type channel) => base.Unsubscribe(subscriber, channel);
}

/// <summary>Subscribing by type argument.</summary>
public static class EventStreamExtensions
{
    /// <summary>Subscribes to a type of events and what derives from it.</summary>
    public static bool Subscribe<TChannel>(this EventStream eventStream, IActorRef subscriber) => eventStream.Subscribe(subscriber, typeof(TChannel));

    /// <summary>Takes a subscription back.</summary>
    public static bool Unsubscribe<TChannel>(this EventStream eventStream, IActorRef subscriber) => eventStream.Unsubscribe(subscriber, typeof(TChannel));
}
