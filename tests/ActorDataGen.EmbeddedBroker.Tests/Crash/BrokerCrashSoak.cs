using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using ActorDataGen.EmbeddedBroker.Tests.Contract;
using ActorDataGen.Kafka;
using ActorDataGen.KafkaProtocol;
using ActorDataGen.KafkaProtocol.Messages;
using ActorDataGen.KafkaProtocol.Records;

namespace ActorDataGen.EmbeddedBroker.Tests.Crash;

/// <summary>
/// Kills the broker (SIGKILL) again and again while an idempotent and a transactional producer write, and then looks: every acknowledged record is
/// there once and in order, a transaction is there as a whole or not at all, an aborted one is not, and offsets say what records say.
/// </summary>
public static class BrokerCrashSoak
{
    private const string Plain = "plain";
    private const string Transactional = "transactional";
    private const string Group = "crash-group";

    /// <summary>Runs so many rounds; throws if anything was lost, repeated or half done.</summary>
    public static Task RunAsync(int rounds, TextWriter output) => RunAsync(round => round < rounds, output);

    /// <summary>Runs rounds for so long; throws if anything was lost, repeated or half done.</summary>
    public static Task RunAsync(TimeSpan duration, TextWriter output)
    {
        var started = Stopwatch.StartNew();
        return RunAsync(_ => started.Elapsed < duration, output);
    }

    private static async Task RunAsync(Func<int, bool> goesOn, TextWriter output)
    {
        KafkaLibrary.EnsureLoaded();
        var data = Directory.CreateTempSubdirectory("adg-crash-");
        try
        {
            await using var broker = new BrokerProcess(data.FullName);
            await broker.StartAsync();
            await CreateTopicsAsync(broker.BootstrapServers);
            var plain = new IdempotentLoad(broker.BootstrapServers, Plain);
            var transactions = new TransactionalLoad(broker.BootstrapServers, Transactional, Plain, Group);
            using var stop = new CancellationTokenSource();
            var loads = Task.WhenAll(plain.RunAsync(stop.Token), Task.Run(() => transactions.Run(stop.Token)));
            var longest = TimeSpan.Zero;
            var rounds = 0;
            for (; goesOn(rounds) && !loads.IsCompleted; rounds++)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(Random.Shared.Next(150, 700)), TimeProvider.System);
                await broker.KillAsync();
                var started = Stopwatch.StartNew();
                await broker.StartAsync();
                longest = started.Elapsed > longest ? started.Elapsed : longest;
            }

            await Task.WhenAny(loads, Task.Delay(TimeSpan.FromSeconds(2), TimeProvider.System));
            await stop.CancelAsync();
            await loads;
            // Once more with nothing under way: what was acknowledged must not depend on who has it open.
            await broker.KillAsync();
            await broker.StartAsync();
            await CheckAsync(broker.BootstrapServers, plain, transactions);
            await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
                $"{rounds} kills; {plain.Acknowledged.Count} of {plain.Sent} records acknowledged, each there once and in order; {transactions.Outcomes.Count} transactions, "
                + $"{transactions.Outcomes.Values.Count(o => o == Outcome.Committed)} committed, {transactions.Outcomes.Values.Count(o => o == Outcome.Unknown)} in doubt; "
                + $"longest start {longest.TotalSeconds:0.00} s"));
        }
        finally
        {
            data.Delete(recursive: true);
        }
    }

    private static async Task CreateTopicsAsync(string bootstrapServers)
    {
        await using var client = await WireClient.ConnectAsync(bootstrapServers);
        var response = await client.SendAsync(new CreateTopicsRequest
        {
            Topics =
            [
                new CreateTopicsTopic { Name = Plain, NumPartitions = 1, ReplicationFactor = 1 },
                new CreateTopicsTopic { Name = Transactional, NumPartitions = 2, ReplicationFactor = 1 },
            ],
        });
        Assert.All(response.Topics, t => Assert.Equal(ErrorCode.None, t.ErrorCode));
    }

    private static async Task CheckAsync(string bootstrapServers, IdempotentLoad plain, TransactionalLoad transactions)
    {
        await using var client = await WireClient.ConnectAsync(bootstrapServers);
        var numbers = (await ReadAsync(client, Plain, 0)).ConvertAll(v => long.Parse(v, CultureInfo.InvariantCulture));
        Assert.Equal(numbers.Order(), numbers);
        Assert.Equal(numbers.Count, numbers.Distinct().Count());
        Assert.Empty(plain.Acknowledged.Except(numbers));

        var seen = new Dictionary<long, HashSet<int>>();
        for (var partition = 0; partition < 2; partition++)
        {
            var last = (Number: -1L, Index: -1);
            foreach (var value in await ReadAsync(client, Transactional, partition))
            {
                var parts = value.Split('/');
                var record = (Number: long.Parse(parts[0], CultureInfo.InvariantCulture), Index: int.Parse(parts[1], CultureInfo.InvariantCulture));
                Assert.True(record.CompareTo(last) > 0, $"{value} after {last}");
                last = record;
                Assert.True((seen.TryGetValue(record.Number, out var indexes) ? indexes : seen[record.Number] = []).Add(record.Index));
            }
        }

        foreach (var (number, outcome) in transactions.Outcomes)
        {
            var count = seen.GetValueOrDefault(number)?.Count ?? 0;
            Assert.True(
                outcome switch
                {
                    Outcome.Committed => count == TransactionalLoad.Size,
                    Outcome.Aborted => count == 0,
                    _ => count is 0 or TransactionalLoad.Size,
                },
                $"transaction {number} is {outcome} and {count} of its records are there");
        }

        var offsets = await client.SendAsync(
            new OffsetFetchRequest
            {
                RequireStable = true,
                Groups = [new OffsetFetchRequestGroup { GroupId = Group, Topics = [new OffsetFetchRequestTopics { Name = Plain, PartitionIndexes = [0] }] }],
            },
            8);
        var committed = Assert.Single(Assert.Single(Assert.Single(offsets.Groups).Topics).Partitions);
        Assert.Equal((ErrorCode.None, seen.Keys.DefaultIfEmpty(-1).Max()), (committed.ErrorCode, committed.CommittedOffset));
    }

    /// <summary>Everything in a partition as read_committed sees it.</summary>
    private static async Task<List<string>> ReadAsync(WireClient client, string topic, int partition)
    {
        var values = new List<string>();
        var position = 0L;
        while (true)
        {
            var response = await client.SendAsync(
                new FetchRequest
                {
                    MaxBytes = 50 << 20,
                    IsolationLevel = BrokerContract.ReadCommitted,
                    Topics =
                    [
                        new FetchTopic
                        {
                            Topic = topic, Partitions = [new FetchPartition { Partition = partition, FetchOffset = position, PartitionMaxBytes = 4 << 20 }],
                        },
                    ],
                },
                12);
            var data = response.Responses[0].Partitions[0];
            Assert.Equal(ErrorCode.None, data.ErrorCode);
            // Nothing is open any more.
            Assert.Equal(data.HighWatermark, data.LastStableOffset);
            if (RecordReader.Split(data.Records?.ToArray() ?? []).LastOrDefault() is not { IsEmpty: false } last)
            {
                return values;
            }

            values.AddRange(BrokerContract.Values(data, committedOnly: true));
            position = RecordBatchHeader.Read(last.Span).NextOffset;
        }
    }
}
