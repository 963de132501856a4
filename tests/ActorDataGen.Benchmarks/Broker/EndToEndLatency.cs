using System.Buffers;
using System.Diagnostics;
using ActorDataGen.KafkaProtocol.Messages;
using ActorDataGen.KafkaProtocol.Records;

namespace ActorDataGen.Benchmarks.Broker;

/// <summary>From sending one record to having it on another connection that waits for it.</summary>
internal static class EndToEndLatency
{
    private const short ProduceVersion = 9;
    private const short FetchVersion = 11;

    /// <summary>The median in milliseconds.</summary>
    public static async Task<double> MeasureAsync(string address, int rounds)
    {
        var topic = await BatchReplay.CreateTopicAsync(address, 1);
        using var producer = new ReplayConnection(address);
        using var consumer = new ReplayConnection(address);
        var took = new List<double>();
        for (var offset = 0; offset < rounds; offset++)
        {
            using var builder = new RecordBatchBuilder();
            builder.Add(TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds(), null, new byte[100]);
            var produce = ReplayConnection.Frame<ProduceRequest, ProduceResponse>(
                new ProduceRequest
                {
                    Acks = -1,
                    TimeoutMs = 30_000,
                    TopicData = [new ProduceTopic { Name = topic, PartitionData = [new ProducePartition { Records = new ReadOnlySequence<byte>(builder.Build()) }] }],
                }, ProduceVersion);
            await consumer.SendAsync(ReplayConnection.Frame<FetchRequest, FetchResponse>(
                new FetchRequest
                {
                    MaxWaitMs = 5000,
                    MinBytes = 1,
                    Topics = [new FetchTopic { Topic = topic, Partitions = [new FetchPartition { FetchOffset = offset, PartitionMaxBytes = 1 << 20 }] }],
                }, FetchVersion));
            var start = Stopwatch.GetTimestamp();
            await producer.SendAsync(produce);
            var fetched = ReplayConnection.Parse<FetchRequest, FetchResponse>(await consumer.ReceiveAsync(), FetchVersion);
            took.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            BatchReplay.Check(fetched.Responses[0].Partitions[0].ErrorCode);
            await producer.ReceiveAsync();
        }

        took.Sort();
        return took[took.Count / 2];
    }
}
