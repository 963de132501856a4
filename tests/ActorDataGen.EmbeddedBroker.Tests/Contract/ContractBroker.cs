using ActorDataGen.TestSupport;

[assembly: AssemblyFixture(typeof(ApacheKafka))]
[assembly: AssemblyFixture(typeof(ActorDataGen.EmbeddedBroker.Tests.Contract.ContractBroker))]

namespace ActorDataGen.EmbeddedBroker.Tests.Contract;

/// <summary>One embedded broker on disk for all contract tests, as <see cref="ApacheKafka"/> is one Kafka for all.</summary>
public sealed class ContractBroker : IAsyncDisposable
{
    private readonly SemaphoreSlim _gate = new(1);
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("adg-contract-");
    private EmbeddedBroker? _broker;

    /// <summary>Where the broker keeps its logs.</summary>
    public string DataDirectory => _data.FullName;

    /// <summary>The broker's address; starts it if need be.</summary>
    public async Task<string> RequireAsync()
    {
        await _gate.WaitAsync();
        try
        {
            _broker ??= await EmbeddedBroker.StartAsync(new EmbeddedBrokerOptions { DataDirectory = _data.FullName });
            return _broker.BootstrapServers;
        }
        finally
        {
            _gate.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_broker is not null)
        {
            await _broker.DisposeAsync();
        }

        _data.Delete(recursive: true);
        _gate.Dispose();
    }
}
