using System.Text.RegularExpressions;

namespace ActorDataGen.Actors.TestKit;

/// <summary>Takes log events, and prints none: a test that wants to see them gives the test kit an output helper.</summary>
public class TestEventListener : DefaultLogger
{
    /// <inheritdoc/>
    protected override bool Receive(object message)
    {
        if (message is LogEvent)
            return true;
        return base.Receive(message);
    }
}

/// <summary>Keeps events out of the log until it is disposed of.</summary>
public interface IUnmutableFilter : IDisposable
{
    /// <summary>Lets them in again.</summary>
    void Unmute();
}

/// <summary>Expects events while something runs, or keeps them out of the log.</summary>
public interface IEventFilterApplier
{
    /// <summary>Adds another kind of events.</summary>
    EventFilterFactory And { get; }

    /// <summary>Runs an action and expects as many events, no more.</summary>
    void Expect(int expectedCount, Action action, CancellationToken cancellationToken = default);

    /// <summary>Runs an action and expects as many events in time, no more.</summary>
    void Expect(int expectedCount, TimeSpan timeout, Action action, CancellationToken cancellationToken = default);

    /// <summary>Runs a function and expects as many events, no more.</summary>
    T Expect<T>(int expectedCount, Func<T> func, CancellationToken cancellationToken = default);

    /// <summary>Runs an action and expects one event.</summary>
    void ExpectOne(Action action, CancellationToken cancellationToken = default);

    /// <summary>Runs an action and expects one event in time.</summary>
    void ExpectOne(TimeSpan timeout, Action action, CancellationToken cancellationToken = default);

    /// <summary>Runs a function and expects one event.</summary>
    T ExpectOne<T>(Func<T> func, CancellationToken cancellationToken = default);

    /// <summary>Runs an action and expects as many events, no more.</summary>
    Task ExpectAsync(int expectedCount, Func<Task> actionAsync, CancellationToken cancellationToken = default);

    /// <summary>Runs an action and expects one event.</summary>
    Task ExpectOneAsync(Func<Task> actionAsync, CancellationToken cancellationToken = default);

    /// <summary>Runs an action and expects one event in time.</summary>
    Task ExpectOneAsync(TimeSpan timeout, Func<Task> action, CancellationToken cancellationToken = default);

    /// <summary>Keeps the events out of the log while an action runs.</summary>
    void Mute(Action action, CancellationToken cancellationToken = default);

    /// <summary>Keeps the events out of the log while an action runs.</summary>
    Task MuteAsync(Func<Task> action, CancellationToken cancellationToken = default);

    /// <summary>Keeps the events out of the log until what is returned is disposed of.</summary>
    IUnmutableFilter Mute();
}

/// <summary>Says which events are meant.</summary>
public class EventFilterFactory
{
    private readonly TestKitBase _testKit;
    private readonly ActorSystem _system;
    private readonly IReadOnlyList<Func<object, bool>> _filters;

    /// <summary>Creates the factory of a test's system.</summary>
    public EventFilterFactory(TestKitBase testkit)
        : this(testkit, testkit.Sys)
    {
    }

    /// <summary>Creates the factory of any system.</summary>
    public EventFilterFactory(TestKitBase testkit, ActorSystem system)
        : this(testkit, system, [])
    {
    }

    internal EventFilterFactory(TestKitBase testKit, ActorSystem system, IReadOnlyList<Func<object, bool>> filters)
    {
        _testKit = testKit;
        _system = system;
        _filters = filters;
    }

    /// <summary>Errors with an exception of a type.</summary>
    public IEventFilterApplier Exception<TException>(string? message = null, string? start = null, string? contains = null, string? source = null)
        where TException : Exception => Exception(typeof(TException), message, start, contains, source);

    /// <summary>Errors with an exception of a type.</summary>
    public IEventFilterApplier Exception<TException>(Regex pattern, string? source = null)
        where TException : Exception =>
        Log(e => e is Error { Cause: TException } && pattern.IsMatch(Text(e)) && FromSource(e, source));

    /// <summary>Errors with an exception of a type, or with one inside it.</summary>
    public IEventFilterApplier Exception(
        Type exceptionType, string? message = null, string? start = null, string? contains = null, string? source = null, bool checkInnerExceptions = false) =>
        Log(e => e is Error && HasCause(e.Cause, exceptionType, checkInnerExceptions) &&
            (Fits(Text(e), message, start, contains) || (e.Cause is not null && Fits(e.Cause.Message, message, start, contains))) && FromSource(e, source));

    /// <summary>Errors.</summary>
    public IEventFilterApplier Error(string? message = null, string? start = null, string? contains = null, string? source = null) =>
        ForLogLevel(LogLevel.ErrorLevel, message, start, contains, source);

    /// <summary>Warnings.</summary>
    public IEventFilterApplier Warning(string? message = null, string? start = null, string? contains = null, string? source = null) =>
        ForLogLevel(LogLevel.WarningLevel, message, start, contains, source);

    /// <summary>Informational events.</summary>
    public IEventFilterApplier Info(string? message = null, string? start = null, string? contains = null, string? source = null) =>
        ForLogLevel(LogLevel.InfoLevel, message, start, contains, source);

    /// <summary>Debug events.</summary>
    public IEventFilterApplier Debug(string? message = null, string? start = null, string? contains = null, string? source = null) =>
        ForLogLevel(LogLevel.DebugLevel, message, start, contains, source);

    /// <summary>Errors.</summary>
    public IEventFilterApplier Error(Regex pattern, string? source = null) => ForLogLevel(LogLevel.ErrorLevel, pattern, source);

    /// <summary>Warnings.</summary>
    public IEventFilterApplier Warning(Regex pattern, string? source = null) => ForLogLevel(LogLevel.WarningLevel, pattern, source);

    /// <summary>Informational events.</summary>
    public IEventFilterApplier Info(Regex pattern, string? source = null) => ForLogLevel(LogLevel.InfoLevel, pattern, source);

    /// <summary>Debug events.</summary>
    public IEventFilterApplier Debug(Regex pattern, string? source = null) => ForLogLevel(LogLevel.DebugLevel, pattern, source);

    /// <summary>Events of a level.</summary>
    public IEventFilterApplier ForLogLevel(
        LogLevel logLevel, string? message = null, string? start = null, string? contains = null, string? source = null) =>
        Log(e => e.LogLevel() == logLevel && Fits(Text(e), message, start, contains) && FromSource(e, source));

    /// <summary>Events of a level.</summary>
    public IEventFilterApplier ForLogLevel(LogLevel logLevel, Regex pattern, string? source = null) =>
        Log(e => e.LogLevel() == logLevel && pattern.IsMatch(Text(e)) && FromSource(e, source));

    /// <summary>Events that a function chooses.</summary>
    public IEventFilterApplier Custom(Predicate<LogEvent> predicate) => Log(e => predicate(e));

    /// <summary>Events of a type that a function chooses.</summary>
    public IEventFilterApplier Custom<TLogEvent>(Predicate<TLogEvent> predicate)
        where TLogEvent : LogEvent => Log(e => e is TLogEvent typed && predicate(typed));

    /// <summary>Dead letters.</summary>
    public IEventFilterApplier DeadLetter() => Any(e => e is DeadLetter);

    /// <summary>Dead letters of a type.</summary>
    public IEventFilterApplier DeadLetter<TMessage>(string? source = null) => DeadLetter<TMessage>(static _ => true, source);

    /// <summary>Dead letters of a type that a function chooses.</summary>
    public IEventFilterApplier DeadLetter<TMessage>(Func<TMessage, bool> isMatch, string? source = null) =>
        Any(e => e is DeadLetter { Message: TMessage message } letter && isMatch(message) &&
            (source is null || letter.Recipient.Path.ToString() == source));

    private static string Text(LogEvent e) => e.Message?.ToString() ?? "";

    private static bool FromSource(LogEvent e, string? source) => source is null || e.LogSource == source;

    private static bool HasCause(Exception? cause, Type type, bool inner) =>
        cause is not null && (type.IsInstanceOfType(cause) || (inner && HasCause(cause.InnerException, type, true)));

    private static bool Fits(string text, string? message, string? start, string? contains) =>
        (message is null || text == message) && (start is null || text.StartsWith(start, StringComparison.Ordinal)) &&
        (contains is null || text.Contains(contains, StringComparison.Ordinal));

    private EventFilterApplier Log(Func<LogEvent, bool> filter) => Any(e => e is LogEvent log && filter(log));

    private EventFilterApplier Any(Func<object, bool> filter) => new(_testKit, _system, [.. _filters, filter]);
}

internal sealed class EventFilterApplier(TestKitBase testKit, ActorSystem system, IReadOnlyList<Func<object, bool>> filters) : IEventFilterApplier
{
    public EventFilterFactory And => new(testKit, system, filters);

    public void Expect(int expectedCount, Action action, CancellationToken cancellationToken = default) =>
        Expect(expectedCount, Leeway, action, cancellationToken);

    public void Expect(int expectedCount, TimeSpan timeout, Action action, CancellationToken cancellationToken = default)
    {
        using var count = new Counting(system, filters);
        action();
        testKit.AwaitCondition(() => count.Count >= expectedCount, timeout, $"expected {expectedCount} events", cancellationToken);
        count.Verify(expectedCount);
    }

    public T Expect<T>(int expectedCount, Func<T> func, CancellationToken cancellationToken = default)
    {
        T result = default!;
        Expect(expectedCount, () => { result = func(); }, cancellationToken);
        return result;
    }

    public void ExpectOne(Action action, CancellationToken cancellationToken = default) => Expect(1, action, cancellationToken);

    public void ExpectOne(TimeSpan timeout, Action action, CancellationToken cancellationToken = default) => Expect(1, timeout, action, cancellationToken);

    public T ExpectOne<T>(Func<T> func, CancellationToken cancellationToken = default) => Expect(1, func, cancellationToken);

    public Task ExpectAsync(int expectedCount, Func<Task> actionAsync, CancellationToken cancellationToken = default) =>
        ExpectAsync(expectedCount, Leeway, actionAsync, cancellationToken);

    public Task ExpectOneAsync(Func<Task> actionAsync, CancellationToken cancellationToken = default) =>
        ExpectAsync(1, Leeway, actionAsync, cancellationToken);

    public Task ExpectOneAsync(TimeSpan timeout, Func<Task> action, CancellationToken cancellationToken = default) =>
        ExpectAsync(1, timeout, action, cancellationToken);

    public void Mute(Action action, CancellationToken cancellationToken = default)
    {
        using (Mute())
            action();
    }

    public async Task MuteAsync(Func<Task> action, CancellationToken cancellationToken = default)
    {
        using (Mute())
            await action();
    }

    public IUnmutableFilter Mute() => new Counting(system, filters);

    private TimeSpan Leeway => testKit.TestKitSettings.TestEventFilterLeeway;

    private async Task ExpectAsync(int expectedCount, TimeSpan timeout, Func<Task> action, CancellationToken cancellationToken)
    {
        using var count = new Counting(system, filters);
        await action();
        await testKit.AwaitConditionAsync(() => count.Count >= expectedCount, timeout, null, $"expected {expectedCount} events", cancellationToken);
        count.Verify(expectedCount);
    }

    private sealed class Counting : IUnmutableFilter
    {
        private readonly ActorSystem _system;
        private readonly IReadOnlyList<Func<object, bool>> _filters;
        private int _count;

        public Counting(ActorSystem system, IReadOnlyList<Func<object, bool>> filters)
        {
            _system = system;
            _filters = filters;
            system.EventStream.Tap(See);
        }

        public int Count => Volatile.Read(ref _count);

        public void Verify(int expected)
        {
            if (Count != expected)
                Xunit.Assert.Fail($"Expected {expected} events, but there were {Count}.");
        }

        public void Unmute() => _system.EventStream.Untap(See);

        public void Dispose() => Unmute();

        private bool See(object e)
        {
            if (!_filters.Any(f => f(e)))
                return false;
            Interlocked.Increment(ref _count);
            return e is LogEvent;
        }
    }
}
