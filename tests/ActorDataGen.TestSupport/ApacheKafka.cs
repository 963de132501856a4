namespace ActorDataGen.TestSupport;

/// <summary>
/// One node of Apache Kafka for all tests of an assembly, started when the first of them asks:
/// <c>[assembly: AssemblyFixture(typeof(ApacheKafka))]</c>. Tests use topics and groups of their own.
/// </summary>
public sealed class ApacheKafka : IAsyncDisposable
{
    private readonly SemaphoreSlim _gate = new(1);
    private ApacheKafkaNode? _node;

    /// <summary>The node's address; starts it if need be. Skips the running test where there is no Apache Kafka.</summary>
    public async Task<string> RequireAsync()
    {
        var directory = TestEnvironment.RequireKafka();
        await _gate.WaitAsync();
        try
        {
            _node ??= await ApacheKafkaNode.StartAsync(directory);
            return _node.BootstrapServers;
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (_node is not null)
        {
            await _node.DisposeAsync();
        }

        _gate.Dispose();
    }
}
