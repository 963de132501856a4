using System.Buffers;
using ActorDataGen.Generator.DataSets;
using ActorDataGen.Generator.Output.Protocol;
using ActorDataGen.Generator.Runs;
using ActorDataGen.KafkaProtocol;
using ActorDataGen.KafkaProtocol.Messages;

namespace ActorDataGen.Generator.Output;

/// <summary>
/// Records through our own producer: written into batches as they will stand on the wire, and sent many batches at a time. It is
/// always transactional, and answers every failure in the same way: the transaction is given up, and the run goes on from the last
/// committed position. So nothing is ever sent twice, and there is nothing to get wrong about retries.
/// </summary>
internal sealed class ProtocolOutput : IRecordOutput
{
    // Kafka remembers the last five batches of a producer in a partition, so no more may be on the way.
    private const int MostInFlight = 5;

    // Room for batches that wait while five are on the way; beyond it the run waits.
    private const int MostReady = 16;

    private readonly GeneratorSettings _settings;
    private readonly IReadOnlyList<RecordShape> _shapes;
    private readonly TimeProvider _time;
    private readonly TransactionClient _client;
    private readonly Queue<SealedBatch> _ready = new();
    private readonly Queue<Task> _inFlight = new();
    private PartitionWriter[][] _partitions = [];
    private int _turn;
    private long _now;

    public ProtocolOutput(GeneratorSettings settings, IReadOnlyList<RecordShape> shapes, TimeProvider time)
    {
        (_settings, _shapes, _time) = (settings, shapes, time);
        _client = new TransactionClient(settings, time);
    }

    public bool IsFull => _ready.Count >= MostReady;

    public async Task<long?> OpenAsync(CancellationToken cancellationToken)
    {
        await _client.DisconnectAsync();
        await SettleAsync();
        while (_ready.TryDequeue(out var batch))
        {
            ArrayPool<byte>.Shared.Return(batch.Buffer);
        }

        _partitions = new PartitionWriter[_shapes.Count][];
        for (int i = 0; i < _shapes.Count; i++)
        {
            var topic = _settings.Topic + _shapes[i].TopicSuffix;
            var same = Array.FindIndex(_partitions, 0, i, p => p[0].Topic == topic);
            _partitions[i] = same >= 0 ? _partitions[same] : [.. (await _client.FindTopicAsync(topic, cancellationToken))
                .Select(p => new PartitionWriter(topic, p.PartitionIndex) { Leader = p.LeaderId })];
        }

        await _client.InitAsync(cancellationToken);
        _now = _time.GetUtcNow().ToUnixTimeMilliseconds();
        return await _client.FetchPositionAsync(cancellationToken);
    }

    public void Receive(in GeneratedRecord record)
    {
        var partition = PartitionOf(record);
        var shape = _shapes[record.Stream];
        var size = PartitionWriter.SizeBound(record, shape);
        if (partition.IsFullFor(size))
        {
            _ready.Enqueue(partition.Seal(_client.ProducerId, _client.ProducerEpoch));
            _turn++;
        }

        partition.Add(record, shape, size, _now);
    }

    public async ValueTask DrainAsync(CancellationToken cancellationToken)
    {
        _now = _time.GetUtcNow().ToUnixTimeMilliseconds();
        while (_inFlight.TryPeek(out var oldest) && oldest.IsCompleted)
        {
            await _inFlight.Dequeue();
        }

        while (_ready.Count > 0 && (_inFlight.Count < MostInFlight || IsFull))
        {
            await SendNextAsync(cancellationToken);
        }
    }

    public async Task CommitAsync(long position, CancellationToken cancellationToken)
    {
        foreach (var partition in _partitions.Distinct().SelectMany(p => p))
        {
            if (partition.HasRecords)
            {
                _ready.Enqueue(partition.Seal(_client.ProducerId, _client.ProducerEpoch));
            }
        }

        // Once begun a commit is carried through: what stops the run must not leave it half done.
        while (_ready.Count > 0)
        {
            await SendNextAsync(CancellationToken.None);
        }

        while (_inFlight.TryDequeue(out var sent))
        {
            await sent;
        }

        await _client.CommitAsync(position, CancellationToken.None);
        foreach (var partition in _partitions.SelectMany(p => p))
        {
            partition.IsInTransaction = false;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _client.DisposeAsync();
        await SettleAsync();
    }

    private PartitionWriter PartitionOf(in GeneratedRecord record)
    {
        var partitions = _partitions[record.Stream];
        if (partitions.Length == 1)
        {
            return partitions[0];
        }

        return _settings.Partitioner switch
        {
            PartitionChoice.Replica => partitions[_settings.Ordinal % partitions.Length],
            PartitionChoice.Turns => partitions[_turn++ % partitions.Length],
            // Without a key, partitions take turns by the batch: full batches rather than many small ones.
            _ => record.HasKey ? partitions[Kafka.Partitioner.PartitionOf(record.Key, partitions.Length)] : partitions[_turn % partitions.Length],
        };
    }

    private async Task SendNextAsync(CancellationToken cancellationToken)
    {
        while (_inFlight.Count >= MostInFlight)
        {
            await _inFlight.Dequeue();
        }

        var batch = _ready.Peek();
        if (!batch.Partition.IsInTransaction)
        {
            // All that have something to say at once: one request for most transactions.
            var joining = _ready.Select(b => b.Partition).Concat(_partitions.SelectMany(p => p).Where(p => p.HasRecords))
                .Where(p => !p.IsInTransaction).Distinct().ToArray();
            await _client.AddPartitionsAsync(joining, cancellationToken);
            foreach (var partition in joining)
            {
                partition.IsInTransaction = true;
            }
        }

        var connection = await _client.LeaderAsync(batch.Partition.Leader, cancellationToken);
        _ready.Dequeue();
        var answer = await connection.SendOnlyAsync<ProduceRequest, ProduceResponse>(new ProduceRequest
        {
            TransactionalId = _settings.TransactionalId,
            Acks = -1,
            TimeoutMs = 15_000,
            TopicData = [new ProduceTopic
            {
                Name = batch.Partition.Topic,
                PartitionData = [new ProducePartition
                {
                    Index = batch.Partition.Partition,
                    Records = new ReadOnlySequence<byte>(batch.Buffer, 0, batch.Length),
                }],
            }],
        }, 11, CancellationToken.None);
        // It stands in the connection's buffer or on the wire by now.
        ArrayPool<byte>.Shared.Return(batch.Buffer);
        _inFlight.Enqueue(AcknowledgedAsync(answer));
    }

    private async Task AcknowledgedAsync(Task<ProduceResponse> answer)
    {
        var partition = (await answer).Responses[0].PartitionResponses[0];
        if (partition.ErrorCode is not (ErrorCode.None or ErrorCode.DuplicateSequenceNumber))
        {
            throw _client.Translate(partition.ErrorCode, partition.ErrorMessage ?? "produce");
        }
    }

    /// <summary>Waits for answers that nobody is interested in any more, so that no failure goes unobserved.</summary>
    private async Task SettleAsync()
    {
        while (_inFlight.TryDequeue(out var sent))
        {
            await sent.ContinueWith(static t => _ = t.Exception, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }
    }
}
