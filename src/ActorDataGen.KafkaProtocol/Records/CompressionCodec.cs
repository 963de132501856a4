namespace ActorDataGen.KafkaProtocol.Records;

/// <summary>How the records of a batch are compressed: the low three bits of its attributes.</summary>
public enum CompressionCodec
{
    /// <summary>Not at all.</summary>
    None = 0,

    /// <summary>RFC 1952.</summary>
    Gzip = 1,

    /// <summary>Snappy, in xerial's framing as Java clients write it or bare as librdkafka does.</summary>
    Snappy = 2,

    /// <summary>The LZ4 frame format.</summary>
    Lz4 = 3,

    /// <summary>RFC 8878.</summary>
    Zstd = 4,
}
