namespace ActorDataGen.Avro;

/// <summary>Bounds on what a schema or a value may make this library do, so that hostile input ends in an <see cref="AvroException"/>.</summary>
public sealed record AvroLimits
{
    /// <summary>The limits used where none are given.</summary>
    public static AvroLimits Default { get; } = new();

    /// <summary>How deep a value may nest recursive records (default 64: beyond any sensible tree, far from the end of a 1 MiB stack).</summary>
    public int MaxDepth { get; init; } = 64;

    /// <summary>
    /// About how many bytes decoding one value may allocate (default 256 MiB). Guards against items that take no bytes on
    /// the wire: a few bytes can announce 2^63 nulls.
    /// </summary>
    public long MaxAllocation { get; init; } = 256L << 20;

    /// <summary>How many characters a schema's text may have (default 4 Mi).</summary>
    public int MaxSchemaLength { get; init; } = 4 << 20;

    /// <summary>How deep types may nest in a schema (default 128).</summary>
    public int MaxSchemaDepth { get; init; } = 128;

    /// <summary>How many types a schema may hold, references included (default 50,000).</summary>
    public int MaxSchemaTypes { get; init; } = 50_000;

    /// <summary>How many bytes one block of an object container file may have after decompression (default 64 MiB).</summary>
    public int MaxFileBlockBytes { get; init; } = 64 << 20;
}
