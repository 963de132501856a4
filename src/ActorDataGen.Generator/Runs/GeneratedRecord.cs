using ActorDataGen.Generator.DataSets;

namespace ActorDataGen.Generator.Runs;

/// <summary>A record on its way out. The spans are good until the receiver returns.</summary>
internal readonly ref struct GeneratedRecord
{
    /// <summary>Which kind of record of the data set it is, from 0.</summary>
    public required int Stream { get; init; }

    public required bool HasKey { get; init; }

    public required ReadOnlySpan<byte> Key { get; init; }

    public required ReadOnlySpan<byte> Value { get; init; }

    /// <summary>The values of the kind's <see cref="RecordShape.Headers"/>, one behind the other.</summary>
    public required ReadOnlySpan<byte> HeaderValues { get; init; }

    /// <summary>Where each header's value ends.</summary>
    public required ReadOnlySpan<int> HeaderEnds { get; init; }

    /// <summary>The record's own time, in microseconds since 1970; not the one that Kafka keeps with it.</summary>
    public required long Time { get; init; }

    public ReadOnlySpan<byte> HeaderValue(int header) => HeaderValues[(header == 0 ? 0 : HeaderEnds[header - 1])..HeaderEnds[header]];
}

/// <summary>Takes records, one after the other.</summary>
internal interface IRecordReceiver
{
    /// <summary>Takes a record; copies what it keeps.</summary>
    void Receive(in GeneratedRecord record);
}

/// <summary>A record that is kept for later.</summary>
internal sealed class HeldRecord
{
    private readonly int _stream;
    private readonly bool _hasKey;
    private readonly byte[] _key;
    private readonly byte[] _value;
    private readonly byte[] _headerValues;
    private readonly int[] _headerEnds;
    private readonly long _time;

    public HeldRecord(in GeneratedRecord record)
    {
        (_stream, _hasKey, _time) = (record.Stream, record.HasKey, record.Time);
        (_key, _value) = (record.Key.ToArray(), record.Value.ToArray());
        (_headerValues, _headerEnds) = (record.HeaderValues.ToArray(), record.HeaderEnds.ToArray());
    }

    public void SendTo(IRecordReceiver receiver) => receiver.Receive(new GeneratedRecord
    {
        Stream = _stream,
        HasKey = _hasKey,
        Key = _key,
        Value = _value,
        HeaderValues = _headerValues,
        HeaderEnds = _headerEnds,
        Time = _time,
    });
}
