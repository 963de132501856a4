using System.Collections.Immutable;
using ActorDataGen.EmbeddedBroker.Storage;
using ActorDataGen.KafkaProtocol;
using ActorDataGen.KafkaProtocol.Records;

namespace ActorDataGen.EmbeddedBroker.Groups;

/// <summary>Writes what groups decide to <c>__consumer_offsets</c>, and reads it all again after a restart.</summary>
internal sealed class GroupLog(IPartitionLog log)
{
    /// <summary>The internal topic. One partition is enough where there is one node; clients never ask which it is.</summary>
    public const string Topic = "__consumer_offsets";

    public IPartitionLog Log => log;

    /// <summary>Writes a decision's effects. Nothing of it is written unless all of one batch is.</summary>
    public ErrorCode Write(GroupDecision decision, long timestamp)
    {
        RecordBatchBuilder? plain = null;
        try
        {
            foreach (var effect in decision.Effects)
            {
                if (effect is StorePendingOffsets pending)
                {
                    var error = WritePending(decision.Next.GroupId, pending, timestamp);
                    if (error != ErrorCode.None)
                    {
                        return error;
                    }
                }
                else if (effect is not Answer)
                {
                    plain = Add(plain ?? new RecordBatchBuilder(), decision.Next, effect, timestamp);
                }
            }

            return plain is null ? ErrorCode.None : log.Append(plain, AppendOrigin.Coordinator).Error;
        }
        finally
        {
            plain?.Dispose();
        }
    }

    private static RecordBatchBuilder Add(RecordBatchBuilder batch, GroupState next, IGroupEffect effect, long timestamp)
    {
        switch (effect)
        {
            case StoreGroup:
                batch.Add(timestamp, GroupRecords.GroupKey(next.GroupId), GroupRecords.GroupValue(next));
                break;
            case StoreOffsets store:
                foreach (var (partition, offset) in store.Offsets)
                {
                    batch.Add(timestamp, GroupRecords.OffsetKey(next.GroupId, partition), GroupRecords.OffsetValue(offset));
                }

                break;
            case ForgetOffsets forget:
                foreach (var partition in forget.Partitions)
                {
                    batch.Add(timestamp, GroupRecords.OffsetKey(next.GroupId, partition), null);
                }

                break;
            case ForgetGroup:
                batch.Add(timestamp, GroupRecords.GroupKey(next.GroupId), null);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(effect), effect, "not an effect to write");
        }

        return batch;
    }

    private ErrorCode WritePending(string groupId, StorePendingOffsets pending, long timestamp)
    {
        using var batch = new RecordBatchBuilder
        {
            ProducerId = pending.ProducerId,
            ProducerEpoch = pending.ProducerEpoch,
            IsTransactional = true,
        };
        foreach (var (partition, offset) in pending.Offsets)
        {
            batch.Add(timestamp, GroupRecords.OffsetKey(groupId, partition), GroupRecords.OffsetValue(offset));
        }

        return log.Append(batch, AppendOrigin.Coordinator).Error;
    }

    /// <summary>Reads every group, with offsets of transactions that have not ended as pending ones.</summary>
    public Dictionary<string, GroupState> Restore(DateTimeOffset now)
    {
        var groups = new Dictionary<string, GroupState>();
        var open = new Dictionary<long, (short Epoch, List<(string GroupId, TopicPartition Partition, CommittedOffset? Offset)> Offsets)>();
        foreach (var batch in log.ReadBatches(log.LogStartOffset))
        {
            var header = RecordBatchHeader.Read(batch.Span);
            if (header.IsControl)
            {
                if (open.Remove(header.ProducerId, out var ended) && RecordReader.ReadIsCommit(batch))
                {
                    ended.Offsets.ForEach(o => SetOffset(o.GroupId, o.Partition, o.Offset));
                }

                continue;
            }

            foreach (var record in RecordReader.Read(batch))
            {
                if (record.Key is not { } recordKey || GroupRecords.ReadKey(recordKey) is not { } key)
                {
                    continue;
                }

                if (key.Partition is not { } partition)
                {
                    SetGroup(key.GroupId, record.Value);
                    continue;
                }

                var offset = record.Value is { } value ? GroupRecords.ReadOffset(value) : null;
                if (header.IsTransactional)
                {
                    if (!open.TryGetValue(header.ProducerId, out var transaction))
                    {
                        open[header.ProducerId] = transaction = (header.ProducerEpoch, []);
                    }

                    transaction.Offsets.Add((key.GroupId, partition, offset));
                }
                else
                {
                    SetOffset(key.GroupId, partition, offset);
                }
            }
        }

        foreach (var (producerId, transaction) in open)
        {
            foreach (var offsets in transaction.Offsets.GroupBy(o => o.GroupId))
            {
                var pending = offsets.Where(o => o.Offset is not null).Aggregate(
                    ImmutableDictionary<TopicPartition, CommittedOffset>.Empty, (all, o) => all.SetItem(o.Partition, o.Offset!));
                var state = Find(offsets.Key);
                groups[offsets.Key] = state with
                {
                    PendingOffsets = state.PendingOffsets.SetItem(producerId, new PendingOffsets(transaction.Epoch, pending)),
                };
            }
        }

        return groups;

        GroupState Find(string groupId) => groups.TryGetValue(groupId, out var state) ? state : GroupState.Create(groupId, now);

        void SetOffset(string groupId, TopicPartition partition, CommittedOffset? offset)
        {
            var state = Find(groupId);
            groups[groupId] = state with
            {
                Offsets = offset is null ? state.Offsets.Remove(partition) : state.Offsets.SetItem(partition, offset),
            };
        }

        void SetGroup(string groupId, ReadOnlyMemory<byte>? value)
        {
            var state = Find(groupId);
            var stored = value is { } bytes ? GroupRecords.ReadGroup(groupId, bytes) : GroupState.Create(groupId, now);
            groups[groupId] = stored with { Offsets = state.Offsets };
        }
    }
}
