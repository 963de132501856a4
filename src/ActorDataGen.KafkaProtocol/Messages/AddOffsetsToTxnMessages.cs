using ActorDataGen.KafkaProtocol.Wire;

namespace ActorDataGen.KafkaProtocol.Messages;

/// <summary>Adds a group's offsets to a transaction.</summary>
internal sealed class AddOffsetsToTxnRequest : IRequest<AddOffsetsToTxnResponse>
{
    public static ApiSpec Api => new(ApiKey.AddOffsetsToTxn, 0, 4, 3);

    public string TransactionalId { get; set; } = "";

    public long ProducerId { get; set; }

    public short ProducerEpoch { get; set; }

    public string GroupId { get; set; } = "";

    public void Transfer(ref FieldCodec f)
    {
        TransactionalId = f.String(TransactionalId);
        ProducerId = f.Int64(ProducerId);
        ProducerEpoch = f.Int16(ProducerEpoch);
        GroupId = f.String(GroupId);
        f.Tags();
    }
}

/// <summary>How it went.</summary>
internal sealed class AddOffsetsToTxnResponse : IWireStruct
{
    public ErrorCode ErrorCode { get; set; }

    public void Transfer(ref FieldCodec f)
    {
        f.Int32(0); // throttle time
        ErrorCode = f.Error(ErrorCode);
        f.Tags();
    }
}
