using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;

namespace ActorDataGen.Actors;

/// <summary>
/// An actor's reference and its inside in one: the behaviour, the current message, children, watches and faults. Everything but
/// the sending of messages happens in the actor's turn, of which there is one at a time.
/// </summary>
internal sealed partial class ActorCell : ActorRefBase, IUntypedActorContext
{
    private readonly ActorSystemImpl _system;
    private readonly ActorPath _path;
    private readonly ActorRefBase _parent;
    private readonly Mailbox _mailbox;
    private Props _props;
    private ActorBase? _actor;
    private object? _currentMessage;
    private IActorRef? _sender;

    // Null while the actor's own Receive is the behaviour, which spares each actor a delegate.
    private Receive? _behaviour;
    private Stack<Receive>? _formerBehaviours;
    private EnvelopeDeque? _unstashed;
    private ActorTaskScheduler? _taskScheduler;
    private long _invocations;
    private int _suspensions;
    private bool _terminated;
    private volatile bool _buried;
    private int _burials;

    public ActorCell(ActorSystemImpl system, Props props, ActorPath path, ActorRefBase parent)
    {
        _system = system;
        _props = props;
        _path = path;
        _parent = parent;
        _mailbox = new Mailbox(this);
    }

    /// <summary>The cell whose handler runs on this thread, or null.</summary>
    public static ActorCell? Current => Worker.Current?.Cell;

    public override ActorPath Path => _path;

    public ActorSystemImpl SystemImpl => _system;

    public ActorSystem System => _system;

    public Props Props => _props;

    public IActorRef Self => this;

    public IActorRef Parent => _parent;

    /// <summary>Sender of the current message; the dead letters where it has none.</summary>
    public IActorRef Sender => _sender ?? _system.DeadLetters;

    public IActorRef? SenderOrNull => _sender;

    public object? CurrentMessage => _currentMessage;

    /// <summary>Numbers the handled messages, so that the stash can tell one message from the next.</summary>
    public long Invocations => _invocations;

    public bool IsSuspended => _suspensions > 0;

    public bool IsTerminated => _terminated;

    /// <summary>True once nothing that this actor is sent can reach it.</summary>
    public bool IsBuried => _buried;

    /// <summary>Whether it ever subscribed to the event stream, so that its end is worth a look there.</summary>
    public bool IsSubscriber { get; set; }

    public ActorBase? Actor => _actor;

    public bool HasUnstashed => _unstashed is { Count: > 0 };

    /// <summary>How many user messages wait, those put back by a stash included; nobody else may run the actor meanwhile.</summary>
    public Mailbox Mailbox => _mailbox;

    public ActorTaskScheduler TaskScheduler => _taskScheduler ??= new ActorTaskScheduler(this);

    /// <summary>Makes the actor create itself in its first turn.</summary>
    public void Start() => _mailbox.PostSystem(new Create());

    public void Stop() => SendSystemMessage(new Terminate());

    internal override void SendSystemMessage(SystemMessage message) => _mailbox.PostSystem(message);

    protected override void TellInternal(object message, IActorRef sender)
    {
        if (_limit is not null)
            TellLimited(message, sender);
        else
            _mailbox.Post(message, sender);
    }

    /// <summary>One turn of the actor. Returns true when it must have another one.</summary>
    public bool Run(Worker worker)
    {
        worker.Cell = this;
        try
        {
            if (_mailbox.HasSystemMessages)
                HandleSystemMessages();
            for (var left = _system.Throughput; left > 0 && _suspensions == 0 && !_terminated; left--)
            {
                if (!TryTake(out var message, out var sender))
                    break;
                Invoke(message, sender);
                if (_mailbox.HasSystemMessages)
                    HandleSystemMessages();
            }
        }
        finally
        {
            worker.Cell = null;
        }

        return _mailbox.EndRun();
    }

    /// <summary>Replaces the behaviour on top; the actor's own Receive stays below it.</summary>
    public void Become(Receive receive) => _behaviour = receive;

    public void BecomeStacked(Receive receive)
    {
        if (_behaviour is not null)
            (_formerBehaviours ??= new Stack<Receive>()).Push(_behaviour);
        _behaviour = receive;
    }

    public void UnbecomeStacked() => _behaviour = _formerBehaviours is { Count: > 0 } ? _formerBehaviours.Pop() : null;

    void IUntypedActorContext.Become(UntypedReceive receive) => Become(m =>
    {
        receive(m);
        return true;
    });

    void IUntypedActorContext.BecomeStacked(UntypedReceive receive) => BecomeStacked(m =>
    {
        receive(m);
        return true;
    });

    public ActorSelection ActorSelection(string actorPath) => SelectionPath.Select(_system, this, actorPath);

    public ActorSelection ActorSelection(ActorPath actorPath) => SelectionPath.Select(_system, actorPath);

    /// <summary>Holds user messages back until <see cref="AwaitEnded"/>.</summary>
    public void AwaitStarted() => _suspensions++;

    public void AwaitEnded()
    {
        if (_suspensions > 0)
            _suspensions--;
    }

    /// <summary>Makes a message that is no longer the current one so again, for a step of its asynchronous handler.</summary>
    public void Restore(object? message, IActorRef? sender)
    {
        _currentMessage = message;
        _sender = sender;
    }

    /// <summary>Puts envelopes before everything that waits, keeping their order.</summary>
    public void Prepend(IReadOnlyList<Envelope> envelopes)
    {
        var unstashed = _unstashed ??= new EnvelopeDeque();
        for (var i = envelopes.Count - 1; i >= 0; i--)
            unstashed.AddFirst(envelopes[i]);
    }

    /// <summary>Hands what is left in the mailbox to the dead letters. Any thread, after the end.</summary>
    public void Bury()
    {
        _buried = true;
        // One thread at a time takes from the queue, and none waits for another: whoever comes while one is at it asks for
        // one more look. A lock would be held while subscribers are told, who may be dead themselves.
        if (Interlocked.Increment(ref _burials) != 1)
            return;
        int seen;
        do
        {
            seen = Volatile.Read(ref _burials);
            for (var message = _mailbox.TakeSystemMessages(); message is not null;)
            {
                var next = message.Next;
                message.Next = null;
                if (message is Watch watch && ReferenceEquals(watch.Watchee, this))
                    watch.Watcher.SendSystemMessage(new DeathWatchNotification(this, existenceConfirmed: false));
                message = next;
            }

            var spin = new SpinWait();
            while (_mailbox.Queue.HasClaims || HasUnstashed)
            {
                if (TryTake(out var message, out var sender))
                    _system.DeadLetterRef.Publish(message, sender, this);
                else
                    spin.SpinOnce(); // A sender is between claiming its slot and filling it.
            }
        }
        while (Interlocked.Add(ref _burials, -seen) != 0);
    }

    /// <summary>Handles one user message.</summary>
    private void Invoke(object message, IActorRef? sender)
    {
        _currentMessage = message;
        _sender = sender;
        _invocations++;
        var timed = _receiveTimeout is not null && message is not INotInfluenceReceiveTimeout;
        if (timed)
            CancelReceiveTimeout();
        try
        {
            if (message is IAutoReceivedMessage)
                AutoReceive(message);
            else
                Receive(message);
            _currentMessage = null;
        }
        catch (Exception cause)
        {
            HandleInvokeFailure(cause);
        }

        if (timed || (_receiveTimeout is not null && _receiveTimeoutTask is null))
            ScheduleReceiveTimeout();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Receive(object message) => _actor!.Deliver(_behaviour, message);

    private void AutoReceive(object message)
    {
        switch (message)
        {
            case TimerMessage timer:
                ReceiveTimer(timer);
                break;
            case SilentTimerMessage timer:
                ReceiveTimer(timer.Message);
                break;
            case Terminated terminated:
                ReceiveTerminated(terminated);
                break;
            case Kill:
                throw new ActorKilledException("Kill");
            case PoisonPill:
                Stop();
                break;
            case ActorSelectionMessage selected:
                SelectionPath.Deliver(_system, this, selected, _sender);
                break;
            case Identify identify:
                Sender.Tell(new ActorIdentity(identify.MessageId, this), this);
                break;
            default:
                Receive(message);
                break;
        }
    }

    private bool TryTake(out object message, out IActorRef? sender)
    {
        if (_unstashed is { Count: > 0 })
        {
            var envelope = _unstashed.RemoveFirst();
            message = envelope.Message;
            sender = envelope.Sender;
            _limit?.Release();
            return true;
        }

        if (!_mailbox.Queue.TryDequeue(out message, out sender))
            return false;
        _limit?.Release();
        return true;
    }

    private void HandleSystemMessages()
    {
        while (_mailbox.TakeSystemMessages() is { } messages)
            HandleSystemMessages(messages);
    }

    private void HandleSystemMessages(SystemMessage? message)
    {
        while (message is not null)
        {
            var next = message.Next;
            message.Next = null;
            if (_terminated)
            {
                if (message is Watch watch && ReferenceEquals(watch.Watchee, this))
                    watch.Watcher.SendSystemMessage(new DeathWatchNotification(this, existenceConfirmed: false));
                message = next;
                continue;
            }

            var before = Stashing;
            if (before == StashLevel.WaitingForChildren ? message.StashWhenWaitingForChildren
                : before == StashLevel.Suspended && message.StashWhenSuspended)
            {
                (_stashedSystem ??= new Queue<SystemMessage>()).Enqueue(message);
            }
            else
            {
                try
                {
                    Handle(message);
                }
                catch (Exception cause)
                {
                    HandleInvokeFailure(cause);
                }
            }

            // Each level lets a subset of the next through, so only a step down can let go what waits; it waits no longer than need be.
            if (Stashing < before && _stashedSystem is { Count: > 0 })
            {
                SystemMessage? released = null;
                foreach (var stashed in _stashedSystem.Reverse())
                {
                    stashed.Next = released;
                    released = stashed;
                }

                _stashedSystem.Clear();
                // What came later keeps its place behind what waited.
                HandleSystemMessages(released);
            }

            message = next;
        }
    }

    private void Handle(SystemMessage message)
    {
        switch (message)
        {
            case TaskStep step:
                if (step.Failure is not null)
                {
                    step.Scheduler.Fail(step.Failure);
                    break;
                }

                step.Scheduler.Run(step.Task!);
                _currentMessage = null;
                break;
            case Failed failed:
                HandleFailed(failed);
                break;
            case DeathWatchNotification notification:
                WatchedActorTerminated(notification.Actor, notification.ExistenceConfirmed);
                break;
            case Create:
                CreateActor();
                break;
            case Watch watch:
                AddWatcher(watch.Watchee, watch.Watcher);
                break;
            case Unwatch unwatch:
                RemoveWatcher(unwatch.Watchee, unwatch.Watcher);
                break;
            case Recreate recreate:
                FaultRecreate(recreate.Cause);
                break;
            case Suspend:
                FaultSuspend();
                break;
            case Resume resume:
                FaultResume(resume.CausedByFailure);
                break;
            case Terminate:
                HandleTerminate();
                break;
        }
    }

    private void Log(LogEvent logEvent) => _system.EventStream.Publish(logEvent);

    private Type ActorType => _actor?.GetType() ?? typeof(ActorCell);

    private static void Rethrow(Exception cause) => ExceptionDispatchInfo.Throw(cause);
}
