namespace ActorDataGen.Actors;

/// <summary>Failure, restart, suspension and the end.</summary>
internal sealed partial class ActorCell
{
    // Whose failure suspended this actor: itself, the child whose failure it escalates, or null.
    private ActorRefBase? _failed;
    private Queue<SystemMessage>? _stashedSystem;

    // Kept by the parent about this child: restarts within its strategy's time range.
    private int _restarts;
    private long _restartWindowStart;

    private enum StashLevel
    {
        None,
        Suspended,
        WaitingForChildren,
    }

    private StashLevel Stashing => IsWaitingForChildren ? StashLevel.WaitingForChildren
        : IsSuspended ? StashLevel.Suspended : StashLevel.None;

    /// <summary>Suspends this actor and its children, and leaves the decision to the parent.</summary>
    public void HandleInvokeFailure(Exception cause, IReadOnlyCollection<ActorCell>? childrenNotToSuspend = null)
    {
        if (_failed is not null)
            return;
        _suspensions++;
        ActorCell? except = null;
        if (_currentMessage is Failure escalated)
        {
            except = escalated.Child;
            _failed = escalated.Child;
        }
        else
        {
            _failed = this;
        }

        foreach (var child in Children())
        {
            if (!ReferenceEquals(child, except) && childrenNotToSuspend?.Contains(child) != true)
                child.SendSystemMessage(new Suspend());
        }

        _parent.SendSystemMessage(new Failed(this, cause));
    }

    /// <summary>Returns whether a restart of this child is within what the parent's strategy allows. The parent's turn only.</summary>
    public bool RequestRestartPermission(int maxNrOfRetries, int withinTimeMilliseconds)
    {
        if (maxNrOfRetries == 0)
            return false;
        var counted = maxNrOfRetries > 0;
        if (withinTimeMilliseconds <= 0)
            return !counted || ++_restarts <= maxNrOfRetries;
        var retries = counted ? maxNrOfRetries : 1;
        var time = _system.Time;
        var now = time.GetTimestamp();
        if (_restartWindowStart == 0)
            _restartWindowStart = now;
        if (time.GetElapsedTime(_restartWindowStart, now).TotalMilliseconds <= withinTimeMilliseconds)
            return ++_restarts <= retries;
        _restarts = 1;
        _restartWindowStart = now;
        return true;
    }

    public void Restart(Exception cause) => SendSystemMessage(new Recreate(cause));

    private void HandleFailed(Failed failed)
    {
        // While a failure of a child is decided about, it is the current message: an escalation is recognised by it.
        _currentMessage = new Failure(failed.Child);
        _sender = failed.Child;
        if (!HasChild(failed.Child))
        {
            _currentMessage = null;
            return;
        }

        var strategy = _actor?.Strategy ?? SupervisorStrategy.DefaultStrategy;
        if (!strategy.HandleFailure(this, failed.Child, failed.Cause, Children()))
            Rethrow(failed.Cause);
        _currentMessage = null;
    }

    private void CreateActor()
    {
        try
        {
            _actor = NewActor();
            _actor.AroundPreStart();
            if (_receiveTimeout is not null)
                ScheduleReceiveTimeout();
            if (_system.Settings.DebugLifecycle)
                Log(new Debug(Path.ToString(), _actor.GetType(), $"Started ({_actor})"));
        }
        catch (Exception cause)
        {
            var created = _actor;
            if (created is not null)
            {
                ClearActor(created);
                _actor = null;
            }

            throw cause is ActorInitializationException ? cause : new ActorInitializationException(this, "Exception during creation", cause);
        }
    }

    private ActorBase NewActor()
    {
        _behaviour = null;
        _formerBehaviours = null;
        var actor = _props.NewActor(this) ?? throw new ActorInitializationException(this, "Actor instance passed to ActorOf can't be 'null'");
        actor.Attach(this, _props.SupervisorStrategy);
        if (actor is IInitializableActor initializable)
            initializable.Init();
        return actor;
    }

    private void ClearActor(ActorBase actor)
    {
        if (actor is IActorStash { Stash: ActorStash stash })
            stash.UnstashAll();
        CancelTimers();
        _props.Release(actor);
        actor.Detach();
        _behaviour = null;
        _formerBehaviours = null;
        _currentMessage = null;
    }

    private void FaultRecreate(Exception cause)
    {
        if (_actor is null)
        {
            FaultCreate();
            return;
        }

        if (!AreChildrenNormal)
        {
            // Already on the way out: keep the count of suspensions balanced.
            FaultResume(null);
            return;
        }

        var failedActor = _actor;
        var message = _currentMessage is Failure ? null : _currentMessage;
        try
        {
            failedActor.AroundPreRestart(cause, message!);
        }
        catch (Exception e)
        {
            var exception = new PreRestartException(this, e, cause, message);
            Log(new Error(exception, Path.ToString(), failedActor.GetType(), e.Message));
        }
        finally
        {
            ClearActor(failedActor);
        }

        if (!SetTerminationReason(WaitReason.Recreation, cause))
            FinishRecreate(cause, failedActor);
    }

    private void FinishRecreate(Exception cause, ActorBase? failedActor)
    {
        var survivors = Children();
        try
        {
            try
            {
                ResumeNonRecursive();
            }
            finally
            {
                _failed = null;
            }

            var fresh = NewActor();
            _actor = fresh;
            fresh.AroundPostRestart(cause, null!);
            if (_receiveTimeout is not null)
                ScheduleReceiveTimeout();
            if (_system.Settings.DebugLifecycle)
                Log(new Debug(Path.ToString(), fresh.GetType(), "restarted"));
            foreach (var child in survivors)
                child.Restart(cause);
        }
        catch (Exception e)
        {
            if (!ReferenceEquals(_actor, failedActor) && _actor is not null)
                ClearActor(_actor);
            _actor = null;
            HandleInvokeFailure(new PostRestartException(this, e, cause), survivors);
        }
    }

    private void FaultSuspend()
    {
        _suspensions++;
        foreach (var child in Children())
            child.SendSystemMessage(new Suspend());
    }

    private void FaultResume(Exception? causedByFailure)
    {
        if (_actor is null)
        {
            // Resumed although it was never created: there is nothing to go on with but a new instance.
            FaultCreate();
            return;
        }

        var perpetrator = _failed;
        try
        {
            ResumeNonRecursive();
        }
        finally
        {
            if (causedByFailure is not null)
                _failed = null;
            _currentMessage = null;
        }

        foreach (var child in Children())
            child.SendSystemMessage(new Resume(ReferenceEquals(child, perpetrator) ? causedByFailure : null));
    }

    private void FaultCreate()
    {
        CancelReceiveTimeout();
        foreach (var child in Children())
            Stop(child);
        if (!SetTerminationReason(WaitReason.Creation, null))
            FinishCreate();
    }

    private void FinishCreate()
    {
        try
        {
            ResumeNonRecursive();
        }
        finally
        {
            _failed = null;
        }

        try
        {
            CreateActor();
        }
        catch (Exception e)
        {
            HandleInvokeFailure(e);
        }
    }

    private void HandleTerminate()
    {
        SetReceiveTimeout(null);
        CancelReceiveTimeout();
        UnwatchAll();
        foreach (var child in Children())
            Stop(child);
        var wasTerminating = IsTerminating;
        if (SetTerminationReason(WaitReason.Termination, null))
        {
            if (wasTerminating)
                return;
            _suspensions++;
            _failed = this;
            if (_system.Settings.DebugLifecycle)
                Log(new Debug(Path.ToString(), ActorType, "stopping"));
        }
        else
        {
            MarkChildrenTerminated();
            FinishTerminate();
        }
    }

    private void FinishTerminate()
    {
        var actor = _actor;
        try
        {
            actor?.AroundPostStop();
        }
        catch (Exception e)
        {
            Log(new Error(e, Path.ToString(), ActorType, e.Message));
        }

        if (_system.Settings.DebugLifecycle)
            Log(new Debug(Path.ToString(), ActorType, "stopped"));
        if (actor is not null)
            ClearActor(actor);
        _actor = null;
        _terminated = true;
        _system.Forget(this);
        // Whoever learns of the end may rely on it that what it sent before is a dead letter by then. What still comes is
        // buried when the mailbox closes, at the end of this run, and that also answers whoever watches from here on.
        while (TryTake(out var message, out var sender))
            _system.DeadLetterRef.Publish(message, sender, this);
        TellWatchersWeDied();
        UnwatchAll();
        _parent.SendSystemMessage(new DeathWatchNotification(this, existenceConfirmed: true));
        _props = Props.Empty;
        _sender = null;
        _taskScheduler = null;
    }

    private void ResumeNonRecursive()
    {
        if (_suspensions > 0)
            _suspensions--;
    }

    /// <summary>Stands for the failure of a child as the message that is being handled.</summary>
    private sealed record Failure(ActorCell Child);
}
