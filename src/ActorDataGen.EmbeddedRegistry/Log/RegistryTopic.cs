using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Microsoft.Extensions.Logging;

namespace ActorDataGen.EmbeddedRegistry.Log;

/// <summary>Makes sure that the topic is there, waiting for a cluster that is only just starting.</summary>
internal static partial class RegistryTopic
{
    // Brokers of one process and of a compose file come up within seconds; each attempt asks with a short limit.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan AfterCreation = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Attempt = TimeSpan.FromSeconds(5);

    public static async Task EnsureAsync(EmbeddedRegistryOptions options, AdminClientConfig config, TimeProvider time, ILogger logger, CancellationToken cancellationToken)
    {
        using var admin = new AdminClientBuilder(config).SetLogHandler((_, _) => { }).SetErrorHandler((_, _) => { }).Build();
        while (true)
        {
            var pause = Pause;
            try
            {
                var metadata = admin.GetMetadata(options.Topic, Attempt);
                if (metadata.Topics.Find(t => t.Topic == options.Topic) is { Error.Code: ErrorCode.NoError } topic)
                {
                    if (topic.Partitions.Count > 0) return;
                }
                else
                {
                    await CreateAsync(admin, options, (short)Math.Clamp(metadata.Brokers.Count, 1, 3));
                    pause = AfterCreation;
                }
            }
            catch (KafkaException e) when (!e.Error.IsFatal)
            {
                LogWaiting(logger, options.Topic, e.Error.Reason);
            }

            await Task.Delay(pause, time, cancellationToken);
        }
    }

    private static async Task CreateAsync(IAdminClient admin, EmbeddedRegistryOptions options, short replicas)
    {
        var topic = new TopicSpecification
        {
            Name = options.Topic,
            // One partition, because the order of all records counts.
            NumPartitions = 1,
            ReplicationFactor = options.ReplicationFactor ?? replicas,
            Configs = new Dictionary<string, string> { ["cleanup.policy"] = "compact" },
        };
        try
        {
            await admin.CreateTopicsAsync([topic], new CreateTopicsOptions { RequestTimeout = Attempt });
        }
        catch (CreateTopicsException e) when (e.Results.TrueForAll(r => r.Error.Code == ErrorCode.TopicAlreadyExists))
        {
            // Another registry was faster.
        }
    }

    [LoggerMessage(8506, LogLevel.Warning, "The schema registry waits for its topic {Topic}: {Reason}")]
    private static partial void LogWaiting(ILogger logger, string topic, string reason);
}
