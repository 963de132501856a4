using ActorDataGen.KafkaProtocol.Wire;

namespace ActorDataGen.KafkaProtocol.Messages;

/// <summary>Commits or aborts a transaction.</summary>
internal sealed class EndTxnRequest : IRequest<EndTxnResponse>
{
    public static ApiSpec Api => new(ApiKey.EndTxn, 0, 4, 3);

    public string TransactionalId { get; set; } = "";

    public long ProducerId { get; set; }

    public short ProducerEpoch { get; set; }

    public bool Committed { get; set; }

    public void Transfer(ref FieldCodec f)
    {
        TransactionalId = f.String(TransactionalId);
        ProducerId = f.Int64(ProducerId);
        ProducerEpoch = f.Int16(ProducerEpoch);
        Committed = f.Bool(Committed);
        f.Tags();
    }
}

/// <summary>How it went.</summary>
internal sealed class EndTxnResponse : IWireStruct
{
    public ErrorCode ErrorCode { get; set; }

    public void Transfer(ref FieldCodec f)
    {
        f.Int32(0); // throttle time
        ErrorCode = f.Error(ErrorCode);
        f.Tags();
    }
}
