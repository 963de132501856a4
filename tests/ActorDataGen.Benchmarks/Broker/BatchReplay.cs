using System.Buffers;
using System.Diagnostics;
using ActorDataGen.KafkaProtocol;
using ActorDataGen.KafkaProtocol.Messages;
using ActorDataGen.KafkaProtocol.Records;

namespace ActorDataGen.Benchmarks.Broker;

/// <summary>Produces batches that were made beforehand, five requests in flight on each connection, so that the broker is the limit.</summary>
internal static class BatchReplay
{
    private const int RecordsABatch = 1000;
    private const int InFlight = 5;
    private const short Version = 9;

    /// <summary>Bytes a second over so many connections, each to a partition of its own.</summary>
    public static async Task<double> ProduceAsync(string address, int connections, long bytes)
    {
        var topic = await CreateTopicAsync(address, connections);
        var batch = MakeBatch();
        await WarmUpAsync(address, topic, connections, batch);
        var perConnection = (int)Math.Max(InFlight * 2, bytes / connections / batch.Length);
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, connections).Select(p => Task.Run(() => ProduceAsync(address, topic, p, batch, perConnection))));
        return (double)perConnection * connections * batch.Length / watch.Elapsed.TotalSeconds;
    }

    public static async Task<string> CreateTopicAsync(string address, int partitions)
    {
        var topic = $"replay-{Guid.NewGuid():N}";
        using var connection = new ReplayConnection(address);
        var made = await connection.AskAsync<CreateTopicsRequest, CreateTopicsResponse>(
            new CreateTopicsRequest { Topics = [new CreateTopicsTopic { Name = topic, NumPartitions = partitions, ReplicationFactor = 1 }], TimeoutMs = 30_000 }, 5);
        Check(made.Topics[0].ErrorCode);
        // Kafka answers before every partition has its leader.
        for (var attempt = 0; attempt < 100; attempt++)
        {
            var metadata = await connection.AskAsync<MetadataRequest, MetadataResponse>(
                new MetadataRequest { Topics = [new MetadataRequestTopic { Name = topic }] }, 9);
            if (metadata.Topics[0].ErrorCode == ErrorCode.None && metadata.Topics[0].Partitions.All(static p => p.LeaderId >= 0))
            {
                return topic;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        }

        throw new InvalidOperationException($"{topic} got no leader within 5 s");
    }

    public static void Check(ErrorCode error)
    {
        if (error != ErrorCode.None)
        {
            throw new KafkaProtocolException(error, $"the broker answered {error}");
        }
    }

    private static byte[] MakeBatch()
    {
        var value = new byte[100];
        new Random(1).NextBytes(value);
        using var builder = new RecordBatchBuilder();
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        for (var i = 0; i < RecordsABatch; i++)
        {
            builder.Add(now, null, value);
        }

        return builder.Build();
    }

    private static byte[] MakeFrame(string topic, int partition, byte[] batch) => ReplayConnection.Frame<ProduceRequest, ProduceResponse>(
        new ProduceRequest
        {
            Acks = -1,
            TimeoutMs = 30_000,
            TopicData = [new ProduceTopic
            {
                Name = topic,
                PartitionData = [new ProducePartition { Index = partition, Records = new ReadOnlySequence<byte>(batch) }],
            }],
        }, Version);

    /// <summary>One batch to every partition. Kafka names a leader a while before the leader knows of it.</summary>
    private static async Task WarmUpAsync(string address, string topic, int partitions, byte[] batch)
    {
        using var connection = new ReplayConnection(address);
        for (var partition = 0; partition < partitions;)
        {
            await connection.SendAsync(MakeFrame(topic, partition, batch));
            var answer = ReplayConnection.Parse<ProduceRequest, ProduceResponse>(await connection.ReceiveAsync(), Version);
            var error = answer.Responses[0].PartitionResponses[0].ErrorCode;
            if (error is ErrorCode.NotLeaderOrFollower or ErrorCode.UnknownTopicOrPartition)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
                continue;
            }

            Check(error);
            partition++;
        }
    }

    private static async Task ProduceAsync(string address, string topic, int partition, byte[] batch, int count)
    {
        using var connection = new ReplayConnection(address);
        var frame = MakeFrame(topic, partition, batch);
        var sent = 0;
        for (var answered = 0; answered < count; answered++)
        {
            while (sent < count && sent - answered < InFlight)
            {
                await connection.SendAsync(frame);
                sent++;
            }

            var answer = ReplayConnection.Parse<ProduceRequest, ProduceResponse>(await connection.ReceiveAsync(), Version);
            Check(answer.Responses[0].PartitionResponses[0].ErrorCode);
        }
    }
}
