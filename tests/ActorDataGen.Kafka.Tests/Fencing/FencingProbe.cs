using System.Diagnostics;
using ActorDataGen.Kafka.Producing;
using ActorDataGen.TestSupport;
using Confluent.Kafka;

namespace ActorDataGen.Kafka.Tests.Fencing;

/// <summary>
/// An owner in a process of its own, so that it can be frozen as a whole: this test program, started with another argument.
/// It takes a transactional id over and then does what it reads from standard input, one answer a line.
/// </summary>
internal sealed class FencingProbe : IAsyncDisposable
{
    public const string Verb = "fencing-probe";

    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(30);
    private readonly Process _process;

    private FencingProbe(Process process) => _process = process;

    /// <summary>Starts a process that holds a transaction open, with one record in it.</summary>
    public static Task<FencingProbe> HoldTransactionAsync(string bootstrap, string topic, string transactionalId) =>
        StartAsync("hold", bootstrap, topic, transactionalId);

    /// <summary>Starts a process that owns the id through a <see cref="PartitionProducer"/>.</summary>
    public static Task<FencingProbe> OwnAsync(string bootstrap, string topic, string transactionalId) =>
        StartAsync("own", bootstrap, topic, transactionalId);

    public void Freeze() => UnixSignals.Freeze(_process);

    public void Thaw() => UnixSignals.Thaw(_process);

    /// <summary>Asks the process to commit and returns its answer: <c>committed</c>, <c>fenced</c>, <c>closed</c> or another error.</summary>
    public async Task<string> CommitAsync()
    {
        await _process.StandardInput.WriteLineAsync("commit");
        return await AnswerAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    /// <summary>The other side, in the process that was started.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        var (mode, bootstrap, topic, id) = (args[0], args[1], args[2], args[3]);
        return mode == "hold" ? Hold(bootstrap, topic, id) : await OwnAsync(new KafkaConnectionOptions { BootstrapServers = bootstrap },
            new TopicPartition(topic, 0), id);
    }

    private static int Hold(string bootstrap, string topic, string id)
    {
        KafkaLibrary.EnsureLoaded();
        using var producer = new ProducerBuilder<string, string>(new ProducerConfig
        {
            BootstrapServers = bootstrap,
            TransactionalId = id,
            TransactionTimeoutMs = 60_000,
            LingerMs = 0,
        }).SetLogHandler((_, _) => { }).Build();
        producer.InitTransactions(AnswerLimit);
        producer.BeginTransaction();
        producer.Produce(new TopicPartition(topic, 0), new Message<string, string> { Value = "from the zombie" });
        producer.Flush(AnswerLimit);
        Console.WriteLine("ready");
        Console.ReadLine();
        try
        {
            producer.CommitTransaction(AnswerLimit);
            Console.WriteLine("committed");
        }
        catch (KafkaException e)
        {
            Console.WriteLine(e.Error is { IsFatal: true, Code: ErrorCode.Local_Fenced } ? "fenced" : e.Error.ToString());
        }

        return 0;
    }

    private static async Task<int> OwnAsync(KafkaConnectionOptions connection, TopicPartition partition, string id)
    {
        await using var producer = await PartitionProducer.TakeOwnershipAsync(connection, id);
        Console.WriteLine("ready");
        while (await Console.In.ReadLineAsync() is not null)
        {
            Console.WriteLine(await CommitAsync(producer, partition));
        }

        return 0;
    }

    private static async Task<string> CommitAsync(PartitionProducer producer, TopicPartition partition)
    {
        try
        {
            await producer.CommitAsync([new OutgoingRecord(partition, null, "from the zombie"u8.ToArray())], null);
            return "committed";
        }
        catch (ProducerFencedException)
        {
            return "fenced";
        }
        catch (ObjectDisposedException)
        {
            return "closed";
        }
        catch (TransactionFailedException e)
        {
            return e.Message;
        }
    }

    private static async Task<FencingProbe> StartAsync(params string[] args)
    {
        var process = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, [Verb, .. args])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        }) ?? throw new InvalidOperationException("the probe did not start");
        var probe = new FencingProbe(process);
        return await probe.AnswerAsync() == "ready" ? probe : throw new InvalidOperationException("the probe is not ready");
    }

    private async Task<string> AnswerAsync()
    {
        using var limit = new CancellationTokenSource(AnswerLimit);
        return await _process.StandardOutput.ReadLineAsync(limit.Token) ?? throw new InvalidOperationException("the probe ended");
    }
}
