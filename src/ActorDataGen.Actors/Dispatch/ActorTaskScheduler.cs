namespace ActorDataGen.Actors;

/// <summary>
/// Brings the steps of asynchronous handlers back into the actor's turn: they come as system messages, which go on while user
/// messages are held back. In a step, Self and Sender are those of the message that the handler was called for.
/// </summary>
internal sealed class ActorTaskScheduler : TaskScheduler
{
    private readonly ActorCell _cell;
    private object? _message;
    private IActorRef? _sender;

    public ActorTaskScheduler(ActorCell cell) => _cell = cell;

    public override int MaximumConcurrencyLevel => 1;

    /// <summary>Runs an asynchronous handler; user messages wait until it has ended.</summary>
    public static void RunTask(Func<Task> handler)
    {
        var cell = ActorCell.Current ?? throw new InvalidOperationException("RunTask must be called from an actor context.");
        cell.TaskScheduler.Start(handler);
    }

    /// <summary>Runs a step, with the message that the handler was called for as the current one.</summary>
    public void Run(Task task)
    {
        _cell.Restore(_message, _sender);
        TryExecuteTask(task);
    }

    /// <summary>Ends a handler that failed: the failure counts as one of handling its message.</summary>
    public void Fail(Exception failure)
    {
        _cell.Restore(_message, _sender);
        Clear();
        _cell.AwaitEnded();
        _cell.HandleInvokeFailure(failure);
    }

    protected override void QueueTask(Task task)
    {
        if (ReferenceEquals(ActorCell.Current, _cell))
            TryExecuteTask(task);
        else
            _cell.SendSystemMessage(new TaskStep(this, task));
    }

    // A step in our own turn runs inline in QueueTask; anything else must come through the mailbox.
    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;

    protected override IEnumerable<Task> GetScheduledTasks() => [];

    private void Start(Func<Task> handler)
    {
        _cell.AwaitStarted();
        _message = _cell.CurrentMessage;
        _sender = _cell.SenderOrNull;
        Task.Factory.StartNew(handler, CancellationToken.None, TaskCreationOptions.None, this).Unwrap()
            .ContinueWith(static (ended, state) => ((ActorTaskScheduler)state!).End(ended), this, CancellationToken.None,
                TaskContinuationOptions.ExecuteSynchronously, this);
    }

    private void End(Task ended)
    {
        if (ended.IsCompletedSuccessfully)
        {
            Clear();
            _cell.AwaitEnded();
            _cell.ScheduleReceiveTimeout();
            return;
        }

        var failure = ended.IsCanceled ? new TaskCanceledException(ended) : ended.Exception!.InnerExceptions.Count == 1
            ? ended.Exception.InnerException! : ended.Exception;
        _cell.SendSystemMessage(new TaskStep(this, failure));
    }

    private void Clear()
    {
        _message = null;
        _sender = null;
    }
}
