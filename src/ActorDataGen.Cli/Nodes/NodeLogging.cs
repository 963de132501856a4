using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace ActorDataGen.Cli.Nodes;

/// <summary>The node's log on stderr, a line each, so that stdout stays for what was asked.</summary>
internal static class NodeLogging
{
    public static ILoggerFactory Make(LogLevel level) => LoggerFactory.Create(logging => logging
        .SetMinimumLevel(level)
        .AddFilter("Microsoft.AspNetCore", level > LogLevel.Warning ? level : LogLevel.Warning)
        .AddFilter("Microsoft.Hosting", LogLevel.Warning)
        // What keeps a node from starting is told in one line of our own.
        .AddFilter("Microsoft.Extensions.Hosting", LogLevel.None)
        .AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.TimestampFormat = "HH:mm:ss.fff ";
            console.ColorBehavior = LoggerColorBehavior.Default;
        })
        .Services.Configure<ConsoleLoggerOptions>(o => o.LogToStandardErrorThreshold = LogLevel.Trace));
}
