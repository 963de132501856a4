namespace ActorDataGen.Actors.TestKit;

/// <summary>Waiting for a state, and limiting how long something takes.</summary>
public abstract partial class TestKitBase
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(10);

    /// <summary>Waits until a condition holds; fails if it does not in time.</summary>
    public void AwaitCondition(Func<bool> conditionIsFulfilled, CancellationToken cancellationToken = default) =>
        AwaitCondition(conditionIsFulfilled, null, null, null, cancellationToken);

    /// <summary>Waits until a condition holds; fails if it does not in time.</summary>
    public void AwaitCondition(Func<bool> conditionIsFulfilled, TimeSpan? max, CancellationToken cancellationToken = default) =>
        AwaitCondition(conditionIsFulfilled, max, null, null, cancellationToken);

    /// <summary>Waits until a condition holds; fails if it does not in time.</summary>
    public void AwaitCondition(Func<bool> conditionIsFulfilled, TimeSpan? max, string message, CancellationToken cancellationToken = default) =>
        AwaitCondition(conditionIsFulfilled, max, null, message, cancellationToken);

    /// <summary>Waits until a condition holds; fails if it does not in time.</summary>
    public void AwaitCondition(
        Func<bool> conditionIsFulfilled, TimeSpan? max, TimeSpan? interval, string? message = null, CancellationToken cancellationToken = default)
    {
        var limit = RemainingOrDilated(max);
        if (!Poll(conditionIsFulfilled, limit, interval, cancellationToken))
            Fail($"Timeout {limit} expired: {message ?? "the condition does not hold"}", null);
    }

    /// <summary>Waits until a condition holds; fails if it does not in time.</summary>
    public Task AwaitConditionAsync(Func<bool> conditionIsFulfilled, CancellationToken cancellationToken = default) =>
        AwaitConditionAsync(conditionIsFulfilled, null, null, null, cancellationToken);

    /// <summary>Waits until a condition holds; fails if it does not in time.</summary>
    public async Task AwaitConditionAsync(
        Func<bool> conditionIsFulfilled, TimeSpan? max, TimeSpan? interval, string? message = null, CancellationToken cancellationToken = default)
    {
        var limit = RemainingOrDilated(max);
        if (!await PollAsync(() => Task.FromResult(conditionIsFulfilled()), limit, interval, cancellationToken))
            Fail($"Timeout {limit} expired: {message ?? "the condition does not hold"}", null);
    }

    /// <summary>Waits until a condition holds; fails if it does not in time.</summary>
    public Task AwaitConditionAsync(Func<Task<bool>> conditionIsFulfilled, CancellationToken cancellationToken = default) =>
        AwaitConditionAsync(conditionIsFulfilled, null, null, null, cancellationToken);

    /// <summary>Waits until a condition holds; fails if it does not in time.</summary>
    public async Task AwaitConditionAsync(
        Func<Task<bool>> conditionIsFulfilled, TimeSpan? max, TimeSpan? interval, string? message = null, CancellationToken cancellationToken = default)
    {
        var limit = RemainingOrDilated(max);
        if (!await PollAsync(conditionIsFulfilled, limit, interval, cancellationToken))
            Fail($"Timeout {limit} expired: {message ?? "the condition does not hold"}", null);
    }

    /// <summary>Waits until assertions pass; fails as they do if they don't in time.</summary>
    public void AwaitAssert(Action assertion, TimeSpan? duration = null, TimeSpan? interval = null, CancellationToken cancellationToken = default)
    {
        Exception? last = null;
        if (Poll(() => Passes(assertion, out last), RemainingOrDilated(duration), interval, cancellationToken))
            return;
        System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(last!);
    }

    /// <summary>Waits until assertions pass; fails as they do if they don't in time.</summary>
    public async Task AwaitAssertAsync(
        Action assertion, TimeSpan? duration = null, TimeSpan? interval = null, CancellationToken cancellationToken = default)
    {
        Exception? last = null;
        if (await PollAsync(() => Task.FromResult(Passes(assertion, out last)), RemainingOrDilated(duration), interval, cancellationToken))
            return;
        System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(last!);
    }

    /// <summary>Waits until assertions pass; fails as they do if they don't in time.</summary>
    public async Task AwaitAssertAsync(
        Func<Task> assertion, TimeSpan? duration = null, TimeSpan? interval = null, CancellationToken cancellationToken = default)
    {
        Exception? last = null;
        var passed = await PollAsync(
            async () =>
            {
                try
                {
                    await assertion();
                    return true;
                }
                catch (Exception e)
                {
                    last = e;
                    return false;
                }
            },
            RemainingOrDilated(duration), interval, cancellationToken);
        if (!passed)
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(last!);
    }

    /// <summary>Runs an action, whose expectations share the time limit; fails if it takes longer.</summary>
    public void Within(TimeSpan max, Action action, TimeSpan? epsilonValue = null, CancellationToken cancellationToken = default) =>
        Within(TimeSpan.Zero, max, action, null, epsilonValue, cancellationToken);

    /// <summary>Runs an action, whose expectations share the time limit; fails if it takes longer, or less than the minimum.</summary>
    public void Within(
        TimeSpan min, TimeSpan max, Action action, string? hint = null, TimeSpan? epsilonValue = null, CancellationToken cancellationToken = default) =>
        Within<object?>(
            min,
            max,
            () =>
            {
                action();
                return null;
            },
            hint,
            epsilonValue,
            cancellationToken);

    /// <summary>Runs a function, whose expectations share the time limit; fails if it takes longer.</summary>
    public T Within<T>(TimeSpan max, Func<T> function, TimeSpan? epsilonValue = null, CancellationToken cancellationToken = default) =>
        Within(TimeSpan.Zero, max, function, null, epsilonValue, cancellationToken);

    /// <summary>Runs a function, whose expectations share the time limit; fails if it takes longer, or less than the minimum.</summary>
    public T Within<T>(
        TimeSpan min, TimeSpan max, Func<T> function, string? hint = null, TimeSpan? epsilonValue = null, CancellationToken cancellationToken = default)
    {
        var (started, outer, limit) = Begin(min, max);
        try
        {
            var result = function();
            Check(started, min, limit, epsilonValue, hint);
            return result;
        }
        finally
        {
            _end = outer;
        }
    }

    /// <summary>Runs an action, whose expectations share the time limit; fails if it takes longer.</summary>
    public Task WithinAsync(TimeSpan max, Func<Task> actionAsync, TimeSpan? epsilonValue = null, CancellationToken cancellationToken = default) =>
        WithinAsync(TimeSpan.Zero, max, actionAsync, null, epsilonValue, cancellationToken);

    /// <summary>Runs an action, whose expectations share the time limit; fails if it takes longer, or less than the minimum.</summary>
    public async Task WithinAsync(
        TimeSpan min, TimeSpan max, Func<Task> actionAsync, string? hint = null, TimeSpan? epsilonValue = null, CancellationToken cancellationToken = default)
    {
        var (started, outer, limit) = Begin(min, max);
        try
        {
            await actionAsync().WaitAsync(cancellationToken);
            Check(started, min, limit, epsilonValue, hint);
        }
        finally
        {
            _end = outer;
        }
    }

    private static bool Passes(Action assertion, out Exception? failure)
    {
        try
        {
            assertion();
            failure = null;
            return true;
        }
        catch (Exception e)
        {
            failure = e;
            return false;
        }
    }

    private static bool Poll(Func<bool> condition, TimeSpan max, TimeSpan? interval, CancellationToken cancellationToken)
    {
        var stop = Now + max;
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (condition())
                return true;
            var left = stop - Now;
            if (left <= TimeSpan.Zero)
                return false;
            var pause = interval ?? PollInterval;
            cancellationToken.WaitHandle.WaitOne(pause < left ? pause : left);
        }
    }

    private static async Task<bool> PollAsync(Func<Task<bool>> condition, TimeSpan max, TimeSpan? interval, CancellationToken cancellationToken)
    {
        var stop = Now + max;
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (await condition())
                return true;
            var left = stop - Now;
            if (left <= TimeSpan.Zero)
                return false;
            var pause = interval ?? PollInterval;
            await Task.Delay(pause < left ? pause : left, TimeProvider.System, cancellationToken);
        }
    }

    private (TimeSpan Started, TimeSpan? Outer, TimeSpan Limit) Begin(TimeSpan min, TimeSpan max)
    {
        var started = Now;
        var left = _end is null ? TimeSpan.MaxValue : _end.Value - started;
        var limit = Dilated(max);
        if (left < min)
            Fail($"Required min time {min} not possible, only {left} left", null);
        var outer = _end;
        if (left < limit)
            limit = left;
        _end = started + limit;
        _lastWasNoMsg = false;
        return (started, outer, limit);
    }

    private void Check(TimeSpan started, TimeSpan min, TimeSpan limit, TimeSpan? epsilon, string? hint)
    {
        var took = Now - started;
        if (took < min)
            Fail($"Failed: Block took {took}, should have at least been {min}", hint);
        // An ExpectNoMsg may use the limit up to the last: it is not what took too long.
        if (!_lastWasNoMsg && took > limit + (epsilon ?? TimeSpan.Zero))
            Fail($"Failed: Block took {took}, exceeding {limit}", hint);
    }
}
