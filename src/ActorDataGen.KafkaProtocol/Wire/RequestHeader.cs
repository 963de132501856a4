using System.Buffers;

namespace ActorDataGen.KafkaProtocol.Wire;

/// <summary>What precedes every request: which API in which version, the client's number for it, and who the client says it is.</summary>
internal readonly record struct RequestHeader(ApiKey Key, short Version, int CorrelationId, string? ClientId)
{
    /// <summary>Reads the first eight bytes, which have the same shape in every version.</summary>
    public static RequestHeader Peek(ReadOnlySequence<byte> frame)
    {
        var f = FieldCodec.Reader(frame, 0, flexible: false);
        return new RequestHeader((ApiKey)f.Int16(0), f.Int16(0), f.Int32(0), null);
    }

    /// <summary>Reads the whole header and leaves the codec at the first field of the body.</summary>
    public static RequestHeader Read(ReadOnlySequence<byte> frame, ApiSpec api, out FieldCodec body)
    {
        var peeked = Peek(frame);
        body = FieldCodec.Reader(frame.Slice(8), peeked.Version, api.IsFlexible(peeked.Version));
        // The client id keeps its two-byte length even in flexible headers.
        var length = body.Int16(0);
        var clientId = length < 0 ? null : body.FixedString(length);
        body.Tags();
        return peeked with { ClientId = clientId };
    }

    public static void Write(MessageBuffer output, RequestHeader header, ApiSpec api)
    {
        var f = FieldCodec.Writer(output, header.Version, flexible: false);
        f.Int16((short)header.Key);
        f.Int16(header.Version);
        f.Int32(header.CorrelationId);
        f.NullableString(header.ClientId);
        FieldCodec.Writer(output, header.Version, api.IsFlexible(header.Version)).Tags();
    }
}
