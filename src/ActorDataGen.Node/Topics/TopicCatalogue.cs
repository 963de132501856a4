using ActorDataGen.Client.Contract;
using Confluent.Kafka;
using Confluent.Kafka.Admin;

namespace ActorDataGen.Node.Topics;

/// <summary>Topics and groups as Kafka knows them. One admin client serves all questions.</summary>
internal sealed class TopicCatalogue(KafkaClients clients) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private readonly IAdminClient _admin = clients.Admin();
    private readonly IConsumer<byte[], byte[]?> _offsets = clients.Reader("offsets");

    public void Dispose()
    {
        _admin.Dispose();
        _offsets.Dispose();
    }

    /// <exception cref="NodeException">Kafka does not answer.</exception>
    public Task<IReadOnlyList<TopicView>> ListAsync() => AskAsync<IReadOnlyList<TopicView>>(() =>
        [.. _admin.GetMetadata(Patience).Topics.Where(t => t.Error.Code == Confluent.Kafka.ErrorCode.NoError)
            .Select(View).OrderBy(t => t.Name, StringComparer.Ordinal)]);

    /// <exception cref="NodeException">Kafka does not answer.</exception>
    public Task<TopicView?> FindAsync(string name) => AskAsync(() =>
        // All topics are listed rather than the one asked for, because asking for one may create it.
        _admin.GetMetadata(Patience).Topics.FirstOrDefault(t => t.Topic == name && t.Error.Code == Confluent.Kafka.ErrorCode.NoError) is { } topic ? View(topic) : null);

    /// <summary>Creates a topic.</summary>
    /// <returns>What Kafka has against it, or null once it is there.</returns>
    public async Task<string?> CreateAsync(NewTopic topic)
    {
        try
        {
            await _admin.CreateTopicsAsync([new TopicSpecification
            {
                Name = topic.Name,
                NumPartitions = topic.Partitions ?? 1,
                ReplicationFactor = (short)(topic.ReplicationFactor ?? -1),
                Configs = topic.Config?.ToDictionary(StringComparer.Ordinal),
            }], new CreateTopicsOptions { RequestTimeout = Patience, OperationTimeout = Patience });
            return null;
        }
        catch (CreateTopicsException e)
        {
            return e.Results[0].Error.Reason;
        }
        catch (KafkaException e)
        {
            throw Unreachable(e);
        }
    }

    /// <summary>Deletes a topic.</summary>
    /// <returns>What Kafka has against it, or null once it is gone.</returns>
    public async Task<string?> DeleteAsync(string name)
    {
        try
        {
            await _admin.DeleteTopicsAsync([name], new DeleteTopicsOptions { RequestTimeout = Patience, OperationTimeout = Patience });
            return null;
        }
        catch (DeleteTopicsException e)
        {
            return e.Results[0].Error.Reason;
        }
        catch (KafkaException e)
        {
            throw Unreachable(e);
        }
    }

    /// <exception cref="NodeException">Kafka does not answer.</exception>
    public Task<IReadOnlyList<GroupInfo>> GroupsAsync() => AskAsync<IReadOnlyList<GroupInfo>>(() => _admin.ListGroups(Patience));

    /// <summary>Sum over the partitions with a committed offset of what is left to read; null where nothing is committed.</summary>
    public async Task<long?> LagAsync(string group)
    {
        var committed = await CommittedAsync(group);
        return committed.Count == 0 ? null : await AskAsync(() => committed.Sum(c => Math.Max(0, Watermarks(c.Key).High.Value - c.Value)));
    }

    /// <summary>Each partition of a topic with the member of a group that reads it, and how far behind that is.</summary>
    public async Task<IReadOnlyList<PartitionView>> OwnersAsync(string group, string topic)
    {
        var view = await FindAsync(topic);
        var members = (await AskAsync(() => _admin.ListGroup(group, Patience)))?.Members ?? [];
        var owners = members.SelectMany(m => MemberAssignment.Partitions(m.MemberAssignment, topic).Select(p => (Partition: p, m.ClientId)))
            .GroupBy(o => o.Partition).ToDictionary(g => g.Key, g => g.First().ClientId);
        var committed = await CommittedAsync(group);
        return [.. (view?.Partitions ?? []).Select(p => new PartitionView
        {
            Partition = p.Partition,
            Owner = owners.GetValueOrDefault(p.Partition),
            Lag = Math.Max(0, p.End - Math.Max(p.Start, committed.GetValueOrDefault(new TopicPartition(topic, p.Partition), p.Start))),
        })];
    }

    public WatermarkOffsets Watermarks(TopicPartition partition) => _offsets.QueryWatermarkOffsets(partition, Patience);

    private async Task<Dictionary<TopicPartition, long>> CommittedAsync(string group)
    {
        try
        {
            var answer = await _admin.ListConsumerGroupOffsetsAsync([new ConsumerGroupTopicPartitions(group, null)], new() { RequestTimeout = Patience });
            return answer[0].Partitions.Where(p => p.Error.Code == Confluent.Kafka.ErrorCode.NoError && p.Offset >= 0)
                .ToDictionary(p => p.TopicPartition, p => p.Offset.Value);
        }
        catch (KafkaException e) when (!e.Error.IsFatal)
        {
            // Groups come and go between the list and this question; one that is gone has committed nothing.
            return [];
        }
    }

    private TopicView View(TopicMetadata topic)
    {
        var partitions = topic.Partitions.OrderBy(p => p.PartitionId).Select(p =>
        {
            var offsets = Watermarks(new TopicPartition(topic.Topic, p.PartitionId));
            return new TopicPartitionView { Partition = p.PartitionId, Start = offsets.Low.Value, End = offsets.High.Value, Leader = p.Leader };
        }).ToList();
        return new TopicView { Name = topic.Topic, Partitions = partitions, Records = partitions.Sum(p => p.End - p.Start) };
    }

    private static async Task<T> AskAsync<T>(Func<T> question)
    {
        try
        {
            // librdkafka's admin questions block: off the request's thread with them.
            return await Task.Run(question);
        }
        catch (KafkaException e)
        {
            throw Unreachable(e);
        }
    }

    private static NodeException Unreachable(KafkaException e) => new($"Kafka does not answer: {e.Error.Reason}", e);
}
