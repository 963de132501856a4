using System.Globalization;
using ActorDataGen.EmbeddedBroker.Tests.Processes;
using ActorDataGen.Kafka;
using Confluent.Kafka;

namespace ActorDataGen.EmbeddedBroker.Tests.Crash;

/// <summary>
/// Kills the broker again and again under an idempotent and a transactional producer; then everything that was acknowledged must
/// be there once and in order, and nothing that was aborted may be seen by read_committed.
/// </summary>
internal static class CrashRounds
{
    private const string Plain = "crash-plain";
    private const string Transactional = "crash-transactional";

    public static async Task RunAsync(int rounds, int seed)
    {
        KafkaLibrary.EnsureLoaded();
        var directory = Directory.CreateTempSubdirectory("adg-crash-").FullName;
        await using var broker = new BrokerProcess(directory);
        try
        {
            await broker.StartAsync();
            using var stop = new CancellationTokenSource();
            var plain = Task.Run(() => ProducePlain(broker.BootstrapServers, stop.Token));
            var transactional = Task.Run(() => ProduceTransactions(broker.BootstrapServers, seed, stop.Token));
            var random = new Random(seed);
            for (var round = 0; round < rounds; round++)
            {
                await Task.Delay(random.Next(150, 900));
                await broker.KillAsync();
                await broker.StartAsync();
            }

            await stop.CancelAsync();
            var acknowledged = await plain;
            var (committed, aborted) = await transactional;
            Assert.NotEmpty(acknowledged);
            Assert.NotEmpty(committed);
            CheckPlain(acknowledged, ReadAll(broker.BootstrapServers, Plain));
            CheckTransactions(committed, aborted, ReadAll(broker.BootstrapServers, Transactional));
        }
        finally
        {
            await broker.KillAsync();
            Directory.Delete(directory, recursive: true);
        }
    }

    private static List<int> ProducePlain(string servers, CancellationToken stop)
    {
        var acknowledged = new List<int>();
        using var producer = new ProducerBuilder<Null, string>(new ProducerConfig
        {
            BootstrapServers = servers, EnableIdempotence = true, LingerMs = 1, MessageTimeoutMs = 120_000, ReconnectBackoffMaxMs = 200,
        }).SetErrorHandler((_, _) => { }).SetLogHandler((_, _) => { }).Build();
        for (var i = 0; !stop.IsCancellationRequested; i++)
        {
            var number = i;
            producer.Produce(Plain, new Message<Null, string> { Value = number.ToString(CultureInfo.InvariantCulture) }, report =>
            {
                Assert.False(report.Error.IsError, $"record {number}: {report.Error.Reason}");
                lock (acknowledged)
                {
                    acknowledged.Add(number);
                }
            });
            if (i % 20 == 0)
            {
                producer.Poll(TimeSpan.FromMilliseconds(2));
            }
        }

        Assert.Equal(0, producer.Flush(TimeSpan.FromSeconds(60)));
        return acknowledged;
    }

    private static (List<int> Committed, HashSet<int> Aborted) ProduceTransactions(string servers, int seed, CancellationToken stop)
    {
        var (committed, aborted, random) = (new List<int>(), new HashSet<int>(), new Random(seed));
        IProducer<Null, string>? producer = null;
        for (var i = 0; !stop.IsCancellationRequested; i++)
        {
            var isAbort = random.Next(3) == 0;
            try
            {
                producer ??= NewTransactional(servers);
                producer.BeginTransaction();
                for (var record = 0; record < 10; record++)
                {
                    producer.Produce(Transactional, new Message<Null, string> { Value = $"{i}/{record}" });
                }

                if (isAbort)
                {
                    producer.Flush(TimeSpan.FromMilliseconds(200)); // so that there is something to abort
                    aborted.Add(i);
                    producer.AbortTransaction(TimeSpan.FromSeconds(30));
                }
                else
                {
                    producer.CommitTransaction(TimeSpan.FromSeconds(30));
                    committed.Add(i);
                }
            }
            catch (KafkaException)
            {
                // Whether this one was committed is not known; the next producer of the same id ends it either way.
                producer?.Dispose();
                producer = null;
            }
        }

        producer?.Dispose();
        return (committed, aborted);
    }

    private static IProducer<Null, string> NewTransactional(string servers)
    {
        var producer = new ProducerBuilder<Null, string>(new ProducerConfig
        {
            BootstrapServers = servers, TransactionalId = "crash", LingerMs = 0, RetryBackoffMs = 20, ReconnectBackoffMaxMs = 200,
        }).SetErrorHandler((_, _) => { }).SetLogHandler((_, _) => { }).Build();
        try
        {
            producer.InitTransactions(TimeSpan.FromSeconds(30));
            return producer;
        }
        catch
        {
            producer.Dispose();
            throw;
        }
    }

    private static List<string> ReadAll(string servers, string topic)
    {
        using var consumer = new ConsumerBuilder<Ignore, string>(new ConsumerConfig
        {
            BootstrapServers = servers, GroupId = "reader-" + topic, EnablePartitionEof = true, IsolationLevel = IsolationLevel.ReadCommitted,
            AutoOffsetReset = AutoOffsetReset.Earliest, EnableAutoCommit = false,
        }).SetLogHandler((_, _) => { }).Build();
        consumer.Assign(new TopicPartitionOffset(topic, 0, Offset.Beginning));
        var read = new List<string>();
        while (true)
        {
            var result = consumer.Consume(TimeSpan.FromSeconds(30));
            Assert.True(result is not null, $"{topic}: nothing for 30 s after {read.Count} records");
            if (result.IsPartitionEOF)
            {
                return read;
            }

            read.Add(result.Message.Value);
        }
    }

    private static void CheckPlain(List<int> acknowledged, List<string> read)
    {
        var numbers = read.Select(static v => int.Parse(v, CultureInfo.InvariantCulture)).ToList();
        for (var i = 1; i < numbers.Count; i++)
        {
            Assert.True(numbers[i] > numbers[i - 1], $"record {numbers[i]} follows {numbers[i - 1]}: twice, or out of order");
        }

        Assert.Empty(acknowledged.Except(numbers));
    }

    private static void CheckTransactions(List<int> committed, HashSet<int> aborted, List<string> read)
    {
        var byTransaction = read.Select(static v => v.Split('/')).GroupBy(static p => int.Parse(p[0], CultureInfo.InvariantCulture))
            .ToDictionary(static g => g.Key, static g => g.Select(static p => int.Parse(p[1], CultureInfo.InvariantCulture)).ToList());
        foreach (var (number, records) in byTransaction)
        {
            Assert.True(!aborted.Contains(number), $"transaction {number} was aborted, and {records.Count} of its records are seen");
            Assert.Equal(Enumerable.Range(0, 10), records);
        }

        Assert.Empty(committed.Except(byTransaction.Keys));
        Assert.Equal(byTransaction.Keys.Order(), byTransaction.Keys);
    }
}
