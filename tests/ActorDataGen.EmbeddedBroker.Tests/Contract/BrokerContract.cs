using System.Buffers;
using System.Text;
using System.Text.Json;
using ActorDataGen.KafkaProtocol;
using ActorDataGen.KafkaProtocol.Messages;
using ActorDataGen.KafkaProtocol.Records;

namespace ActorDataGen.EmbeddedBroker.Tests.Contract;

/// <summary>
/// What the contract tests share: a connection, and the requests they make of it. Each contract is a class with the facts, and two classes that
/// run them: on this broker, and on Apache Kafka. A fact that holds on one of them only is no contract.
/// </summary>
public abstract class BrokerContract : IAsyncLifetime
{
    internal const long Earliest = -2;
    internal const long Latest = -1;
    internal const sbyte ReadCommitted = 1;
    private readonly List<WireClient> _clients = [];

    internal WireClient Client { get; private set; } = null!;

    /// <summary>The broker under test, once it is there.</summary>
    protected string BootstrapServers { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        BootstrapServers = await StartAsync();
        Client = await ConnectAsync();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var client in _clients)
        {
            await client.DisposeAsync();
        }

        GC.SuppressFinalize(this);
    }

    /// <summary>The address of a broker that runs.</summary>
    protected abstract Task<string> StartAsync();

    internal async Task<WireClient> ConnectAsync()
    {
        var client = await WireClient.ConnectAsync(BootstrapServers);
        _clients.Add(client);
        return client;
    }

    internal static string NewName(string prefix) => $"{prefix}-{Guid.NewGuid():N}";

    internal async Task<string> NewTopicAsync(int partitions = 1, params (string Key, string Value)[] configs)
    {
        var name = NewName("topic");
        var response = await CreateAsync(name, partitions, configs);
        Assert.Equal(ErrorCode.None, response.ErrorCode);
        // Apache Kafka answers before its partitions are there.
        await EventuallyAsync(
            () => Client.SendAsync(
                new ListOffsetsRequest
                {
                    ReplicaId = -1,
                    Topics =
                    [
                        new ListOffsetsTopic
                        {
                            Name = name,
                            Partitions = [.. Enumerable.Range(0, partitions).Select(p => new ListOffsetsPartition { PartitionIndex = p, Timestamp = Latest })],
                        },
                    ],
                },
                7),
            answer => answer.Topics[0].Partitions.All(p => p.ErrorCode == ErrorCode.None));
        return name;
    }

    internal async Task<CreateTopicsTopicResult> CreateAsync(string name, int partitions, (string Key, string Value)[] configs, short replicas = 1)
    {
        var response = await Client.SendAsync(new CreateTopicsRequest
        {
            Topics =
            [
                new CreateTopicsTopic
                {
                    Name = name,
                    NumPartitions = partitions,
                    ReplicationFactor = replicas,
                    Configs = [.. configs.Select(c => new CreateTopicsTopicConfig { Name = c.Key, Value = c.Value })],
                },
            ],
        });
        return Assert.Single(response.Topics);
    }

    internal static byte[] Batch(IEnumerable<string> values, long producerId = -1, short epoch = -1, int sequence = -1, bool transactional = false)
    {
        using var builder = new RecordBatchBuilder
        {
            ProducerId = producerId,
            ProducerEpoch = epoch,
            BaseSequence = sequence,
            IsTransactional = transactional,
        };
        foreach (var value in values)
        {
            builder.Add(1_700_000_000_000, null, Encoding.UTF8.GetBytes(value));
        }

        return builder.Build();
    }

    internal static ProduceRequest ProduceOf(string topic, byte[] batch, short acks = -1, string? transactionalId = null, int partition = 0) => new()
    {
        TransactionalId = transactionalId,
        Acks = acks,
        TimeoutMs = 10_000,
        TopicData =
        [
            new ProduceTopic
            {
                Name = topic, PartitionData = [new ProducePartition { Index = partition, Records = new ReadOnlySequence<byte>(batch) }],
            },
        ],
    };

    internal async Task<ProducePartitionResponse> ProduceAsync(
        string topic, byte[] batch, short acks = -1, string? transactionalId = null, int partition = 0)
    {
        var response = await Client.SendAsync(ProduceOf(topic, batch, acks, transactionalId, partition));
        return Assert.Single(Assert.Single(response.Responses).PartitionResponses);
    }

    internal async Task<FetchPartitionData> FetchAsync(
        string topic, long offset, sbyte isolation = 0, int maxWait = 0, int minBytes = 0, int maxBytes = 1 << 20, WireClient? client = null)
    {
        // 12 is the last version that names topics; later ones have ids.
        var response = await (client ?? Client).SendAsync(
            new FetchRequest
            {
                MaxWaitMs = maxWait,
                MinBytes = minBytes,
                MaxBytes = 50 << 20,
                IsolationLevel = isolation,
                Topics =
                [
                    new FetchTopic
                    {
                        Topic = topic,
                        Partitions = [new FetchPartition { Partition = 0, FetchOffset = offset, PartitionMaxBytes = maxBytes }],
                    },
                ],
            },
            12);
        Assert.Equal(ErrorCode.None, response.ErrorCode);
        return Assert.Single(Assert.Single(response.Responses).Partitions);
    }

    /// <summary>Values as a read_committed consumer sees them, aborted ones left out by the list that the broker sends; else all.</summary>
    internal static List<string> Values(FetchPartitionData data, bool committedOnly = false)
    {
        var values = new List<string>();
        var aborted = new HashSet<long>();
        var left = (data.AbortedTransactions ?? []).OrderBy(a => a.FirstOffset).ToList();
        foreach (var batch in RecordReader.Split(data.Records?.ToArray() ?? []))
        {
            var header = RecordBatchHeader.Read(batch.Span);
            foreach (var begun in left.Where(a => a.FirstOffset <= header.LastOffset).ToList())
            {
                aborted.Add(begun.ProducerId);
                left.Remove(begun);
            }

            if (header.IsControl)
            {
                aborted.Remove(header.ProducerId);
            }
            else if (!committedOnly || !header.IsTransactional || !aborted.Contains(header.ProducerId))
            {
                values.AddRange(RecordReader.Read(batch).Select(r => Encoding.UTF8.GetString(r.Value!.Value.Span)));
            }
        }

        return values;
    }

    /// <summary>Everything from the start on, as a consumer reads it: an answer may stop anywhere, so it asks on until nothing more comes.</summary>
    internal async Task<List<string>> ReadAsync(string topic, sbyte isolation = 0)
    {
        var values = new List<string>();
        var position = 0L;
        while (true)
        {
            var data = await FetchAsync(topic, position, isolation);
            if (RecordReader.Split(data.Records?.ToArray() ?? []).LastOrDefault() is not { IsEmpty: false } last)
            {
                return values;
            }

            values.AddRange(Values(data, isolation == ReadCommitted));
            position = RecordBatchHeader.Read(last.Span).NextOffset;
        }
    }

    internal async Task<ListOffsetsPartitionResponse> ListOffsetAsync(string topic, long timestamp, sbyte isolation = 0)
    {
        var response = await Client.SendAsync(
            new ListOffsetsRequest
            {
                ReplicaId = -1,
                IsolationLevel = isolation,
                Topics = [new ListOffsetsTopic { Name = topic, Partitions = [new ListOffsetsPartition { Timestamp = timestamp }] }],
            },
            7);
        return Assert.Single(Assert.Single(response.Topics).Partitions);
    }

    /// <summary>Asks again while a coordinator is on its way: Apache Kafka makes its internal topics with the first request.</summary>
    internal static async Task<T> UntilReadyAsync<T>(Func<Task<T>> ask, Func<T, ErrorCode> error)
    {
        for (var attempt = 0; ; attempt++)
        {
            var answer = await ask();
            if (attempt == 300 || error(answer) is not (ErrorCode.CoordinatorLoadInProgress or ErrorCode.CoordinatorNotAvailable
                or ErrorCode.NotCoordinator or ErrorCode.ConcurrentTransactions))
            {
                return answer;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        }
    }

    /// <summary>Asks until the answer is as it should be; fails with the last one otherwise.</summary>
    internal static async Task<T> EventuallyAsync<T>(Func<Task<T>> ask, Func<T, bool> isAsItShouldBe, int seconds = 20)
    {
        for (var attempt = 0; ; attempt++)
        {
            var answer = await ask();
            if (isAsItShouldBe(answer))
            {
                return answer;
            }

            Assert.True(attempt < seconds * 20, $"still {JsonSerializer.Serialize(answer)} after {seconds} s");
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        }
    }

    internal async Task FindCoordinatorAsync(string key, sbyte keyType)
    {
        var found = await UntilReadyAsync(
            async () => Assert.Single((await Client.SendAsync(new FindCoordinatorRequest { KeyType = keyType, CoordinatorKeys = [key] }, 4)).Coordinators),
            c => c.ErrorCode);
        Assert.Equal(ErrorCode.None, found.ErrorCode);
        Assert.Equal(BootstrapServers, $"{found.Host}:{found.Port}");
    }
}
