using System.Globalization;
using Confluent.Kafka;

namespace ActorDataGen.EmbeddedBroker.Tests.Crash;

/// <summary>Numbers, one after the other, through an idempotent producer that outlives the broker's crashes.</summary>
internal sealed class IdempotentLoad(string bootstrapServers, string topic)
{
    private readonly List<long> _acknowledged = [];
    private readonly List<string> _failures = [];
    private long _sent;

    /// <summary>Numbers that the broker acknowledged, in the order of the answers.</summary>
    public IReadOnlyList<long> Acknowledged => _acknowledged;

    public long Sent => _sent;

    public async Task RunAsync(CancellationToken stop)
    {
        using var producer = new ProducerBuilder<Null, string>(new ProducerConfig
        {
            BootstrapServers = bootstrapServers,
            EnableIdempotence = true,
            LingerMs = 1,
            ReconnectBackoffMs = 10,
            ReconnectBackoffMaxMs = 50,
            RetryBackoffMs = 10,
            SocketTimeoutMs = 10_000,
            MessageTimeoutMs = 300_000,
        }).SetLogHandler((_, _) => { }).SetErrorHandler((_, _) => { }).Build();
        while (!stop.IsCancellationRequested)
        {
            for (var i = 0; i < 20; i++)
            {
                producer.Produce(topic, new Message<Null, string> { Value = _sent++.ToString(CultureInfo.InvariantCulture) }, Note);
            }

            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, CancellationToken.None);
        }

        var left = producer.Flush(TimeSpan.FromSeconds(60));
        Assert.Equal(0, left);
        Assert.Empty(_failures);
    }

    // Answers come on one thread of the library, and are read when it is done.
    private void Note(DeliveryReport<Null, string> report)
    {
        if (report.Error.IsError)
        {
            _failures.Add(report.Error.ToString());
        }
        else
        {
            _acknowledged.Add(long.Parse(report.Message.Value, CultureInfo.InvariantCulture));
        }
    }
}
