namespace ActorDataGen.Actors.TestKit;

/// <summary>Expecting messages.</summary>
public abstract partial class TestKitBase
{
    /// <summary>Expects a message of a type.</summary>
    public T ExpectMsg<T>(TimeSpan? duration = null, string? hint = null, CancellationToken cancellationToken = default) =>
        Checked<T>(Taken(typeof(T), duration, hint, cancellationToken), hint, static (_, _) => true);

    /// <summary>Expects a message of a type.</summary>
    public async ValueTask<T> ExpectMsgAsync<T>(TimeSpan? duration = null, string? hint = null, CancellationToken cancellationToken = default) =>
        Checked<T>(await TakenAsync(typeof(T), duration, hint, cancellationToken), hint, static (_, _) => true);

    /// <summary>Expects a message equal to the given one.</summary>
    public T ExpectMsg<T>(T message, TimeSpan? timeout = null, string? hint = null, CancellationToken cancellationToken = default) =>
        Checked<T>(Taken(typeof(T), timeout, hint, cancellationToken), hint, (m, _) => Equals(m, message), message);

    /// <summary>Expects a message equal to the given one.</summary>
    public async ValueTask<T> ExpectMsgAsync<T>(T message, TimeSpan? timeout = null, string? hint = null, CancellationToken cancellationToken = default) =>
        Checked<T>(await TakenAsync(typeof(T), timeout, hint, cancellationToken), hint, (m, _) => Equals(m, message), message);

    /// <summary>Expects a message of a type that fits.</summary>
    public T ExpectMsg<T>(Predicate<T> isMessage, TimeSpan? timeout = null, string? hint = null, CancellationToken cancellationToken = default) =>
        Checked<T>(Taken(typeof(T), timeout, hint, cancellationToken), hint, (m, _) => isMessage(m));

    /// <summary>Expects a message of a type that fits.</summary>
    public async ValueTask<T> ExpectMsgAsync<T>(Predicate<T> isMessage, TimeSpan? timeout = null, string? hint = null, CancellationToken cancellationToken = default) =>
        Checked<T>(await TakenAsync(typeof(T), timeout, hint, cancellationToken), hint, (m, _) => isMessage(m));

    /// <summary>Expects a message of a type that passes assertions.</summary>
    public T ExpectMsg<T>(Action<T> assert, TimeSpan? timeout = null, string? hint = null, CancellationToken cancellationToken = default) =>
        Checked<T>(Taken(typeof(T), timeout, hint, cancellationToken), hint, (m, _) => Passed(() => assert(m)));

    /// <summary>Expects a message of a type that passes assertions.</summary>
    public async ValueTask<T> ExpectMsgAsync<T>(Action<T> assert, TimeSpan? timeout = null, string? hint = null, CancellationToken cancellationToken = default) =>
        Checked<T>(await TakenAsync(typeof(T), timeout, hint, cancellationToken), hint, (m, _) => Passed(() => assert(m)));

    /// <summary>Expects a message of a type that fits together with its sender.</summary>
    public T ExpectMsg<T>(Func<T, IActorRef, bool> isMessageAndSender, TimeSpan? timeout = null, string? hint = null, CancellationToken cancellationToken = default) =>
        Checked<T>(Taken(typeof(T), timeout, hint, cancellationToken), hint, isMessageAndSender);

    /// <summary>Expects a message of a type that fits together with its sender.</summary>
    public async ValueTask<T> ExpectMsgAsync<T>(Func<T, IActorRef, bool> isMessageAndSender, TimeSpan? timeout = null, string? hint = null, CancellationToken cancellationToken = default) =>
        Checked<T>(await TakenAsync(typeof(T), timeout, hint, cancellationToken), hint, isMessageAndSender);

    /// <summary>Expects a message of a type that passes assertions together with its sender.</summary>
    public T ExpectMsg<T>(Action<T, IActorRef> assertMessageAndSender, TimeSpan? timeout = null, string? hint = null, CancellationToken cancellationToken = default) =>
        Checked<T>(Taken(typeof(T), timeout, hint, cancellationToken), hint, (m, s) => Passed(() => assertMessageAndSender(m, s)));

    /// <summary>Expects a message of a type that passes assertions together with its sender.</summary>
    public async ValueTask<T> ExpectMsgAsync<T>(Action<T, IActorRef> assertMessageAndSender, TimeSpan? timeout = null, string? hint = null, CancellationToken cancellationToken = default) =>
        Checked<T>(await TakenAsync(typeof(T), timeout, hint, cancellationToken), hint, (m, s) => Passed(() => assertMessageAndSender(m, s)));

    /// <summary>Expects a message that a comparer finds equal to the given one.</summary>
    public T ExpectMsg<T>(T expected, Func<T, T, bool> comparer, TimeSpan? timeout = null, string? hint = null, CancellationToken cancellationToken = default) =>
        Checked<T>(Taken(typeof(T), timeout, hint, cancellationToken), hint, (m, _) => comparer(expected, m), expected);

    /// <summary>Expects a message that a comparer finds equal to the given one.</summary>
    public async ValueTask<T> ExpectMsgAsync<T>(T expected, Func<T, T, bool> comparer, TimeSpan? timeout = null, string? hint = null, CancellationToken cancellationToken = default) =>
        Checked<T>(await TakenAsync(typeof(T), timeout, hint, cancellationToken), hint, (m, _) => comparer(expected, m), expected);

    /// <summary>Expects a message of a type from a sender.</summary>
    public T ExpectMsgFrom<T>(IActorRef sender, TimeSpan? duration = null, string? hint = null, CancellationToken cancellationToken = default) =>
        Checked<T>(Taken(typeof(T), duration, hint, cancellationToken), hint, (_, s) => s.Equals(sender));

    /// <summary>Expects a message of a type from a sender.</summary>
    public async ValueTask<T> ExpectMsgFromAsync<T>(IActorRef sender, TimeSpan? duration = null, string? hint = null, CancellationToken cancellationToken = default) =>
        Checked<T>(await TakenAsync(typeof(T), duration, hint, cancellationToken), hint, (_, s) => s.Equals(sender));

    /// <summary>Expects a message equal to the given one from a sender.</summary>
    public T ExpectMsgFrom<T>(IActorRef sender, T message, TimeSpan? timeout = null, string? hint = null, CancellationToken cancellationToken = default) =>
        Checked<T>(Taken(typeof(T), timeout, hint, cancellationToken), hint, (m, s) => s.Equals(sender) && Equals(m, message), message);

    /// <summary>Expects a message equal to the given one from a sender.</summary>
    public async ValueTask<T> ExpectMsgFromAsync<T>(IActorRef sender, T message, TimeSpan? timeout = null, string? hint = null, CancellationToken cancellationToken = default) =>
        Checked<T>(await TakenAsync(typeof(T), timeout, hint, cancellationToken), hint, (m, s) => s.Equals(sender) && Equals(m, message), message);

    /// <summary>Expects a message of a type that fits from a sender.</summary>
    public T ExpectMsgFrom<T>(IActorRef sender, Predicate<T> isMessage, TimeSpan? timeout = null, string? hint = null, CancellationToken cancellationToken = default) =>
        Checked<T>(Taken(typeof(T), timeout, hint, cancellationToken), hint, (m, s) => s.Equals(sender) && isMessage(m));

    /// <summary>Expects a message of a type that fits from a sender.</summary>
    public async ValueTask<T> ExpectMsgFromAsync<T>(IActorRef sender, Predicate<T> isMessage, TimeSpan? timeout = null, string? hint = null, CancellationToken cancellationToken = default) =>
        Checked<T>(await TakenAsync(typeof(T), timeout, hint, cancellationToken), hint, (m, s) => s.Equals(sender) && isMessage(m));

    /// <summary>Expects <see cref="Terminated"/> of an actor.</summary>
    public Terminated ExpectTerminated(IActorRef target, TimeSpan? timeout = null, string? hint = null, CancellationToken cancellationToken = default) =>
        ExpectMsg<Terminated>(t => t.ActorRef.Equals(target), timeout, hint ?? $"Terminated of {target}", cancellationToken);

    /// <summary>Expects <see cref="Terminated"/> of an actor.</summary>
    public ValueTask<Terminated> ExpectTerminatedAsync(
        IActorRef target, TimeSpan? timeout = null, string? hint = null, CancellationToken cancellationToken = default) =>
        ExpectMsgAsync<Terminated>(t => t.ActorRef.Equals(target), timeout, hint ?? $"Terminated of {target}", cancellationToken);

    /// <summary>Expects all the given messages, in any order.</summary>
    public IReadOnlyCollection<T> ExpectMsgAllOf<T>(params T[] messages) => ExpectMsgAllOf(RemainingOrDefault, messages);

    /// <summary>Expects all the given messages, in any order.</summary>
    public IReadOnlyCollection<T> ExpectMsgAllOf<T>(TimeSpan max, params T[] messages)
    {
        var received = ReceiveN(messages.Length, max);
        var left = received.ToList();
        foreach (var message in messages)
        {
            if (!left.Remove(message!))
                Fail($"Not found [{message}] among [{string.Join(", ", received)}]", null);
        }

        return [.. received.Cast<T>()];
    }

    /// <summary>Expects one of the given messages.</summary>
    public T ExpectMsgAnyOf<T>(IEnumerable<T> messages, CancellationToken cancellationToken = default) =>
        ExpectMsg<T>(m => messages.Contains(m), null, $"any of [{string.Join(", ", messages)}]", cancellationToken);

    /// <summary>Expects that no message comes for a while.</summary>
    public void ExpectNoMsg(CancellationToken cancellationToken = default) => ExpectNoMsg(NoMessageRemaining, cancellationToken);

    /// <summary>Expects that no message comes for a while.</summary>
    public void ExpectNoMsg(int milliseconds, CancellationToken cancellationToken = default) =>
        ExpectNoMsg(TimeSpan.FromMilliseconds(milliseconds), cancellationToken);

    /// <summary>Expects that no message comes for a while.</summary>
    public void ExpectNoMsg(TimeSpan duration, CancellationToken cancellationToken = default)
    {
        if (TryReceiveOne(out var envelope, Dilated(duration), cancellationToken))
            Fail($"Expected no messages during the duration, instead we received {envelope}", null);
        _lastWasNoMsg = true;
    }

    /// <summary>Expects that no message comes for a while.</summary>
    public ValueTask ExpectNoMsgAsync(CancellationToken cancellationToken = default) => ExpectNoMsgAsync(NoMessageRemaining, cancellationToken);

    /// <summary>Expects that no message comes for a while.</summary>
    public ValueTask ExpectNoMsgAsync(int milliseconds, CancellationToken cancellationToken = default) =>
        ExpectNoMsgAsync(TimeSpan.FromMilliseconds(milliseconds), cancellationToken);

    /// <summary>Expects that no message comes for a while.</summary>
    public async ValueTask ExpectNoMsgAsync(TimeSpan duration, CancellationToken cancellationToken = default)
    {
        var (found, envelope) = await TryReceiveOneAsync(Dilated(duration), cancellationToken);
        if (found)
            Fail($"Expected no messages during the duration, instead we received {envelope}", null);
        _lastWasNoMsg = true;
    }

    private TimeSpan NoMessageRemaining => RemainingOr(Dilated(TestKitSettings.ExpectNoMessageDefault));

    private static bool Passed(Action assertions)
    {
        assertions();
        return true;
    }

    private MessageEnvelope Taken(Type type, TimeSpan? timeout, string? hint, CancellationToken cancellationToken)
    {
        var limit = RemainingOrDilated(timeout);
        if (!TryReceiveOne(out var envelope, limit, cancellationToken))
            Fail($"Failed: Timeout {limit} while waiting for a message of type {type}", hint);
        return envelope;
    }

    private async ValueTask<MessageEnvelope> TakenAsync(Type type, TimeSpan? timeout, string? hint, CancellationToken cancellationToken)
    {
        var limit = RemainingOrDilated(timeout);
        var (found, envelope) = await TryReceiveOneAsync(limit, cancellationToken);
        if (!found)
            Fail($"Failed: Timeout {limit} while waiting for a message of type {type}", hint);
        return envelope;
    }

    private T Checked<T>(MessageEnvelope envelope, string? hint, Func<T, IActorRef, bool> fits, object? expected = null)
    {
        if (envelope.Message is not T typed)
        {
            Fail($"Failed: Expected a message of type {typeof(T)}{(expected is null ? "" : $" ({expected})")}, but received {envelope} (type {envelope.Message.GetType()})", hint);
            return default!;
        }

        if (!fits(typed, envelope.Sender))
            Fail($"Failed: Expected {(expected is null ? "a message that fits" : $"{expected}")}, but received {envelope}", hint);
        return typed;
    }
}
