using Microsoft.Extensions.Logging;

namespace ActorDataGen.Actors.Hosting;

/// <summary>Hands a system's log events to the host's loggers. The category is where the event comes from without the actor's own name, so that a million actors are not a million categories.</summary>
internal sealed class ActorLogForwarder : ReceiveActor
{
    private readonly ILoggerFactory _loggers;
    private readonly Dictionary<string, ILogger> _byCategory = [];

    public ActorLogForwarder(ILoggerFactory loggers)
    {
        _loggers = loggers;
        Receive<InitializeLogger>(_ => Sender.Tell(new LoggerInitialized()));
        Receive<LogEvent>(Forward);
    }

    internal static string CategoryOf(string source)
    {
        var scheme = source.IndexOf("://", StringComparison.Ordinal);
        var name = source.LastIndexOf('/');
        return scheme < 0 ? source : name > scheme + 2 ? source[..name] : source;
    }

    private void Forward(LogEvent e)
    {
        var category = CategoryOf(e.LogSource);
        if (!_byCategory.TryGetValue(category, out var logger))
            _byCategory[category] = logger = _loggers.CreateLogger(category);
        var text = e.Message?.ToString() ?? "";
        switch (e)
        {
            case Error:
                ActorLog.Error(logger, e.Cause, e.LogSource, text);
                break;
            case Warning:
                ActorLog.Warning(logger, e.Cause, e.LogSource, text);
                break;
            case Info:
                ActorLog.Info(logger, e.Cause, e.LogSource, text);
                break;
            default:
                ActorLog.Debug(logger, e.Cause, e.LogSource, text);
                break;
        }
    }
}

internal static partial class ActorLog
{
    [LoggerMessage(1000, Microsoft.Extensions.Logging.LogLevel.Error, "{Source}: {Text}")]
    public static partial void Error(ILogger logger, Exception? cause, string source, string text);

    [LoggerMessage(1001, Microsoft.Extensions.Logging.LogLevel.Warning, "{Source}: {Text}")]
    public static partial void Warning(ILogger logger, Exception? cause, string source, string text);

    [LoggerMessage(1002, Microsoft.Extensions.Logging.LogLevel.Information, "{Source}: {Text}")]
    public static partial void Info(ILogger logger, Exception? cause, string source, string text);

    [LoggerMessage(1003, Microsoft.Extensions.Logging.LogLevel.Debug, "{Source}: {Text}")]
    public static partial void Debug(ILogger logger, Exception? cause, string source, string text);
}
