using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace ActorDataGen.Kafka;

/// <summary>What librdkafka says, in our log. It repeats itself while a broker is away, so only what is fatal is a warning.</summary>
internal static partial class KafkaLog
{
    public static void Library(ILogger logger, LogMessage message) =>
        LibraryLine(logger, message.Level <= SyslogLevel.Error ? LogLevel.Information : LogLevel.Debug, message.Name, message.Facility,
            message.Message);

    public static void Error(ILogger logger, string client, Error error) =>
        ClientError(logger, error.IsFatal ? LogLevel.Warning : LogLevel.Information, client, error.Code, error.Reason);

    [LoggerMessage(EventId = 5090, Message = "{Client} {Facility}: {Message}")]
    private static partial void LibraryLine(ILogger logger, LogLevel level, string client, string facility, string message);

    [LoggerMessage(EventId = 5091, Message = "{Client}: {Code}: {Reason}")]
    private static partial void ClientError(ILogger logger, LogLevel level, string client, ErrorCode code, string reason);
}
