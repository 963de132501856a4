using Confluent.Kafka;

namespace ActorDataGen.Kafka.Tests;

/// <summary>Reads what is committed in one partition, from its beginning, and goes on where it stopped.</summary>
internal sealed class CommittedReader : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);
    private readonly IConsumer<Ignore, string> _consumer;

    public CommittedReader(string bootstrap, TopicPartition partition)
    {
        KafkaLibrary.EnsureLoaded();
        _consumer = new ConsumerBuilder<Ignore, string>(new ConsumerConfig
        {
            BootstrapServers = bootstrap,
            GroupId = $"reader-{Guid.NewGuid():N}",
            EnableAutoCommit = false,
            EnablePartitionEof = true,
            IsolationLevel = IsolationLevel.ReadCommitted,
            FetchWaitMaxMs = 50,
        }).Build();
        _consumer.Assign(new TopicPartitionOffset(partition, Offset.Beginning));
    }

    /// <summary>The next record, as soon as it is readable.</summary>
    public string ReadOne()
    {
        while (true)
        {
            var result = _consumer.Consume(Limit) ?? throw new TimeoutException("no record became readable");
            if (!result.IsPartitionEOF)
            {
                return result.Message.Value;
            }
        }
    }

    /// <summary>All that is readable by now.</summary>
    public List<string> ReadToEnd()
    {
        // Assigning anew makes the consumer report the end again, after whatever came since.
        var assigned = _consumer.Assignment.Single();
        var position = _consumer.Position(assigned);
        _consumer.Assign(new TopicPartitionOffset(assigned, position == Offset.Unset ? Offset.Beginning : position));
        var values = new List<string>();
        while (true)
        {
            var result = _consumer.Consume(Limit) ?? throw new TimeoutException("the end was not reached");
            if (result.IsPartitionEOF)
            {
                return values;
            }

            values.Add(result.Message.Value);
        }
    }

    public void Dispose() => _consumer.Dispose();
}
