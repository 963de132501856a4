using ActorDataGen.KafkaProtocol.Wire;

namespace ActorDataGen.KafkaProtocol.Messages;

/// <summary>Asks which transactional ids there are.</summary>
internal sealed class ListTransactionsRequest : IRequest<ListTransactionsResponse>
{
    public static ApiSpec Api => new(ApiKey.ListTransactions, 0, 1, 0);

    public List<string> StateFilters { get; set; } = [];

    public List<long> ProducerIdFilters { get; set; } = [];

    public long DurationFilter { get; set; } = -1;

    public void Transfer(ref FieldCodec f)
    {
        StateFilters = f.StringArray(StateFilters);
        ProducerIdFilters = f.Int64Array(ProducerIdFilters);

        if (f.Version >= 1)
        {
            DurationFilter = f.Int64(DurationFilter);
        }

        f.Tags();
    }
}

/// <summary>Transactional ids and their states.</summary>
internal sealed class ListTransactionsResponse : IWireStruct
{
    public ErrorCode ErrorCode { get; set; }

    public List<string> UnknownStateFilters { get; set; } = [];

    public List<ListedTransaction> TransactionStates { get; set; } = [];

    public void Transfer(ref FieldCodec f)
    {
        f.Int32(0); // throttle time
        ErrorCode = f.Error(ErrorCode);
        UnknownStateFilters = f.StringArray(UnknownStateFilters);
        TransactionStates = f.Array(TransactionStates);
        f.Tags();
    }
}

internal sealed class ListedTransaction : IWireStruct
{
    public string TransactionalId { get; set; } = "";

    public long ProducerId { get; set; }

    public string TransactionState { get; set; } = "";

    public void Transfer(ref FieldCodec f)
    {
        TransactionalId = f.String(TransactionalId);
        ProducerId = f.Int64(ProducerId);
        TransactionState = f.String(TransactionState);
        f.Tags();
    }
}
