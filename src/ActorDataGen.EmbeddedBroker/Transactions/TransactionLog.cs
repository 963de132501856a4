using ActorDataGen.EmbeddedBroker.Storage;
using ActorDataGen.KafkaProtocol;
using ActorDataGen.KafkaProtocol.Records;

namespace ActorDataGen.EmbeddedBroker.Transactions;

/// <summary>Writes transactional ids and blocks of producer ids to <c>__transaction_state</c>, and reads them again after a restart.</summary>
internal sealed class TransactionLog(IPartitionLog log)
{
    /// <summary>The internal topic. One partition is enough where there is one node; clients never ask which it is.</summary>
    public const string Topic = "__transaction_state";

    public ErrorCode Write(TransactionState state, long timestamp) =>
        Append(timestamp, TransactionRecords.Key(state.TransactionalId), TransactionRecords.Value(state));

    public ErrorCode Forget(string transactionalId, long timestamp) => Append(timestamp, TransactionRecords.Key(transactionalId), null);

    public ErrorCode WriteProducerIds(long end, long timestamp) =>
        Append(timestamp, TransactionRecords.ProducerIdsKey(), TransactionRecords.ProducerIdsValue(end));

    /// <summary>Reads every transactional id, and the first producer id that was never given out.</summary>
    public Dictionary<string, TransactionState> Restore(out long producerIdsEnd)
    {
        var states = new Dictionary<string, TransactionState>();
        producerIdsEnd = 0;
        foreach (var batch in log.ReadBatches(log.LogStartOffset))
        {
            foreach (var record in RecordReader.Read(batch))
            {
                if (record.Key is not { } key)
                {
                    continue;
                }

                var transactionalId = TransactionRecords.ReadKey(key, out var isProducerIds);
                if (isProducerIds && record.Value is { } end)
                {
                    producerIdsEnd = TransactionRecords.ReadProducerIds(end);
                }
                else if (transactionalId is not null && record.Value is { } value)
                {
                    states[transactionalId] = TransactionRecords.ReadValue(transactionalId, value);
                }
                else if (transactionalId is not null)
                {
                    states.Remove(transactionalId);
                }
            }
        }

        return states;
    }

    private ErrorCode Append(long timestamp, byte[] key, byte[]? value)
    {
        using var batch = new RecordBatchBuilder();
        batch.Add(timestamp, key, value);
        return log.Append(batch, AppendOrigin.Coordinator).Error;
    }
}
