using System.Globalization;
using System.Text;
using ActorDataGen.EmbeddedBroker.Storage;
using ActorDataGen.KafkaProtocol.Records;
using Record = ActorDataGen.KafkaProtocol.Records.Record;

namespace ActorDataGen.EmbeddedBroker.Tests.Storage;

/// <summary>A log in a folder of its own, with a clock that stands still until it is moved.</summary>
internal sealed class LogBed : IDisposable
{
    public LogBed(LogConfiguration? configuration = null, bool inMemory = false)
    {
        Configuration = configuration ?? new LogConfiguration { IndexIntervalBytes = 200 };
        Folder = inMemory ? null : Directory.CreateTempSubdirectory("adg-log-").FullName;
        Log = Open();
    }

    public LogConfiguration Configuration { get; set; }

    public ManualClock Clock { get; } = new();

    public string? Folder { get; }

    public PartitionLog Log { get; private set; }

    public PartitionLog Open(long verifyFrom = long.MaxValue, long start = 0) =>
        PartitionLog.Open("t", 0, Folder, Configuration, Clock, verifyFrom, start);

    /// <summary>Leaves the log as a killed process would and opens it again.</summary>
    public PartitionLog Crash(long verifyFrom = 0)
    {
        // Nothing is closed: what is in the files is what a kill leaves behind.
        return Log = Open(verifyFrom);
    }

    public PartitionLog Reopen()
    {
        Log.Close();
        return Log = Open();
    }

    public AppendResult Append(params string[] keyedValues) => Log.Append(Batch(keyedValues), AppendOrigin.Client);

    public AppendResult AppendFrom(long producerId, short epoch, int sequence, int count, bool transactional = false)
    {
        using var batch = new RecordBatchBuilder { ProducerId = producerId, ProducerEpoch = epoch, BaseSequence = sequence, IsTransactional = transactional };
        for (var i = 0; i < count; i++)
        {
            batch.Add(Clock.Milliseconds, Encoding.UTF8.GetBytes("p" + producerId.ToString(CultureInfo.InvariantCulture)), Encoding.UTF8.GetBytes($"{sequence + i}"));
        }

        return Log.Append(batch, AppendOrigin.Client);
    }

    /// <summary>Values of all records from the offset on, tombstones as "key=null".</summary>
    public List<string> Values(long from = 0) => [.. Records(from).Select(r => Text(r.Value) ?? Text(r.Key) + "=null")];

    public IEnumerable<Record> Records(long from = 0) => Log.ReadBatches(from).SelectMany(RecordReader.Read).Where(r => r.Offset >= from);

    public byte[] Fetch(long offset, int maxBytes = 1 << 20, long bound = long.MaxValue, bool atLeastOne = true)
    {
        using var slice = Log.Read(offset, maxBytes, bound, atLeastOne);
        var bytes = new byte[slice.Length];
        Assert.Equal(bytes.Length, slice.Length == 0 ? 0 : slice.Read(0, bytes));
        return bytes;
    }

    public void Dispose()
    {
        Log.Close();
        if (Folder is not null)
        {
            Directory.Delete(Folder, recursive: true);
        }
    }

    private static string? Text(ReadOnlyMemory<byte>? bytes) => bytes is { } b ? Encoding.UTF8.GetString(b.Span) : null;

    private RecordBatchBuilder Batch(string[] keyedValues)
    {
        var batch = new RecordBatchBuilder();
        foreach (var text in keyedValues)
        {
            var parts = text.Split('=');
            byte[]? key = parts.Length > 1 ? Encoding.UTF8.GetBytes(parts[0]) : null;
            byte[]? value = parts[^1] == "null" ? null : Encoding.UTF8.GetBytes(parts[^1]);
            batch.Add(Clock.Milliseconds, key, value);
        }

        return batch;
    }
}

/// <summary>A clock that tests move.</summary>
internal sealed class ManualClock : TimeProvider
{
    public long Milliseconds { get; set; } = 1_700_000_000_000;

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.FromUnixTimeMilliseconds(Milliseconds);
}
