using ActorDataGen.EmbeddedBroker.Groups;

namespace ActorDataGen.EmbeddedBroker.Transactions;

/// <summary>A transactional id's state and its timer. Everything but reading <see cref="State"/> is guarded by <see cref="Gate"/>.</summary>
internal sealed class TransactionCell
{
    private volatile TransactionState? _state;

    public TransactionCell(string transactionalId, TransactionState? state, SteadyClock clock, Action<TransactionCell> timeDue)
    {
        TransactionalId = transactionalId;
        _state = state;
        Timer = new DueTimer(clock, () => timeDue(this));
    }

    public string TransactionalId { get; }

    public Lock Gate { get; } = new();

    /// <summary>Immutable, so that it can be read without the lock; null until the first InitProducerId.</summary>
    public TransactionState? State
    {
        get => _state;
        set => _state = value;
    }

    public DueTimer Timer { get; }

    /// <summary>No longer in the coordinator's table: whoever still holds it must look the id up again.</summary>
    public bool IsGone { get; set; }
}
