using System.Globalization;
using Confluent.Kafka;
using Confluent.Kafka.Admin;

namespace ActorDataGen.Kafka.Topics;

/// <summary>Creates the topics that are missing and checks the ones there are.</summary>
public sealed class TopicAdministrator : IDisposable
{
    // Long enough for a cluster that is just starting; a person who waits for a node to start should not wait longer for an answer.
    private static readonly TimeSpan RequestLimit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan VisibleLimit = TimeSpan.FromSeconds(30);

    private readonly IAdminClient _admin;
    private readonly TimeProvider _time;

    /// <summary>Makes an administrator of the cluster that the options name.</summary>
    /// <exception cref="ArgumentException">The options are not usable.</exception>
    /// <exception cref="KafkaLibraryException">There is no librdkafka.</exception>
    public TopicAdministrator(KafkaConnectionOptions connection, TimeProvider? timeProvider = null)
    {
        ArgumentNullException.ThrowIfNull(connection);
        _time = timeProvider ?? TimeProvider.System;
        // Every failure reaches the caller as an exception, so librdkafka's own lines would only repeat it.
        _admin = new AdminClientBuilder(connection.Configure(new AdminClientConfig())).SetLogHandler((_, _) => { }).Build();
    }

    /// <summary>Sees to it that each topic exists and has the shape, and returns once all their partitions have a leader.</summary>
    /// <returns>The number of partitions of each topic, by name.</returns>
    /// <exception cref="TopicShapeException">A topic exists with another shape, or can't be created.</exception>
    /// <exception cref="KafkaException">The brokers don't answer.</exception>
    public async Task<IReadOnlyDictionary<string, int>> EnsureAsync(IReadOnlyList<TopicShape> shapes, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(shapes);
        var metadata = await MetadataAsync(cancellationToken);
        var existing = PartitionCounts(metadata);
        foreach (var shape in shapes.Where(shape => !existing.ContainsKey(shape.Name)))
        {
            await CreateAsync(shape, metadata.Brokers.Count);
        }

        await CheckAsync(shapes, await WaitForLeadersAsync(shapes, cancellationToken));
        return shapes.ToDictionary(shape => shape.Name, shape => shape.Partitions);
    }

    /// <summary>The number of partitions of a topic, or null where there is no such topic.</summary>
    /// <exception cref="KafkaException">The brokers don't answer.</exception>
    public async Task<int?> PartitionsAsync(string topic, CancellationToken cancellationToken) =>
        PartitionCounts(await MetadataAsync(cancellationToken)).TryGetValue(topic, out var count) ? count : null;

    /// <inheritdoc />
    public void Dispose() => _admin.Dispose();

    private async Task CreateAsync(TopicShape shape, int brokers)
    {
        var copies = shape.ReplicationFactor ?? (short)Math.Clamp(brokers, 1, 3);
        var settings = new Dictionary<string, string>(shape.Settings)
        {
            ["cleanup.policy"] = Text(shape.Cleanup),
            ["min.insync.replicas"] = Text(shape.MinInSyncReplicas ?? Math.Max(1, copies - 1)),
        };
        if (shape.Retention is { } retention)
        {
            settings["retention.ms"] = Text((long)retention.TotalMilliseconds);
        }

        if (shape.MaxMessageBytes is { } bytes)
        {
            settings["max.message.bytes"] = Text(bytes);
        }

        try
        {
            await _admin.CreateTopicsAsync([new TopicSpecification
            {
                Name = shape.Name, NumPartitions = shape.Partitions, ReplicationFactor = copies, Configs = settings,
            }]);
        }
        catch (CreateTopicsException e)
        {
            var error = e.Results[0].Error;
            // Another node that starts at the same time was faster; the check that follows looks at what it made.
            if (error.Code != ErrorCode.TopicAlreadyExists)
            {
                throw new TopicShapeException($"Topic {shape.Name} can't be created: {error.Reason}. Create it yourself with "
                    + $"{shape.Partitions} partitions and cleanup.policy={Text(shape.Cleanup)}, or let this client create topics.", e);
            }
        }
    }

    private async Task<Dictionary<string, int>> WaitForLeadersAsync(IReadOnlyList<TopicShape> shapes, CancellationToken cancellationToken)
    {
        var start = _time.GetTimestamp();
        while (true)
        {
            var metadata = await MetadataAsync(cancellationToken);
            var ready = metadata.Topics.Where(topic => topic.Partitions.Count > 0 && topic.Partitions.All(p => p.Leader >= 0))
                .Select(topic => topic.Topic).ToHashSet();
            if (shapes.FirstOrDefault(shape => !ready.Contains(shape.Name)) is not { } late)
            {
                return PartitionCounts(metadata);
            }

            if (_time.GetElapsedTime(start) > VisibleLimit)
            {
                throw new TopicShapeException($"Topic {late.Name} has partitions without a leader: are enough brokers running?");
            }

            await Task.Delay(Pause, _time, cancellationToken);
        }
    }

    private async Task CheckAsync(IReadOnlyList<TopicShape> shapes, Dictionary<string, int> counts)
    {
        foreach (var shape in shapes.Where(shape => counts[shape.Name] != shape.Partitions))
        {
            throw new TopicShapeException($"Topic {shape.Name} has {counts[shape.Name]} partitions and must have {shape.Partitions}: "
                + "set the number of partitions to what the topic has, or use another topic name or prefix.");
        }

        var results = await _admin.DescribeConfigsAsync(
            shapes.Select(shape => new ConfigResource { Name = shape.Name, Type = ResourceType.Topic }));
        foreach (var (shape, result) in shapes.Zip(results))
        {
            var policy = result.Entries.TryGetValue("cleanup.policy", out var entry) ? entry.Value : "delete";
            if (!policy.Split(',').Contains(Text(shape.Cleanup)))
            {
                throw new TopicShapeException($"Topic {shape.Name} has cleanup.policy={policy} and must have {Text(shape.Cleanup)}: "
                    + "alter it, or use another topic name or prefix.");
            }
        }
    }

    private Task<Metadata> MetadataAsync(CancellationToken cancellationToken) =>
        Task.Run(() => _admin.GetMetadata(RequestLimit), cancellationToken);

    private static Dictionary<string, int> PartitionCounts(Metadata metadata) =>
        metadata.Topics.Where(topic => !topic.Error.IsError).ToDictionary(topic => topic.Topic, topic => topic.Partitions.Count);

    private static string Text(CleanupPolicy policy) => policy == CleanupPolicy.Compact ? "compact" : "delete";

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
