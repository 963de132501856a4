using ActorDataGen.Generator.DataSets;
using ActorDataGen.Generator.Encoding;
using ActorDataGen.Generator.Output;

namespace ActorDataGen.Generator.Runs;

/// <summary>What settings and a data set come to.</summary>
internal sealed class RunPlan
{
    private readonly GeneratorSettings _settings;
    private readonly DataSet _set;

    private RunPlan(GeneratorSettings settings, DataSet set, IRecordStream stream) =>
        (_settings, _set, Stream) = (settings, set, stream);

    public IRecordStream Stream { get; }

    public TimeSpan CommitInterval => _settings.CommitInterval;

    /// <exception cref="DataSetException">The data set is unknown or wrong.</exception>
    public static async Task<RunPlan> LoadAsync(GeneratorSettings settings, TimeProvider time, CancellationToken cancellationToken)
    {
        var set = settings.DataSetText is { } text
            ? DataSetCatalogue.Read(text, "ADG_DATASET_INLINE")
            : await DataSetCatalogue.LoadAsync(settings.DataSet, cancellationToken);
        return new RunPlan(settings, set, DescribedStream(settings, set, time));
    }

    public PaceMachine PaceFrom(long firstDueMicros) => new(_settings.Speed, _settings.Rate != 0, firstDueMicros,
        _settings.Duration is { } duration ? (long)duration.TotalMicroseconds : long.MaxValue);

    public IRecordOutput OpenOutput() => new LibrdkafkaOutput(_settings, _set.Shapes);

    private static RecordStream DescribedStream(GeneratorSettings settings, DataSet set, TimeProvider time)
    {
        var start = set.Start;
        if (settings.Start is { } text && StartTime.TryParse(text, out var asked))
        {
            start = asked;
        }

        Func<long>? now = start is null ? () => (time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks / 10 : null;
        var rate = settings.Rate is > 0 and var records ? set.Rate.WithRate(records) : set.Rate;
        var share = new Share(settings.Ordinal, settings.Replicas, settings.Count ?? long.MaxValue);
        return new RecordStream(set, share, unchecked((ulong?)settings.Seed) ?? set.Seed, start ?? time.GetUtcNow(), rate, now,
            shape => EncoderOf(settings.Format, shape), set.Faults);
    }

    private static IRecordEncoder EncoderOf(RecordFormat format, RecordShape shape) => format switch
    {
        RecordFormat.Csv => new CsvEncoder(shape.Fields),
        _ => new JsonEncoder(shape.Fields),
    };
}
