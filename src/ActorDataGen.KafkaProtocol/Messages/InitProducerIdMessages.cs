using ActorDataGen.KafkaProtocol.Wire;

namespace ActorDataGen.KafkaProtocol.Messages;

/// <summary>Asks for a producer id and an epoch; fences who had them before.</summary>
internal sealed class InitProducerIdRequest : IRequest<InitProducerIdResponse>
{
    public static ApiSpec Api => new(ApiKey.InitProducerId, 0, 5, 2);

    public string? TransactionalId { get; set; }

    public int TransactionTimeoutMs { get; set; }

    public long ProducerId { get; set; } = -1;

    public short ProducerEpoch { get; set; } = -1;

    public void Transfer(ref FieldCodec f)
    {
        TransactionalId = f.NullableString(TransactionalId);
        TransactionTimeoutMs = f.Int32(TransactionTimeoutMs);

        if (f.Version >= 3)
        {
            ProducerId = f.Int64(ProducerId);
            ProducerEpoch = f.Int16(ProducerEpoch);
        }

        f.Tags();
    }
}

/// <summary>Producer id and epoch.</summary>
internal sealed class InitProducerIdResponse : IWireStruct
{
    public ErrorCode ErrorCode { get; set; }

    public long ProducerId { get; set; } = -1;

    public short ProducerEpoch { get; set; }

    public void Transfer(ref FieldCodec f)
    {
        f.Int32(0); // throttle time
        ErrorCode = f.Error(ErrorCode);
        ProducerId = f.Int64(ProducerId);
        ProducerEpoch = f.Int16(ProducerEpoch);
        f.Tags();
    }
}
