using System.Collections;
using System.Runtime.CompilerServices;

namespace ActorDataGen.Actors.TestKit;

/// <summary>Looking at what the test actor received.</summary>
public abstract partial class TestKitBase
{
    /// <summary>Looks at the next message, or returns null if none comes in time.</summary>
    public object ReceiveOne(TimeSpan? max = null, CancellationToken cancellationToken = default) =>
        TryReceiveOne(out var envelope, max, cancellationToken) ? envelope.Message : null!;

    /// <summary>Looks at the next message, or returns null if none comes in time.</summary>
    public async ValueTask<object> ReceiveOneAsync(TimeSpan? max = null, CancellationToken cancellationToken = default)
    {
        var (success, envelope) = await TryReceiveOneAsync(max, cancellationToken);
        return success ? envelope.Message : null!;
    }

    /// <summary>Looks at the next message, if one comes in time.</summary>
    public bool TryReceiveOne(out MessageEnvelope envelope, TimeSpan? max = null, CancellationToken cancellationToken = default)
    {
        var found = _queue.Take(Limit(max), cancellationToken);
        envelope = _last = found ?? NullMessageEnvelope.Instance;
        _lastWasNoMsg = false;
        return found is not null;
    }

    /// <summary>Looks at the next message, if one comes in time.</summary>
    public async ValueTask<(bool success, MessageEnvelope envelope)> TryReceiveOneAsync(TimeSpan? max, CancellationToken cancellationToken = default)
    {
        var found = await _queue.TakeAsync(Limit(max), cancellationToken);
        _last = found ?? NullMessageEnvelope.Instance;
        _lastWasNoMsg = false;
        return (found is not null, _last);
    }

    /// <summary>Looks at as many messages; fails if they don't come in time.</summary>
    public IReadOnlyCollection<object> ReceiveN(int numberOfMessages, CancellationToken cancellationToken = default) =>
        ReceiveN(numberOfMessages, RemainingOrDefault, cancellationToken);

    /// <summary>Looks at as many messages; fails if they don't come in time.</summary>
    public IReadOnlyCollection<object> ReceiveN(int numberOfMessages, TimeSpan max, CancellationToken cancellationToken = default)
    {
        var stop = Now + Dilated(max);
        var received = new List<object>();
        while (received.Count < numberOfMessages)
        {
            var message = ReceiveOne(Positive(stop - Now), cancellationToken);
            if (message is null)
                Fail($"timeout ({max}) while expecting {numberOfMessages} messages (got {received.Count})", null);
            received.Add(message!);
        }

        return received;
    }

    /// <summary>Looks at as many messages; fails if they don't come in time.</summary>
    public async IAsyncEnumerable<object> ReceiveNAsync(
        int numberOfMessages, TimeSpan max, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var stop = Now + Dilated(max);
        for (var i = 0; i < numberOfMessages; i++)
        {
            var message = await ReceiveOneAsync(Positive(stop - Now), cancellationToken);
            if (message is null)
                Fail($"timeout ({max}) while expecting {numberOfMessages} messages (got {i})", null);
            yield return message!;
        }
    }

    /// <summary>Looks at messages as long as a function makes something of them. The first that it does not make anything of stays.</summary>
    public IReadOnlyList<T> ReceiveWhile<T>(
        Func<object, T?> filter, TimeSpan? max = null, TimeSpan? idle = null, int msgs = int.MaxValue, CancellationToken cancellationToken = default)
        where T : class
    {
        var stop = Now + RemainingOrDilated(max);
        var received = new List<T>();
        while (received.Count < msgs)
        {
            var left = Positive(stop - Now);
            var envelope = Peek(idle is { } pause && pause < left ? pause : left, cancellationToken);
            if (envelope is null || filter(envelope.Message) is not { } made)
                break;
            received.Add(made);
            _queue.Take(TimeSpan.Zero, cancellationToken);
            _last = envelope;
        }

        _lastWasNoMsg = true;
        return received;
    }

    /// <summary>Looks at the next message and leaves it where it is.</summary>
    public object PeekOne(TimeSpan? max = null, CancellationToken cancellationToken = default) => Peek(Limit(max), cancellationToken)?.Message!;

    /// <summary>Looks at messages until one fits; fails if none comes in time.</summary>
    public object FishForMessage(Predicate<object> isMessage, TimeSpan? max = null, string hint = "", CancellationToken cancellationToken = default) =>
        FishForMessage<object>(isMessage, max, hint, cancellationToken);

    /// <summary>Looks at messages until one of a type fits; fails if none comes in time.</summary>
    public T FishForMessage<T>(Predicate<T> isMessage, TimeSpan? max = null, string hint = "", CancellationToken cancellationToken = default) =>
        FishForMessage(isMessage, null!, max, hint, cancellationToken);

    /// <summary>Looks at messages until one of a type fits, and collects the others; fails if none comes in time.</summary>
    public T FishForMessage<T>(
        Predicate<T> isMessage, ArrayList allMessages, TimeSpan? max = null, string hint = "", CancellationToken cancellationToken = default)
    {
        var limit = RemainingOrDilated(max);
        var stop = Now + limit;
        while (true)
        {
            var message = ReceiveOne(Positive(stop - Now), cancellationToken);
            if (message is null)
                Fail($"Timeout ({limit}) during FishForMessage", hint);
            if (message is T typed && isMessage(typed))
                return typed;
            allMessages?.Add(message);
        }
    }

    /// <summary>Looks at messages until one of a type fits; fails if none comes in time.</summary>
    public async ValueTask<T> FishForMessageAsync<T>(
        Predicate<T> isMessage, TimeSpan? max = null, string hint = "", CancellationToken cancellationToken = default)
    {
        var limit = RemainingOrDilated(max);
        var stop = Now + limit;
        while (true)
        {
            var message = await ReceiveOneAsync(Positive(stop - Now), cancellationToken);
            if (message is null)
                Fail($"Timeout ({limit}) during FishForMessage", hint);
            if (message is T typed && isMessage(typed))
                return typed;
        }
    }

    private TimeSpan Limit(TimeSpan? max) => max is not { } given ? RemainingOrDefault : given < TimeSpan.Zero ? Timeout.InfiniteTimeSpan : given;

    private MessageEnvelope? Peek(TimeSpan max, CancellationToken cancellationToken)
    {
        var stop = Now + max;
        var wait = new SpinWait();
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (_queue.Peek() is { } envelope)
                return envelope;
            if (Now >= stop)
                return null;
            wait.SpinOnce();
        }
    }

    private void Fail(string text, string? hint) => _assertions.Fail(string.IsNullOrEmpty(hint) ? text : $"{text}. Hint: {hint}");
}
