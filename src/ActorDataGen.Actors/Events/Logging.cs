using System.Globalization;

namespace ActorDataGen.Actors;

/// <summary>Makes text of a format and its arguments.</summary>
public interface ILogMessageFormatter
{
    /// <summary>Formats.</summary>
    string Format(string format, params object[] args);

    /// <summary>Formats.</summary>
    string Format(string format, IEnumerable<object> args);
}

/// <summary>Formats as <see cref="string.Format(string,object[])"/> does.</summary>
public class DefaultLogMessageFormatter : ILogMessageFormatter
{
    /// <summary>The only instance needed.</summary>
    public static readonly DefaultLogMessageFormatter Instance = new();

    private DefaultLogMessageFormatter()
    {
    }

    /// <inheritdoc/>
    public string Format(string format, params object[] args) => string.Format(CultureInfo.InvariantCulture, format, args);

    /// <inheritdoc/>
    public string Format(string format, IEnumerable<object> args) => Format(format, args.ToArray());
}

/// <summary>A message that becomes text when somebody reads it.</summary>
public abstract class LogMessage
{
    /// <summary>What makes the text.</summary>
    protected readonly ILogMessageFormatter Formatter;

    /// <summary>Creates the message.</summary>
    protected LogMessage(ILogMessageFormatter formatter, string format)
    {
        Formatter = formatter;
        Format = format;
    }

    /// <summary>The format.</summary>
    public string Format { get; }

    /// <summary>The arguments.</summary>
    public abstract IEnumerable<object> Parameters();

    /// <summary>The format and the arguments, unformatted.</summary>
    public abstract string Unformatted();
}

internal sealed class FormattedLogMessage(ILogMessageFormatter formatter, string format, object[] args) : LogMessage(formatter, format)
{
    public override IEnumerable<object> Parameters() => args;

    public override string Unformatted() => $"{Format} - Args: {string.Join(", ", args)}";

    public override string ToString() => Formatter.Format(Format, args);
}

/// <summary>Logs.</summary>
public interface ILoggingAdapter
{
    /// <summary>What makes text of formats.</summary>
    ILogMessageFormatter Formatter { get; }

    /// <summary>Whether debug events are logged.</summary>
    bool IsDebugEnabled { get; }

    /// <summary>Whether informational events are logged.</summary>
    bool IsInfoEnabled { get; }

    /// <summary>Whether warnings are logged.</summary>
    bool IsWarningEnabled { get; }

    /// <summary>Whether errors are logged.</summary>
    bool IsErrorEnabled { get; }

    /// <summary>Whether events of a level are logged.</summary>
    bool IsEnabled(LogLevel logLevel);

    /// <summary>Logs a text.</summary>
    void Log(LogLevel logLevel, Exception? cause, string format);

    /// <summary>Logs a message.</summary>
    void Log(LogLevel logLevel, Exception? cause, LogMessage message);
}

/// <summary>Gives loggers.</summary>
public static class Logging
{
    /// <summary>A logger whose source is the actor.</summary>
    public static ILoggingAdapter GetLogger(this IActorContext context, ILogMessageFormatter? logMessageFormatter = null) =>
        new BusLogger(context.System.EventStream, context.Self.Path.ToString(),
            (context as ActorCell)?.Props.Type ?? typeof(ActorBase), logMessageFormatter ?? DefaultLogMessageFormatter.Instance);

    /// <summary>A logger whose source is an object.</summary>
    public static ILoggingAdapter GetLogger(ActorSystem system, object logSourceObj, ILogMessageFormatter? logMessageFormatter = null)
    {
        var (source, type) = logSourceObj switch
        {
            IActorRef actor => (actor.Path.ToString(), actor.GetType()),
            string text => ($"{text}({system.Name})", typeof(string)),
            Type given => ($"{given.Name}({system.Name})", given),
            _ => ($"{logSourceObj.GetType().Name}({system.Name})", logSourceObj.GetType()),
        };
        return new BusLogger(system.EventStream, source, type, logMessageFormatter ?? DefaultLogMessageFormatter.Instance);
    }

    /// <summary>The level of a name such as DEBUG.</summary>
    public static LogLevel LogLevelFor(string logLevel) =>
        logLevel?.ToUpperInvariant() switch
        {
            "DEBUG" => LogLevel.DebugLevel,
            "INFO" => LogLevel.InfoLevel,
            "WARNING" => LogLevel.WarningLevel,
            "ERROR" => LogLevel.ErrorLevel,
            "OFF" => (LogLevel)int.MaxValue,
            _ => throw new ArgumentException($"Unknown LogLevel: \"{logLevel}\". Valid values are: \"DEBUG\", \"INFO\", \"WARNING\", \"ERROR\", \"OFF\"", nameof(logLevel)),
        };

    /// <summary>The name of a level, such as DEBUG.</summary>
    public static string StringFor(this LogLevel logLevel) => logLevel.ToString().Replace("Level", "", StringComparison.Ordinal).ToUpperInvariant();
}

internal sealed class BusLogger(LoggingBus bus, string source, Type type, ILogMessageFormatter formatter) : ILoggingAdapter
{
    public ILogMessageFormatter Formatter => formatter;

    public bool IsDebugEnabled => IsEnabled(LogLevel.DebugLevel);

    public bool IsInfoEnabled => IsEnabled(LogLevel.InfoLevel);

    public bool IsWarningEnabled => IsEnabled(LogLevel.WarningLevel);

    public bool IsErrorEnabled => IsEnabled(LogLevel.ErrorLevel);

    public bool IsEnabled(LogLevel logLevel) => logLevel >= bus.LogLevel;

    public void Log(LogLevel logLevel, Exception? cause, string format) => Publish(logLevel, cause, format);

    public void Log(LogLevel logLevel, Exception? cause, LogMessage message) => Publish(logLevel, cause, message);

    private void Publish(LogLevel level, Exception? cause, object message)
    {
        if (!IsEnabled(level))
            return;
        bus.Publish(level switch
        {
            LogLevel.DebugLevel => new Debug(cause!, source, type, message),
            LogLevel.InfoLevel => new Info(cause!, source, type, message),
            LogLevel.WarningLevel => new Warning(cause!, source, type, message),
            _ => new Error(cause, source, type, message),
        });
    }
}

/// <summary>Sent to a logger on its start; it subscribes, and answers with <see cref="LoggerInitialized"/>.</summary>
public class InitializeLogger : INoSerializationVerificationNeeded
{
    /// <summary>Creates the message.</summary>
    public InitializeLogger(LoggingBus loggingBus) => LoggingBus = loggingBus;

    /// <summary>The bus to subscribe to.</summary>
    public LoggingBus LoggingBus { get; }
}

/// <summary>A logger's answer to <see cref="InitializeLogger"/>.</summary>
public class LoggerInitialized : INoSerializationVerificationNeeded, IDeadLetterSuppression;

/// <summary>Prints log events to standard output. The logger of a system that is configured with none.</summary>
public class DefaultLogger : ActorBase
{
    /// <inheritdoc/>
    protected override bool Receive(object message)
    {
        switch (message)
        {
            case InitializeLogger:
                Sender.Tell(new LoggerInitialized(), Self);
                return true;
            case LogEvent log:
                Print(log);
                return true;
            default:
                return false;
        }
    }

    /// <summary>Prints one event.</summary>
    protected virtual void Print(LogEvent logEvent) => Console.Out.WriteLine(logEvent);
}
