using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace ActorDataGen.Generator.Runs;

/// <summary>One JSON line a second about how a run goes; what it says is in docs/images.md.</summary>
internal sealed class ProgressReporter(GeneratorSettings settings, TextWriter output, TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    // The lines are for logs, not for HTML: quotation marks and umlauts may stay as they are.
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private long _last = time.GetTimestamp();
    private long _lastRecords;
    private long _committedRecords;
    private long _committedBytes;

    public long Records { get; set; }

    public long Bytes { get; set; }

    /// <summary>The position that is committed.</summary>
    public long Position { get; private set; }

    /// <summary>What was made so far is final.</summary>
    public void Committed(long position) => (Position, _committedRecords, _committedBytes) = (position, Records, Bytes);

    /// <summary>What was made since the last commit is void.</summary>
    public void Rewind() => (Records, Bytes) = (_committedRecords, _committedBytes);

    public void ReportIfDue()
    {
        if (time.GetElapsedTime(_last) >= Interval)
        {
            Report("running");
        }
    }

    public void Report(string state, string? error = null)
    {
        var seconds = time.GetElapsedTime(_last).TotalSeconds;
        var rate = seconds > 0 ? (Records - _lastRecords) / seconds : 0;
        (_last, _lastRecords) = (time.GetTimestamp(), Records);
        var at = time.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        var job = JsonSerializer.Serialize(settings.JobId, Readable);
        var why = error is null ? "" : $",\"error\":{JsonSerializer.Serialize(error, Readable)}";
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{{\"at\":\"{at}\",\"state\":\"{state}\",\"job\":{job},\"replica\":{settings.Replica},\"attempt\":{settings.Attempt},"
            + $"\"records\":{Records},\"bytes\":{Bytes},\"position\":{Position},\"rate\":{rate:0}{why}}}"));
        output.Flush();
    }
}
