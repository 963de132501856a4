using System.Buffers;
using ActorDataGen.KafkaProtocol.Wire;

namespace ActorDataGen.KafkaProtocol.Messages;

/// <summary>Asks Produce, versions 3 to 11.</summary>
internal sealed class ProduceRequest : IRequest<ProduceResponse>
{
    public static ApiSpec Api => new(ApiKey.Produce, 3, 11, 9);

    public string? TransactionalId { get; set; }

    public short Acks { get; set; }

    public int TimeoutMs { get; set; }

    public List<ProduceTopic> TopicData { get; set; } = [];

    public void Transfer(ref FieldCodec f)
    {
        TransactionalId = f.NullableString(TransactionalId);
        Acks = f.Int16(Acks);
        TimeoutMs = f.Int32(TimeoutMs);
        TopicData = f.Array(TopicData);
        f.Tags();
    }
}

/// <summary>Part of <see cref="ProduceRequest"/>.</summary>
internal sealed class ProduceTopic : IWireStruct
{
    public string Name { get; set; } = "";

    public List<ProducePartition> PartitionData { get; set; } = [];

    public void Transfer(ref FieldCodec f)
    {
        Name = f.String(Name);
        PartitionData = f.Array(PartitionData);
        f.Tags();
    }
}

/// <summary>Part of <see cref="ProduceRequest"/>.</summary>
internal sealed class ProducePartition : IWireStruct
{
    public int Index { get; set; }

    public ReadOnlySequence<byte>? Records { get; set; }

    public void Transfer(ref FieldCodec f)
    {
        Index = f.Int32(Index);
        Records = f.Records(Records);
        f.Tags();
    }
}

/// <summary>Answers <see cref="ProduceRequest"/>.</summary>
internal sealed class ProduceResponse : IWireStruct
{
    public List<ProduceTopicResponse> Responses { get; set; } = [];

    public int ThrottleTimeMs { get; set; }

    public void Transfer(ref FieldCodec f)
    {
        Responses = f.Array(Responses);
        ThrottleTimeMs = f.Int32(ThrottleTimeMs);
        f.Tags();
    }
}

/// <summary>Part of <see cref="ProduceResponse"/>.</summary>
internal sealed class ProduceTopicResponse : IWireStruct
{
    public string Name { get; set; } = "";

    public List<ProducePartitionResponse> PartitionResponses { get; set; } = [];

    public void Transfer(ref FieldCodec f)
    {
        Name = f.String(Name);
        PartitionResponses = f.Array(PartitionResponses);
        f.Tags();
    }
}

/// <summary>Part of <see cref="ProduceResponse"/>.</summary>
internal sealed class ProducePartitionResponse : IWireStruct
{
    public int Index { get; set; }

    public ErrorCode ErrorCode { get; set; }

    public long BaseOffset { get; set; }

    public long LogAppendTimeMs { get; set; } = -1;

    public long LogStartOffset { get; set; } = -1;

    public List<ProduceBatchIndexAndErrorMessage> RecordErrors { get; set; } = [];

    public string? ErrorMessage { get; set; }

    public void Transfer(ref FieldCodec f)
    {
        Index = f.Int32(Index);
        ErrorCode = f.Error(ErrorCode);
        BaseOffset = f.Int64(BaseOffset);
        LogAppendTimeMs = f.Int64(LogAppendTimeMs);

        if (f.Version >= 5)
        {
            LogStartOffset = f.Int64(LogStartOffset);
        }

        if (f.Version >= 8)
        {
            RecordErrors = f.Array(RecordErrors);
            ErrorMessage = f.NullableString(ErrorMessage);
        }

        f.Tags();
    }
}

/// <summary>Part of <see cref="ProduceResponse"/>.</summary>
internal sealed class ProduceBatchIndexAndErrorMessage : IWireStruct
{
    public int BatchIndex { get; set; }

    public string? BatchIndexErrorMessage { get; set; }

    public void Transfer(ref FieldCodec f)
    {
        if (f.Version >= 8)
        {
            BatchIndex = f.Int32(BatchIndex);
            BatchIndexErrorMessage = f.NullableString(BatchIndexErrorMessage);
        }

        f.Tags();
    }
}
