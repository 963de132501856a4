using ActorDataGen.EmbeddedBroker.Storage;
using ActorDataGen.EmbeddedBroker.Topics;
using ActorDataGen.KafkaProtocol;
using ActorDataGen.KafkaProtocol.Messages;

namespace ActorDataGen.EmbeddedBroker.Apis;

/// <summary>What one fetch asks for, and what of it there is.</summary>
internal sealed class FetchPlan
{
    private readonly FetchRequest _request;
    private readonly int _maxBytes;
    private readonly bool _isCommittedOnly;

    public FetchPlan(FetchRequest request, short version, TopicCatalog topics, int maxBytes)
    {
        (_request, _maxBytes, _isCommittedOnly) = (request, maxBytes, request.IsolationLevel == 1);
        foreach (var asked in request.Topics)
        {
            var topic = version >= 13 ? topics.Find(asked.TopicId) : topics.Find(asked.Topic);
            var unknown = version >= 13 ? ErrorCode.UnknownTopicId : ErrorCode.UnknownTopicOrPartition;
            Topics.Add(new TopicPlan(asked.Topic, asked.TopicId, [.. asked.Partitions.Select(p => new Entry(p,
                topic is not null && (uint)p.Partition < (uint)topic.Partitions.Count ? topic.Partitions[p.Partition] : null,
                topic is null ? unknown : ErrorCode.UnknownTopicOrPartition))]));
        }
    }

    public List<TopicPlan> Topics { get; } = [];

    /// <summary>Bytes of records that were found.</summary>
    public int TotalBytes { get; private set; }

    private IEnumerable<Entry> Entries => Topics.SelectMany(static t => t.Partitions);

    /// <summary>Looks what there is. True where that is enough to answer: enough bytes, an error to tell, or nothing asked for.</summary>
    public bool Gather()
    {
        Release();
        var left = _maxBytes;
        var isWorthTelling = Topics.Count == 0;
        foreach (var topic in Topics)
        {
            foreach (var entry in topic.Partitions)
            {
                entry.Look(_isCommittedOnly, left, atLeastOne: TotalBytes == 0);
                TotalBytes += entry.Slice.Length;
                left -= entry.Slice.Length;
                isWorthTelling |= entry.Error != ErrorCode.None;
            }
        }

        return isWorthTelling || TotalBytes >= _request.MinBytes;
    }

    /// <summary>Waits until there is enough, or the time is over.</summary>
    public async ValueTask WaitAsync(TimeSpan longest, TimeProvider time, CancellationToken aborted)
    {
        var waiter = new FetchWaiter();
        var logs = Entries.Where(static e => e.Log is not null).Select(static e => e.Log!).ToList();
        foreach (var log in logs)
        {
            log.AddWaiter(waiter);
        }

        try
        {
            await using var timer = time.CreateTimer(static w => ((FetchWaiter)w!).OnDue(), waiter, longest, Timeout.InfiniteTimeSpan);
            await using var registration = aborted.UnsafeRegister(static w => ((FetchWaiter)w!).OnDue(), waiter);
            // Armed before looking: what is appended in between is not missed.
            var signal = waiter.Arm();
            while (!Gather() && !waiter.IsDue)
            {
                Release();
                await signal;
                signal = waiter.Arm();
            }
        }
        finally
        {
            foreach (var log in logs)
            {
                log.RemoveWaiter(waiter);
            }
        }
    }

    /// <summary>Lets go of the segments.</summary>
    public void Release()
    {
        TotalBytes = 0;
        foreach (var topic in Topics)
        {
            foreach (var entry in topic.Partitions)
            {
                entry.Release();
            }
        }
    }

    public sealed record TopicPlan(string Name, Guid Id, List<Entry> Partitions);

    public sealed class Entry(FetchPartition asked, PartitionLog? log, ErrorCode unknown)
    {
        public PartitionLog? Log { get; } = log;

        public int Index => asked.Partition;

        public ErrorCode Error { get; private set; }

        public long HighWatermark { get; private set; } = -1;

        public long LastStableOffset { get; private set; } = -1;

        public long LogStartOffset { get; private set; } = -1;

        public List<AbortedTransaction>? Aborted { get; private set; }

        public LogSlice Slice { get; private set; }

        public void Look(bool isCommittedOnly, int bytesLeft, bool atLeastOne)
        {
            if (Log is null)
            {
                Error = unknown;
                return;
            }

            // Leader epochs stay 0: there is one replica.
            Error = asked.CurrentLeaderEpoch > 0 ? ErrorCode.UnknownLeaderEpoch : ErrorCode.None;
            LastStableOffset = Log.LastStableOffset;
            HighWatermark = Log.LogEndOffset;
            LogStartOffset = Log.LogStartOffset;
            if (Error == ErrorCode.None && (asked.FetchOffset < LogStartOffset || asked.FetchOffset > HighWatermark))
            {
                Error = ErrorCode.OffsetOutOfRange;
                HighWatermark = LastStableOffset = -1;
            }

            if (Error != ErrorCode.None)
            {
                return;
            }

            var bound = isCommittedOnly ? LastStableOffset : HighWatermark;
            if (asked.FetchOffset < bound)
            {
                Slice = Log.Read(asked.FetchOffset, Math.Min(bytesLeft, asked.PartitionMaxBytes), isCommittedOnly ? bound : long.MaxValue, atLeastOne);
            }

            Aborted = isCommittedOnly ? Log.AbortedBetween(asked.FetchOffset, bound) : null;
        }

        public void Release()
        {
            Slice.Dispose();
            Slice = default;
        }
    }
}
