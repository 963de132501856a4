using ActorDataGen.Kafka.Consuming;
using ActorDataGen.Wire.Serdes;
using Microsoft.Extensions.Logging;

namespace ActorDataGen.Controller;

/// <summary>What all actors of a controller share.</summary>
/// <param name="Options">The options.</param>
/// <param name="Serdes">How values are read and written.</param>
/// <param name="Reader">Reads what is assigned by hand: statuses and heartbeats.</param>
/// <param name="AgentReader">Reads heartbeats a second time, for the version 1 bridge; the same as <paramref name="Reader"/> without one.</param>
/// <param name="Version1">How the bridge writes; null without one.</param>
/// <param name="Time">The clock.</param>
/// <param name="Loggers">Where to log.</param>
internal sealed record ControllerContext(
    ControllerOptions Options, WireSerdes Serdes, RecordSource Reader, RecordSource AgentReader, Version1Serdes? Version1,
    TimeProvider Time, ILoggerFactory Loggers);
