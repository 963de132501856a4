using System.Buffers;
using System.Collections.Immutable;
using ActorDataGen.EmbeddedBroker.Groups;
using ActorDataGen.EmbeddedBroker.Server;
using ActorDataGen.EmbeddedBroker.Storage;
using ActorDataGen.EmbeddedBroker.Topics;
using ActorDataGen.EmbeddedBroker.Transactions;
using ActorDataGen.KafkaProtocol;
using Microsoft.Extensions.Logging.Abstractions;

namespace ActorDataGen.EmbeddedBroker.Tests.Groups;

/// <summary>Both coordinators over logs in memory that can be made to refuse, on a clock that stands still. A restart keeps the logs.</summary>
internal sealed class CoordinatorBed : ITopicCatalog
{
    private readonly Dictionary<(string, int), RefusingLog> _logs = [];

    public CoordinatorBed() => Start();

    public event Action<string>? TopicDeleted;

    public ManualTime Time { get; } = new();

    public GroupCoordinator Groups { get; private set; } = null!;

    public TransactionCoordinator Transactions { get; private set; } = null!;

    public TransactionGate Gate { get; private set; } = null!;

    public RefusingLog Log(string topic, int partition = 0) => _logs.TryGetValue((topic, partition), out var log)
        ? log
        : _logs[(topic, partition)] = new RefusingLog(PartitionLog.Open(topic, partition, null, new LogConfiguration(), Time, 0, 0));

    public void Restart()
    {
        Done(Transactions.StopAsync());
        Done(Groups.StopAsync());
        Start();
    }

    public void Delete(string topic)
    {
        foreach (var key in _logs.Keys.Where(k => k.Item1 == topic).ToList())
        {
            _logs.Remove(key);
        }

        TopicDeleted?.Invoke(topic);
    }

    public IPartitionLog? FindLog(string topic, int partition) => _logs.GetValueOrDefault((topic, partition));

    public int PartitionCount(string topic) => _logs.Keys.Count(k => k.Item1 == topic);

    public IPartitionLog OpenInternal(string topic, IReadOnlyDictionary<string, string> configuration) => Log(topic);

    public Task<OffsetsReply> CommitAsync(string group, long offset, string topic = "t") => Groups.AskAsync<OffsetsReply>(
        group, token => new CommitOffsets(token, "", null, -1, Offsets(topic, offset)), CancellationToken.None).AsTask();

    public Task<OffsetsReply> SendAsync(string group, long producerId, short epoch, long offset) => Groups.AskAsync<OffsetsReply>(
        group, token => new CommitTransactionalOffsets(token, "", null, -1, producerId, epoch, Offsets("t", offset)), CancellationToken.None).AsTask();

    public long? Offset(string group, string topic = "t") => Groups.Find(group)?.Offsets.GetValueOrDefault(new TopicPartition(topic, 0))?.Offset;

    public (long Id, short Epoch) Init(string id = "tx")
    {
        var decision = Transactions.Init(id, TimeSpan.FromSeconds(10), -1, -1);
        Assert.Equal(ErrorCode.None, decision.Error);
        return decision.Producer;
    }

    private static ImmutableDictionary<TopicPartition, CommittedOffset> Offsets(string topic, long offset) =>
        ImmutableDictionary<TopicPartition, CommittedOffset>.Empty.Add(new TopicPartition(topic, 0), new CommittedOffset(offset, -1, "", DateTimeOffset.UnixEpoch));

    private void Start()
    {
        Gate = new TransactionGate();
        var services = new BrokerServices(new EmbeddedBrokerOptions(), "cluster", this, Gate, Time, NullLoggerFactory.Instance);
        Groups = new GroupCoordinator(services);
        Transactions = new TransactionCoordinator(services, Groups);
        Done(Groups.StartAsync(CancellationToken.None));
        Done(Transactions.StartAsync(CancellationToken.None));
    }

    // Over logs in memory nothing waits.
    private static void Done(ValueTask task)
    {
        Assert.True(task.IsCompleted);
        task.GetAwaiter().GetResult();
    }
}

/// <summary>A log that can be told to refuse, as one on a full disk does.</summary>
internal sealed class RefusingLog(PartitionLog log) : IPartitionLog
{
    public bool Refuses { get; set; }

    /// <summary>Outcomes of the markers that were written, in order.</summary>
    public List<bool> Markers { get; } = [];

    public string Topic => log.Topic;

    public int Partition => log.Partition;

    public long LogStartOffset => log.LogStartOffset;

    public long LogEndOffset => log.LogEndOffset;

    public long LastStableOffset => log.LastStableOffset;

    public AppendResult Append(in ReadOnlySequence<byte> batches, AppendOrigin origin) =>
        Refuses ? new AppendResult(ErrorCode.KafkaStorageError, -1, -1, 0) : log.Append(batches, origin);

    public AppendResult AppendMarker(long producerId, short producerEpoch, bool commit, int coordinatorEpoch)
    {
        if (Refuses)
        {
            return new AppendResult(ErrorCode.KafkaStorageError, -1, -1, 0);
        }

        Markers.Add(commit);
        return log.AppendMarker(producerId, producerEpoch, commit, coordinatorEpoch);
    }

    public IEnumerable<ReadOnlyMemory<byte>> ReadBatches(long fromOffset) => log.ReadBatches(fromOffset);
}
