using System.Buffers.Text;
using ActorDataGen.EmbeddedBroker.Storage;
using ActorDataGen.KafkaProtocol;

namespace ActorDataGen.EmbeddedBroker.Topics;

/// <summary>What became of an operation on a topic.</summary>
internal readonly record struct TopicOutcome(ErrorCode Error, string? Message = null, Topic? Topic = null);

/// <summary>The topics there are. Changes take a lock and replace the whole table; look-ups take none.</summary>
internal sealed class TopicCatalog(LogDirectory directory, EmbeddedBrokerOptions options) : ITopicCatalog
{
    private readonly Lock _gate = new();
    private Table _table = Table.Empty;

    public event Action<string>? TopicDeleted;

    public IReadOnlyCollection<Topic> All => Volatile.Read(ref _table).ByName.Values;

    public IEnumerable<PartitionLog> Logs => All.SelectMany(static t => t.Partitions);

    public Topic? Find(string name) => Volatile.Read(ref _table).ByName.GetValueOrDefault(name);

    public Topic? Find(Guid id) => Volatile.Read(ref _table).ById.GetValueOrDefault(id);

    public PartitionLog? FindPartition(string topic, int partition) =>
        Find(topic) is { } found && (uint)partition < (uint)found.Partitions.Count ? found.Partitions[partition] : null;

    public IPartitionLog? FindLog(string topic, int partition) => FindPartition(topic, partition);

    public int PartitionCount(string topic) => Find(topic)?.Partitions.Count ?? 0;

    /// <summary>Opens the logs of all topics that the folder knows.</summary>
    public void Load()
    {
        var entries = directory.ReadTopics();
        var topics = new Topic[entries.Count];
        Parallel.For(0, entries.Count, i =>
        {
            var configuration = new TopicConfiguration(entries[i].Configuration, options.TopicDefaults);
            topics[i] = new Topic(entries[i].Name, entries[i].Id, configuration, Open(entries[i].Name, 0, entries[i].Partitions, configuration));
        });
        Volatile.Write(ref _table, Table.Of(topics));
    }

    public IPartitionLog OpenInternal(string topic, IReadOnlyDictionary<string, string> configuration)
    {
        if (FindPartition(topic, 0) is { } log)
        {
            return log;
        }

        var made = Create(topic, 1, configuration, validateOnly: false, isInternal: true);
        return FindPartition(topic, 0) ?? throw new KafkaProtocolException(made.Error, $"cannot make {topic}: {made.Message}");
    }

    public TopicOutcome Create(
        string name, int partitions, IReadOnlyDictionary<string, string> overrides, bool validateOnly, bool isInternal = false)
    {
        if (Topic.NameProblem(name) is { } badName)
        {
            return new(ErrorCode.InvalidTopic, badName);
        }

        if (!isInternal && name is (Topic.OffsetsTopic or Topic.TransactionsTopic))
        {
            return new(ErrorCode.InvalidTopic, $"{name} is the broker's own");
        }

        if (partitions < 1)
        {
            return new(ErrorCode.InvalidPartitions, "a topic needs at least one partition");
        }

        if (overrides.Select(static o => TopicConfiguration.Problem(o.Key, o.Value)).FirstOrDefault(static p => p is not null) is { } badSetting)
        {
            return new(ErrorCode.InvalidConfig, badSetting);
        }

        lock (_gate)
        {
            if (_table.ByName.TryGetValue(name, out var existing))
            {
                return new(ErrorCode.TopicAlreadyExists, $"Topic '{name}' already exists.", existing);
            }

            if (LimitProblem(1, partitions) is { } tooMany)
            {
                return new(ErrorCode.PolicyViolation, tooMany);
            }

            var configuration = new TopicConfiguration(overrides, options.TopicDefaults);
            if (validateOnly)
            {
                return new(ErrorCode.None, null, new Topic(name, Guid.Empty, configuration, []));
            }

            directory.RemoveStray(name, partitions);
            var topic = new Topic(name, Guid.NewGuid(), configuration, Open(name, 0, partitions, configuration));
            Replace([.. _table.ByName.Values, topic]);
            return new(ErrorCode.None, null, topic);
        }
    }

    public TopicOutcome Delete(Topic topic)
    {
        lock (_gate)
        {
            if (!_table.ById.TryGetValue(topic.Id, out var current))
            {
                return new(ErrorCode.UnknownTopicOrPartition);
            }

            topic = current;
            // The logs first: should the process die in between, the topic is there again, empty, and nobody was told otherwise.
            foreach (var log in topic.Partitions)
            {
                directory.Discard(log);
            }

            Replace([.. _table.ByName.Values.Where(t => t.Id != topic.Id)]);
        }

        TopicDeleted?.Invoke(topic.Name);
        return new(ErrorCode.None, null, topic);
    }

    public TopicOutcome AddPartitions(string name, int count, bool validateOnly)
    {
        lock (_gate)
        {
            if (!_table.ByName.TryGetValue(name, out var topic))
            {
                return new(ErrorCode.UnknownTopicOrPartition, $"there is no topic '{name}'");
            }

            if (count <= topic.Partitions.Count)
            {
                return new(ErrorCode.InvalidPartitions, $"The topic {name} currently has {topic.Partitions.Count} partition(s); {count} would not be an increase.");
            }

            if (LimitProblem(0, count - topic.Partitions.Count) is { } tooMany)
            {
                return new(ErrorCode.PolicyViolation, tooMany);
            }

            if (!validateOnly)
            {
                var added = Open(name, topic.Partitions.Count, count - topic.Partitions.Count, topic.Configuration);
                Replace([.. _table.ByName.Values.Where(t => t.Name != name), topic with { Partitions = [.. topic.Partitions, .. added] }]);
            }

            return new(ErrorCode.None, null, topic);
        }
    }

    /// <summary>Replaces what was set for a topic.</summary>
    public TopicOutcome Configure(string name, IReadOnlyDictionary<string, string> overrides, bool validateOnly)
    {
        lock (_gate)
        {
            if (!_table.ByName.TryGetValue(name, out var topic))
            {
                return new(ErrorCode.UnknownTopicOrPartition, $"there is no topic '{name}'");
            }

            if (!validateOnly)
            {
                var configuration = new TopicConfiguration(overrides, options.TopicDefaults);
                foreach (var log in topic.Partitions)
                {
                    log.Configuration = configuration.Log;
                }

                Replace([.. _table.ByName.Values.Where(t => t.Name != name), topic with { Configuration = configuration }]);
            }

            return new(ErrorCode.None, null, topic);
        }
    }

    /// <summary>A topic id as Kafka writes it: base64 for URLs.</summary>
    public static string Format(Guid id)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        return Base64Url.EncodeToString(bytes);
    }

    private List<PartitionLog> Open(string topic, int first, int count, TopicConfiguration configuration) =>
        [.. Enumerable.Range(first, count).Select(p => directory.Open(topic, p, configuration.Log))];

    private string? LimitProblem(int moreTopics, int morePartitions) =>
        _table.ByName.Count + moreTopics > options.MaxTopics ? $"the broker has its {options.MaxTopics} topics (MaxTopics)"
        : _table.Partitions + morePartitions > options.MaxPartitions ? $"the broker has its {options.MaxPartitions} partitions (MaxPartitions)"
        : null;

    private void Replace(Topic[] topics)
    {
        directory.WriteTopics(topics.Select(static t => new TopicEntry(t.Name, t.Id, t.Partitions.Count, new(t.Configuration.Overrides))));
        Volatile.Write(ref _table, Table.Of(topics));
    }

    private sealed record Table(Dictionary<string, Topic> ByName, Dictionary<Guid, Topic> ById, int Partitions)
    {
        public static readonly Table Empty = Of([]);

        public static Table Of(Topic[] topics) =>
            new(topics.ToDictionary(static t => t.Name), topics.ToDictionary(static t => t.Id), topics.Sum(static t => t.Partitions.Count));
    }
}
