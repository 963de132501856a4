namespace ActorDataGen.Actors;

/// <summary>Sends what a task ends with as a message.</summary>
public static class PipeToSupport
{
    /// <summary>Sends the result to a recipient, or a <see cref="Status.Failure"/> where the task fails.</summary>
    /// <param name="taskToPipe">The task.</param>
    /// <param name="recipient">Who gets it.</param>
    /// <param name="sender">The message's sender. Worked out now, so the current Sender may be given.</param>
    /// <param name="success">Makes the message of the result; without it the result is the message.</param>
    /// <param name="failure">Makes the message of the failure; without it that is a <see cref="Status.Failure"/>.</param>
    public static Task PipeTo<T>(this Task<T> taskToPipe, ICanTell recipient, IActorRef? sender = null,
        Func<T, object>? success = null, Func<Exception, object>? failure = null) =>
        taskToPipe.PipeTo(recipient, false, sender, success, failure);

    /// <summary>Sends the result to a recipient, or a <see cref="Status.Failure"/> where the task fails.</summary>
    public static async Task PipeTo<T>(this Task<T> taskToPipe, ICanTell recipient, bool useConfigureAwait, IActorRef? sender = null,
        Func<T, object>? success = null, Func<Exception, object>? failure = null)
    {
        sender ??= ActorRefs.NoSender;
        try
        {
            var result = await taskToPipe.ConfigureAwait(useConfigureAwait);
            recipient.Tell(success is null ? result! : success(result), sender);
        }
        catch (Exception e)
        {
            recipient.Tell(failure is null ? new Status.Failure(e) : failure(e), sender);
        }
    }

    /// <summary>Sends a message once a task has ended: a <see cref="Status.Failure"/> where it fails, nothing where it succeeds and no function says what.</summary>
    public static Task PipeTo(this Task taskToPipe, ICanTell recipient, IActorRef? sender = null,
        Func<object>? success = null, Func<Exception, object>? failure = null) =>
        taskToPipe.PipeTo(recipient, false, sender, success, failure);

    /// <summary>Sends a message once a task has ended.</summary>
    public static async Task PipeTo(this Task taskToPipe, ICanTell recipient, bool useConfigureAwait, IActorRef? sender = null,
        Func<object>? success = null, Func<Exception, object>? failure = null)
    {
        sender ??= ActorRefs.NoSender;
        try
        {
            await taskToPipe.ConfigureAwait(useConfigureAwait);
            if (success is not null)
                recipient.Tell(success(), sender);
        }
        catch (Exception e)
        {
            recipient.Tell(failure is null ? new Status.Failure(e) : failure(e), sender);
        }
    }
}
