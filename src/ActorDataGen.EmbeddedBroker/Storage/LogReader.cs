namespace ActorDataGen.EmbeddedBroker.Storage;

/// <summary>A stretch of a segment that a fetch may send. Holds the data until it is disposed of.</summary>
internal readonly struct LogSlice(SegmentData? data, long position, int length) : IDisposable
{
    public int Length { get; } = length;

    /// <summary>Reads from the slice.</summary>
    public int Read(int from, Span<byte> into) => data!.Read(position + from, into);

    public void Dispose() => data?.Release();
}

/// <summary>Told when a log has grown. Called on the appending thread, outside of the log's lock: must be quick.</summary>
internal interface IAppendWaiter
{
    void OnAppended();
}
