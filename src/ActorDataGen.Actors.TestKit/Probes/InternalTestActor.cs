using System.Collections.Concurrent;

namespace ActorDataGen.Actors.TestKit;

/// <summary>What a test actor received and the test has not yet looked at.</summary>
internal sealed class TestQueue
{
    private readonly ConcurrentQueue<MessageEnvelope> _messages = new();
    private readonly SemaphoreSlim _available = new(0);

    public bool HasMessages => !_messages.IsEmpty;

    public void Add(MessageEnvelope envelope)
    {
        _messages.Enqueue(envelope);
        _available.Release();
    }

    public MessageEnvelope? Peek() => _messages.TryPeek(out var envelope) ? envelope : null;

    public MessageEnvelope? Take(TimeSpan timeout, CancellationToken cancellationToken) =>
        _available.Wait(timeout, cancellationToken) && _messages.TryDequeue(out var envelope) ? envelope : null;

    public async ValueTask<MessageEnvelope?> TakeAsync(TimeSpan timeout, CancellationToken cancellationToken) =>
        await _available.WaitAsync(timeout, cancellationToken).ConfigureAwait(false) && _messages.TryDequeue(out var envelope) ? envelope : null;
}

/// <summary>The actor behind a test kit or a probe.</summary>
internal sealed class InternalTestActor(TestQueue queue) : ActorBase
{
    private readonly SupervisorByChild _strategy = new();
    private Func<object, bool>? _ignore;
    private AutoPilot _pilot = AutoPilot.NoAutoPilot;

    protected override SupervisorStrategy SupervisorStrategy() => _strategy;

    protected override bool Receive(object message)
    {
        switch (message)
        {
            case SetIgnore set:
                _ignore = set.Ignore;
                return true;
            case SetPilot set:
                _pilot = set.Pilot;
                return true;
            case WatchOrder order:
                Context.Watch(order.Actor);
                order.Done.TrySetResult();
                return true;
            case UnwatchOrder order:
                Context.Unwatch(order.Actor);
                order.Done.TrySetResult();
                return true;
            case SpawnOrder order:
                try
                {
                    var child = Context.ActorOf(order.Props, order.Name);
                    if (order.Strategy is not null)
                        _strategy.Strategies[child] = order.Strategy;
                    order.Done.TrySetResult(child);
                }
                catch (Exception e)
                {
                    order.Done.TrySetException(e);
                }

                return true;
        }

        var next = _pilot.Run(Sender, message);
        if (next is not KeepRunning)
            _pilot = next;
        if (_ignore is null || !_ignore(message))
            queue.Add(new RealMessageEnvelope(message, Sender));
        return true;
    }

    protected override void PostStop()
    {
        // What is left in the mailbox goes to the dead letters by itself; what the test has not looked at stays with the test.
    }

    internal sealed record SetIgnore(Func<object, bool>? Ignore) : INoSerializationVerificationNeeded;

    internal sealed record SetPilot(AutoPilot Pilot) : INoSerializationVerificationNeeded;

    internal sealed record WatchOrder(IActorRef Actor, TaskCompletionSource Done) : INoSerializationVerificationNeeded;

    internal sealed record UnwatchOrder(IActorRef Actor, TaskCompletionSource Done) : INoSerializationVerificationNeeded;

    internal sealed record SpawnOrder(Props Props, string? Name, SupervisorStrategy? Strategy, TaskCompletionSource<IActorRef> Done)
        : INoSerializationVerificationNeeded;

    private sealed class SupervisorByChild : OneForOneStrategy
    {
        public Dictionary<IActorRef, SupervisorStrategy> Strategies { get; } = [];

        protected override Directive Handle(IActorRef child, Exception exception) =>
            (Strategies.TryGetValue(child, out var strategy) ? strategy : DefaultStrategy).Decider.Decide(exception);
    }
}

/// <summary>Keeps the test actor the sender of what a test tells, also after an await.</summary>
internal sealed class CellKeepingContext(ActorCell cell, SynchronizationContext? inner) : SynchronizationContext
{
    public override void Post(SendOrPostCallback d, object? state)
    {
        if (inner is null)
            ThreadPool.UnsafeQueueUserWorkItem(s => s.Self.Run(s.d, s.state), (Self: this, d, state), preferLocal: false);
        else
            inner.Post(s => Run(d, s), state);
    }

    public override void Send(SendOrPostCallback d, object? state) => Run(d, state);

    public override void OperationStarted() => inner?.OperationStarted();

    public override void OperationCompleted() => inner?.OperationCompleted();

    public override SynchronizationContext CreateCopy() => new CellKeepingContext(cell, inner?.CreateCopy());

    private void Run(SendOrPostCallback d, object? state)
    {
        var before = Worker.SetAmbient(cell);
        var context = Current;
        SetSynchronizationContext(this);
        try
        {
            d(state);
        }
        finally
        {
            SetSynchronizationContext(context);
            Worker.SetAmbient(before);
        }
    }
}
