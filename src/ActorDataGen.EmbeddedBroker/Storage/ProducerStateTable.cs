using ActorDataGen.KafkaProtocol;
using ActorDataGen.KafkaProtocol.Records;

namespace ActorDataGen.EmbeddedBroker.Storage;

/// <summary>A batch that an idempotent producer wrote: what is needed to know it again.</summary>
internal readonly record struct SequencedBatch(int FirstSequence, int LastSequence, long LastOffset, int OffsetDelta, long Timestamp)
{
    public long FirstOffset => LastOffset - OffsetDelta;
}

/// <summary>What a log knows about one producer.</summary>
internal sealed class ProducerState(long producerId)
{
    /// <summary>Kafka's producers have at most five requests in flight, so no retry is older than five batches.</summary>
    public const int RememberedBatches = 5;

    private readonly Queue<SequencedBatch> _batches = new(RememberedBatches);

    public long ProducerId { get; } = producerId;

    public short Epoch { get; set; } = -1;

    public int CoordinatorEpoch { get; set; } = -1;

    public long LastTimestamp { get; set; } = -1;

    /// <summary>Where the open transaction began, or −1.</summary>
    public long TransactionStart { get; set; } = -1;

    public SequencedBatch? Last { get; private set; }

    public IReadOnlyCollection<SequencedBatch> Batches => _batches;

    public void Remember(SequencedBatch batch)
    {
        if (_batches.Count == RememberedBatches)
        {
            _batches.Dequeue();
        }

        _batches.Enqueue(batch);
        Last = batch;
        LastTimestamp = batch.Timestamp;
    }

    public void ForgetBatches()
    {
        _batches.Clear();
        Last = null;
    }
}

/// <summary>What to do with a batch of an idempotent producer.</summary>
internal readonly record struct SequenceVerdict(ErrorCode Error, SequencedBatch? Duplicate, string? Message)
{
    public static readonly SequenceVerdict Accept = new(ErrorCode.None, null, null);
}

/// <summary>
/// The producers of one partition: their epochs, their last sequence numbers, their open transactions. Pure: decides and
/// remembers, never acts. As the log goes, so goes the table, so it can be rebuilt from the batches' headers.
/// </summary>
internal sealed class ProducerStateTable
{
    private readonly Dictionary<long, ProducerState> _producers = [];
    private readonly SortedDictionary<long, long> _openByStart = [];

    public IReadOnlyCollection<ProducerState> Producers => _producers.Values;

    /// <summary>Where the earliest open transaction began, or null.</summary>
    public long? FirstOpenTransaction
    {
        get
        {
            foreach (var (start, _) in _openByStart)
            {
                return start;
            }

            return null;
        }
    }

    public ProducerState? Find(long producerId) => _producers.GetValueOrDefault(producerId);

    /// <summary>Whether a client's batch may be appended, is one that is there already, or is refused.</summary>
    public SequenceVerdict Check(in RecordBatchHeader header)
    {
        if (!header.HasProducerId || !_producers.TryGetValue(header.ProducerId, out var producer))
        {
            // A producer that is not known (any more) may start anywhere: its records may have been deleted.
            return SequenceVerdict.Accept;
        }

        if (header.ProducerEpoch < producer.Epoch)
        {
            return new(ErrorCode.InvalidProducerEpoch, null, $"epoch {header.ProducerEpoch} of producer {header.ProducerId} is older than {producer.Epoch}");
        }

        if (header.ProducerEpoch > producer.Epoch)
        {
            return header.BaseSequence == 0 || producer.Epoch < 0
                ? SequenceVerdict.Accept
                : new(ErrorCode.OutOfOrderSequenceNumber, null, $"a new epoch of producer {header.ProducerId} starts at sequence {header.BaseSequence}, not 0");
        }

        foreach (var batch in producer.Batches)
        {
            if (batch.FirstSequence == header.BaseSequence && batch.LastSequence == header.LastSequence)
            {
                return new(ErrorCode.None, batch, null);
            }
        }

        return producer.Last is not { } last || header.BaseSequence == RecordBatchHeader.IncrementSequence(last.LastSequence, 1)
            ? SequenceVerdict.Accept
            : new(ErrorCode.OutOfOrderSequenceNumber, null,
                $"sequence {header.BaseSequence} of producer {header.ProducerId} does not follow {last.LastSequence}");
    }

    /// <summary>Whether a coordinator may end a transaction.</summary>
    public ErrorCode CheckMarker(long producerId, short epoch, int coordinatorEpoch) => _producers.GetValueOrDefault(producerId) switch
    {
        { } producer when epoch < producer.Epoch => ErrorCode.InvalidProducerEpoch,
        { } producer when coordinatorEpoch < producer.CoordinatorEpoch => ErrorCode.TransactionCoordinatorFenced,
        _ => ErrorCode.None,
    };

    /// <summary>Takes in a batch that is in the log.</summary>
    public void Apply(in RecordBatchHeader header)
    {
        if (!header.HasProducerId || header.IsControl)
        {
            return;
        }

        var producer = FindOrAdd(header.ProducerId);
        if (producer.Epoch != header.ProducerEpoch)
        {
            producer.Epoch = header.ProducerEpoch;
            producer.ForgetBatches();
        }

        if (header.BaseSequence >= 0)
        {
            producer.Remember(new(header.BaseSequence, header.LastSequence, header.LastOffset, header.LastOffsetDelta, header.MaxTimestamp));
        }

        producer.LastTimestamp = header.MaxTimestamp;
        if (header.IsTransactional && producer.TransactionStart < 0)
        {
            producer.TransactionStart = header.BaseOffset;
            _openByStart[header.BaseOffset] = header.ProducerId;
        }
    }

    /// <summary>Takes in a marker that is in the log; returns where the transaction that it ends began, or null.</summary>
    public long? ApplyMarker(in RecordBatchHeader header, int coordinatorEpoch)
    {
        var producer = FindOrAdd(header.ProducerId);
        if (producer.Epoch != header.ProducerEpoch)
        {
            producer.Epoch = header.ProducerEpoch;
            producer.ForgetBatches();
        }

        producer.CoordinatorEpoch = coordinatorEpoch;
        producer.LastTimestamp = header.MaxTimestamp;
        if (producer.TransactionStart < 0)
        {
            return null;
        }

        var start = producer.TransactionStart;
        _openByStart.Remove(start);
        producer.TransactionStart = -1;
        return start;
    }

    /// <summary>Takes in a producer from a snapshot.</summary>
    public void Restore(ProducerState producer)
    {
        _producers[producer.ProducerId] = producer;
        if (producer.TransactionStart >= 0)
        {
            _openByStart[producer.TransactionStart] = producer.ProducerId;
        }
    }

    /// <summary>Forgets producers that were silent since the given time and have no transaction open.</summary>
    public void Expire(long before)
    {
        foreach (var producer in _producers.Values.Where(p => p.TransactionStart < 0 && p.LastTimestamp < before).ToList())
        {
            _producers.Remove(producer.ProducerId);
        }
    }

    public void Clear()
    {
        _producers.Clear();
        _openByStart.Clear();
    }

    private ProducerState FindOrAdd(long producerId)
    {
        if (!_producers.TryGetValue(producerId, out var producer))
        {
            _producers[producerId] = producer = new ProducerState(producerId);
        }

        return producer;
    }
}
