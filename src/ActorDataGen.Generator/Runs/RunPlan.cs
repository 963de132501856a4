using ActorDataGen.Generator.DataSets;
using ActorDataGen.Generator.Encoding;
using ActorDataGen.Generator.Output;
using ActorDataGen.SchemaRegistry;

namespace ActorDataGen.Generator.Runs;

/// <summary>What settings and a data set come to.</summary>
internal sealed class RunPlan : IDisposable
{
    private readonly GeneratorSettings _settings;
    private readonly DataSet _set;

    private readonly TimeProvider _time;
    private readonly Func<IRecordStream> _newStream;

    private RunPlan(GeneratorSettings settings, DataSet set, TimeProvider time, Func<IRecordStream> newStream) =>
        (_settings, _set, _time, _newStream, Stream) = (settings, set, time, newStream, newStream());

    public IRecordStream Stream { get; private set; }

    public TimeSpan BrokerTimeout => _settings.BrokerTimeout;

    public string BootstrapServers => _settings.BootstrapServers;

    public TimeSpan CommitInterval => _settings.CommitInterval;

    /// <exception cref="DataSetException">The data set is unknown or wrong.</exception>
    /// <exception cref="GeneratorException">The registry can't be reached, or refuses.</exception>
    public static async Task<RunPlan> LoadAsync(GeneratorSettings settings, TimeProvider time, CancellationToken cancellationToken)
    {
        var set = settings.DataSetText is { } text
            ? DataSetCatalogue.Read(text, "ADG_DATASET_INLINE")
            : await DataSetCatalogue.LoadAsync(settings.DataSet, cancellationToken);
        foreach (var name in settings.Streams)
        {
            if (set.Shapes.All(s => s.Name != name))
            {
                throw new DataSetException($"ADG_STREAMS: {set.Name} has no stream '{name}', but {string.Join(", ", set.Shapes.Select(s => s.Name))}");
            }
        }

        return new RunPlan(settings, set, time, set.Replay is { } replay
            ? await RecordedStreamAsync(settings, replay, cancellationToken)
            : await DescribedStreamAsync(settings, set, time, cancellationToken));
    }

    /// <summary>How the run is paced, from the first record on that this attempt makes.</summary>
    public PaceMachine PaceFrom(long firstDueMicros) => new(_settings.Speed, _settings.Rate != 0, firstDueMicros,
        _settings.Duration is { } duration ? (long)duration.TotalMicroseconds : long.MaxValue);

    /// <summary>The output that does what is asked: our own where exactly once is wanted over a plain connection.</summary>
    public IRecordOutput MakeOutput()
    {
        var canBeOwn = _settings.ClientProperties.IsEmpty;
        if (_settings.Producer == ProducerKind.Own && !canBeOwn)
        {
            throw new DataSetException($"ADG_PRODUCER: our own producer knows no {_settings.ClientProperties.Keys.First()}; leave ADG_PRODUCER out, or the ADG_KAFKA_ settings");
        }

        return _settings.Producer == ProducerKind.Own || _settings.Producer == ProducerKind.Auto && canBeOwn && _settings.IsTransactional
            ? new ProtocolOutput(_settings.IsTransactional ? _settings : _settings with { JobUid = Guid.NewGuid().ToString("N") }, _set.Shapes, _time)
            : new LibrdkafkaOutput(_settings, _set.Shapes);
    }

    /// <summary>Begins the stream anew, for an output that has lost what was not committed.</summary>
    public void Restart()
    {
        Dispose();
        Stream = _newStream();
    }

    public void Dispose() => (Stream as IDisposable)?.Dispose();

    private static Share ShareOf(GeneratorSettings settings) => new(settings.Ordinal, settings.Replicas, settings.Count ?? long.MaxValue);

    private static async Task<Func<IRecordStream>> RecordedStreamAsync(
        GeneratorSettings settings, ReplayDescription replay, CancellationToken cancellationToken)
    {
        if (settings.Format == RecordFormat.Avro)
        {
            throw new DataSetException("ADG_FORMAT: a recording has no schema; write json, or csv for one of CSV");
        }

        var open = await replay.OpenAsync(cancellationToken);
        return () => new ReplayStream(replay, ShareOf(settings), settings.Format, settings.Rate ?? 0, open);
    }

    private static async Task<Func<IRecordStream>> DescribedStreamAsync(
        GeneratorSettings settings, DataSet set, TimeProvider time, CancellationToken cancellationToken)
    {
        var start = set.Start;
        if (settings.Start is { } text && StartTime.TryParse(text, out var asked))
        {
            start = asked;
        }

        bool IsWanted(RecordShape shape) => settings.Streams.IsEmpty || settings.Streams.Contains(shape.Name);
        var schemas = settings.Format == RecordFormat.Avro
            ? await RegisterAsync(settings, set.Shapes.Where(IsWanted), cancellationToken) : [];
        Func<long>? now = start is null ? () => (time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks / 10 : null;
        var rate = settings.Rate is > 0 and var records ? set.Rate.WithRate(records) : set.Rate;
        var first = start ?? time.GetUtcNow();
        return () => new RecordStream(set, ShareOf(settings), unchecked((ulong?)settings.Seed) ?? set.Seed, first, rate, now,
            shape => settings.Format switch
            {
                RecordFormat.Csv => new CsvEncoder(shape.Fields),
                RecordFormat.Avro => new AvroEncoder(shape.Fields, schemas.GetValueOrDefault(shape.Name)),
                _ => new JsonEncoder(shape.Fields),
            }, set.Faults, IsWanted);
    }

    private static async Task<Dictionary<string, int>> RegisterAsync(
        GeneratorSettings settings, IEnumerable<RecordShape> shapes, CancellationToken cancellationToken)
    {
        if (settings.SchemaRegistryUrl is not { } url || url.Split(',').Any(u => !Uri.TryCreate(u.Trim(), UriKind.Absolute, out _)))
        {
            throw new DataSetException("SCHEMA_REGISTRY_URL is not set to a URL: Avro needs a registry; name one, or take ADG_FORMAT=json");
        }

        using var registry = new SchemaRegistryClient(url);
        var ids = new Dictionary<string, int>();
        foreach (var shape in shapes)
        {
            var subject = $"{settings.Topic}{shape.TopicSuffix}-value";
            try
            {
                ids[shape.Name] = await registry.RegisterAsync(subject, new SchemaDocument(AvroSchemaWriter.Write(shape)), cancellationToken: cancellationToken);
            }
            catch (SchemaRegistryException e)
            {
                throw e.IsTransient
                    ? new GeneratorException(ExitCode.RegistryUnreachable, $"the schema registry at {url} (SCHEMA_REGISTRY_URL) does not answer: {e.Message}", e)
                    : new GeneratorException(ExitCode.Refused, $"the schema registry refused subject {subject}: {e.Message}", e);
            }
        }

        return ids;
    }
}
