using System.Globalization;

namespace ActorDataGen.Actors;

/// <summary>Asking: a message and a task of its answer.</summary>
public static class Futures
{
    /// <summary>Sends a message and returns a task of the answer.</summary>
    /// <param name="self">Who is asked.</param>
    /// <param name="message">The question.</param>
    /// <param name="timeout">How long to wait; null = the configuration's <c>akka.actor.ask-timeout</c>, by default for ever.</param>
    /// <exception cref="AskTimeoutException">No answer in time; in the task. It is all that happens when the actor is dead.</exception>
    public static Task<object> Ask(this ICanTell self, object message, TimeSpan? timeout = null) =>
        self.Ask<object>(message, timeout, CancellationToken.None);

    /// <summary>Sends a message and returns a task of the answer.</summary>
    public static Task<object> Ask(this ICanTell self, object message, CancellationToken cancellationToken) =>
        self.Ask<object>(message, null, cancellationToken);

    /// <summary>Sends a message and returns a task of the answer.</summary>
    public static Task<object> Ask(this ICanTell self, object message, TimeSpan? timeout, CancellationToken cancellationToken) =>
        self.Ask<object>(message, timeout, cancellationToken);

    /// <summary>Sends a message and returns a task of the answer.</summary>
    public static Task<T> Ask<T>(this ICanTell self, object message, TimeSpan? timeout = null) =>
        self.Ask<T>(message, timeout, CancellationToken.None);

    /// <summary>Sends a message and returns a task of the answer.</summary>
    public static Task<T> Ask<T>(this ICanTell self, object message, CancellationToken cancellationToken) =>
        self.Ask<T>(message, null, cancellationToken);

    /// <summary>
    /// Sends a message and returns a task of the answer. An answer of another type fails the task: with the cause of a
    /// <see cref="Status.Failure"/>, else with an <see cref="ArgumentException"/>.
    /// </summary>
    public static Task<T> Ask<T>(this ICanTell self, object message, TimeSpan? timeout, CancellationToken cancellationToken)
    {
        var question = Start<T>(self, timeout, cancellationToken);
        self.Tell(message, question);
        return question.Task;
    }

    /// <summary>Like <see cref="Ask{T}(ICanTell,object,TimeSpan?,CancellationToken)"/>, for a message that names whom to answer.</summary>
    public static Task<T> Ask<T>(this ICanTell self, Func<IActorRef, object> messageFactory, TimeSpan? timeout, CancellationToken cancellationToken)
    {
        var question = Start<T>(self, timeout, cancellationToken);
        self.Tell(messageFactory(question), question);
        return question.Task;
    }

    private static AskRef<T> Start<T>(ICanTell asked, TimeSpan? timeout, CancellationToken cancellationToken)
    {
        var system = SystemOf(asked) ?? throw new ArgumentException("Unable to resolve the target Provider");
        var question = new AskRef<T>(system);
        var limit = timeout ?? system.Settings.AskTimeout;
        if (limit != Timeout.InfiniteTimeSpan && limit > TimeSpan.Zero)
            question.ExpireAfter(limit);
        if (cancellationToken.CanBeCanceled)
            question.CancelWith(cancellationToken);
        return question;
    }

    private static ActorSystemImpl? SystemOf(ICanTell asked) =>
        asked switch
        {
            ActorCell cell => cell.SystemImpl,
            ActorSelection selection => SystemOf(selection.Anchor),
            IAsked other => other.SystemImpl,
            IInternalActorRef other when !ReferenceEquals(other.Identity, asked) => SystemOf(other.Identity),
            _ => ActorCell.Current?.SystemImpl,
        };

    internal static string TimeoutText(TimeSpan timeout) =>
        string.Create(CultureInfo.InvariantCulture, $"Timeout after {timeout.TotalSeconds} seconds");
}

/// <summary>A reference that knows its system although it is no actor.</summary>
internal interface IAsked
{
    ActorSystemImpl SystemImpl { get; }
}

/// <summary>Whom a question's answer goes to.</summary>
internal sealed class AskRef<T> : ActorRefBase, IAsked
{
    private readonly Completion _completion = new();
    private readonly ActorSystemImpl _system;
    private ActorPath? _path;
    private ITimer? _timer;
    private CancellationTokenRegistration _registration;
    private HashSet<ActorRefBase>? _watchers;

    public AskRef(ActorSystemImpl system) => _system = system;

    public ActorSystemImpl SystemImpl => _system;

    public Task<T> Task => _completion.Task;

    // Few look at it, so it is made up when somebody does.
    public override ActorPath Path => _path ?? Interlocked.CompareExchange(ref _path, _system.NextTempPath(), null) ?? _path;

    public void ExpireAfter(TimeSpan timeout) =>
        _timer = _system.Time.CreateTimer(
            static state =>
            {
                var (question, limit) = ((AskRef<T>, TimeSpan))state!;
                if (question._completion.TrySetException(new AskTimeoutException(Futures.TimeoutText(limit))))
                    question.End();
            },
            (this, timeout), timeout, Timeout.InfiniteTimeSpan);

    public void CancelWith(CancellationToken token) =>
        _registration = token.Register(
            static (state, cancelled) =>
            {
                var question = (AskRef<T>)state!;
                if (question._completion.TrySetCanceled(cancelled))
                    question.End();
            },
            this);

    protected override void TellInternal(object message, IActorRef sender)
    {
        var taken = message switch
        {
            T answer => _completion.TrySetResult(answer),
            Status.Failure failure => _completion.TrySetException(
                failure.Cause ?? new TaskCanceledException("Task cancelled by actor via Failure message.")),
            _ => _completion.TrySetException(new ArgumentException(
                $"Received message of type [{message.GetType()}] - Ask expected message of type [{typeof(T)}]")),
        };
        if (taken)
            End();
        else
            _system.DeadLetterRef.Publish(message, sender, this);
    }

    internal override void SendSystemMessage(SystemMessage message)
    {
        switch (message)
        {
            case Watch watch:
                lock (_completion)
                {
                    if (!_completion.Task.IsCompleted)
                    {
                        (_watchers ??= []).Add(watch.Watcher);
                        return;
                    }
                }

                watch.Watcher.SendSystemMessage(new DeathWatchNotification(this, existenceConfirmed: true));
                break;
            case Unwatch unwatch:
                lock (_completion)
                    _watchers?.Remove(unwatch.Watcher);
                break;
        }
    }

    private void End()
    {
        _timer?.Dispose();
        if (_registration != default)
            _registration.Unregister();
        HashSet<ActorRefBase>? watchers;
        lock (_completion)
        {
            watchers = _watchers;
            _watchers = null;
        }

        if (watchers is null)
            return;
        foreach (var watcher in watchers)
            watcher.SendSystemMessage(new DeathWatchNotification(this, existenceConfirmed: true));
    }

    // The asker goes on on a thread of its own, not in the turn of the actor that answers.
    private sealed class Completion() : TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
}
