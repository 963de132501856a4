using Microsoft.Extensions.Logging;

namespace ActorDataGen.Controller.Tests.Cluster;

/// <summary>Shows warnings and worse in the output of the test that is running.</summary>
internal sealed class TestLoggers : ILoggerFactory, ILogger
{
    public static TestLoggers Instance { get; } = new();

    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

    public void Dispose()
    {
    }

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) =>
        logLevel >= (Environment.GetEnvironmentVariable("ADG_TEST_LOG") is null ? LogLevel.Warning : LogLevel.Debug);

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel))
        {
            Console.Error.WriteLine($"{TimeProvider.System.GetUtcNow():HH:mm:ss.fff} {logLevel} {eventId.Id} {formatter(state, exception)} {exception}");
        }
    }
}
