namespace ActorDataGen.KafkaProtocol.Records;

/// <summary>A record header: a name and bytes that may be null.</summary>
public readonly record struct RecordHeader(string Key, ReadOnlyMemory<byte>? Value);

/// <summary>One record of a log, with its place in it.</summary>
/// <param name="Offset">Offset in the partition.</param>
/// <param name="Timestamp">Milliseconds since 1970, UTC.</param>
/// <param name="Key">Key, or null.</param>
/// <param name="Value">Value, or null: a tombstone where the topic is compacted.</param>
/// <param name="Headers">Headers, in the order they were given.</param>
public sealed record Record(
    long Offset, long Timestamp, ReadOnlyMemory<byte>? Key, ReadOnlyMemory<byte>? Value, IReadOnlyList<RecordHeader> Headers);
