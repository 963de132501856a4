namespace ActorDataGen.Actors;

/// <summary>Stops an actor and waits.</summary>
public static class GracefulStopSupport
{
    /// <summary>Sends <see cref="PoisonPill"/> and waits for the end. The task gives true, or is cancelled when the time is over.</summary>
    public static Task<bool> GracefulStop(this IActorRef target, TimeSpan timeout) => target.GracefulStop(timeout, PoisonPill.Instance);

    /// <summary>Sends a message that makes the actor stop and waits for the end.</summary>
    /// <exception cref="TaskCanceledException">The actor lives on after the timeout; in the task.</exception>
    public static async Task<bool> GracefulStop(this IActorRef target, TimeSpan timeout, object stopMessage)
    {
        var identity = ((IInternalActorRef)target).Identity;
        var watcher = new StopWatcher();
        identity.SendSystemMessage(new Watch(identity, watcher));
        target.Tell(stopMessage, ActorRefs.NoSender);
        try
        {
            return await watcher.Task.WaitAsync(timeout, TimeProvider.System).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            identity.SendSystemMessage(new Unwatch(identity, watcher));
            throw new TaskCanceledException($"{target} did not stop within {timeout}.");
        }
    }

    private sealed class StopWatcher : ActorRefBase
    {
        private readonly TaskCompletionSource<bool> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<bool> Task => _ended.Task;

        public override ActorPath Path { get; } = new RootActorPath(new Address("akka", "all-systems")) / "graceful-stop";

        protected override void TellInternal(object message, IActorRef sender)
        {
        }

        internal override void SendSystemMessage(SystemMessage message)
        {
            if (message is DeathWatchNotification)
                _ended.TrySetResult(true);
        }
    }
}
