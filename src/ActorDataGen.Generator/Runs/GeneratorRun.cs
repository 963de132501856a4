using ActorDataGen.Generator.DataSets;
using ActorDataGen.Generator.Output;

namespace ActorDataGen.Generator.Runs;

/// <summary>Runs the generator: a data set into a topic, or a few records of it onto a screen.</summary>
public static class GeneratorRun
{
    // Between two looks at the clock and the output: few enough to be on time, enough that looking costs nothing.
    private const int RecordsPerTurn = 256;

    private static readonly TimeSpan ReconnectDelay = TimeSpan.FromMilliseconds(200);

    /// <summary>Generates until the data set, the count or the duration ends, or <paramref name="stop"/> is cancelled; commits what is made.</summary>
    /// <param name="settings">What to do.</param>
    /// <param name="progress">Gets one JSON line a second, and a last one.</param>
    /// <param name="errors">Gets one line if the run fails.</param>
    /// <param name="time">The clock.</param>
    /// <param name="stop">Asks for an orderly end.</param>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public static async Task<int> RunAsync(
        GeneratorSettings settings, TextWriter progress, TextWriter errors, TimeProvider time, CancellationToken stop)
    {
        var reporter = new ProgressReporter(settings, progress, time);
        try
        {
            using var plan = await RunPlan.LoadAsync(settings, time, stop);
            await using var output = plan.MakeOutput();
            var isDone = await RunAsync(plan, output, reporter, time, stop);
            reporter.Report(isDone ? "done" : "stopped");
            return isDone ? ExitCode.Done : ExitCode.Stopped;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            reporter.Report("stopped");
            return ExitCode.Stopped;
        }
        catch (Exception e) when (e is DataSetException or GeneratorException or Kafka.KafkaLibraryException)
        {
            reporter.Report("failed", e.Message);
            await errors.WriteLineAsync($"adg-generator: {e.Message}");
            return e is GeneratorException { ExitCode: var code } ? code : ExitCode.WrongSettings;
        }
    }

    /// <summary>Writes the first records as lines of text, without a broker. Avro comes as JSON; keys and other topics come first, tab-separated, if asked for.</summary>
    /// <exception cref="DataSetException">The data set is unknown or wrong.</exception>
    public static async Task PreviewAsync(
        GeneratorSettings settings, int count, bool withKeys, TextWriter output, TimeProvider time, CancellationToken cancellationToken = default)
    {
        var format = settings.Format == RecordFormat.Avro ? RecordFormat.Json : settings.Format;
        using var plan = await RunPlan.LoadAsync(settings with { Format = format }, time, cancellationToken);
        var text = new TextOutput(output, withKeys);
        while (text.Records < count && plan.Stream.NextDueMicros < long.MaxValue)
        {
            plan.Stream.Step(text.UpTo(count));
        }

        if (text.Records < count)
        {
            plan.Stream.Finish(text.UpTo(count));
        }
    }

    /// <summary>Runs, and begins again at the last committed position whenever the output has lost what came after it.</summary>
    /// <returns>Whether the data set came to its end.</returns>
    internal static async Task<bool> RunAsync(
        RunPlan plan, IRecordOutput output, ProgressReporter reporter, TimeProvider time, CancellationToken stop)
    {
        var lastGood = time.GetTimestamp();
        while (true)
        {
            try
            {
                return await RunOnceAsync(plan, output, reporter, () => lastGood = time.GetTimestamp(), time, stop);
            }
            catch (OutputLostException e)
            {
                if (time.GetElapsedTime(lastGood) > plan.BrokerTimeout)
                {
                    throw new GeneratorException(ExitCode.BrokerUnreachable,
                        $"no broker answers at {plan.BootstrapServers} (KAFKA_BOOTSTRAP_SERVERS): {e.Message}", e);
                }

                reporter.Rewind();
                reporter.ReportIfDue();
                await Task.Delay(ReconnectDelay, time, stop);
                plan.Restart();
            }
        }
    }

    private static async Task<bool> RunOnceAsync(
        RunPlan plan, IRecordOutput output, ProgressReporter reporter, Action onCommitted, TimeProvider time, CancellationToken stop)
    {
        var committed = await output.OpenAsync(stop);
        var stream = plan.Stream;
        if (committed is { } position and not EndPosition)
        {
            stream.MoveTo(position);
        }

        onCommitted();
        reporter.Committed(stream.Position);
        var counting = new CountingReceiver(output, reporter);
        var pace = plan.PaceFrom(stream.NextDueMicros);
        var began = time.GetTimestamp();
        var lastCommit = began;
        var isDirty = false;
        var isOver = committed == EndPosition;
        while (!isOver && !stop.IsCancellationRequested)
        {
            var elapsed = time.GetElapsedTime(began);
            var made = 0;
            while (made < RecordsPerTurn && !output.IsFull)
            {
                var due = stream.NextDueMicros;
                isOver = pace.IsOver(due, elapsed);
                if (isOver || !pace.IsDue(due, elapsed))
                {
                    break;
                }

                stream.Step(counting);
                made++;
            }

            isDirty |= made > 0;
            await output.DrainAsync(stop);
            if (isDirty && !isOver && time.GetElapsedTime(lastCommit) >= plan.CommitInterval)
            {
                await output.CommitAsync(stream.Position, stop);
                reporter.Committed(stream.Position);
                onCommitted();
                lastCommit = time.GetTimestamp();
                isDirty = false;
            }

            reporter.ReportIfDue();
            if (made == 0 && !isOver)
            {
                await WaitAsync(pace.WaitFor(stream.NextDueMicros, elapsed), time, stop);
            }
        }

        if (isOver)
        {
            stream.Finish(counting);
        }

        if (committed != EndPosition && (isDirty || isOver))
        {
            // The last commit is not to be stopped by what stops the run; it has its own time limit.
            await output.CommitAsync(isOver ? EndPosition : stream.Position, CancellationToken.None);
            reporter.Committed(stream.Position);
        }

        return isOver;
    }

    /// <summary>
    /// The position of a run that is over. Not the stream's: what delays had held back is out by then, and an attempt that is
    /// started again all the same must find nothing left to do, whatever its limits.
    /// </summary>
    private const long EndPosition = long.MaxValue;

    private static async Task WaitAsync(TimeSpan wait, TimeProvider time, CancellationToken stop)
    {
        try
        {
            await Task.Delay(wait, time, stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The loop sees it, and commits what is made.
        }
    }

    private sealed class CountingReceiver(IRecordReceiver receiver, ProgressReporter reporter) : IRecordReceiver
    {
        public void Receive(in GeneratedRecord record)
        {
            receiver.Receive(record);
            reporter.Records++;
            reporter.Bytes += record.Key.Length + record.Value.Length;
        }
    }
}
