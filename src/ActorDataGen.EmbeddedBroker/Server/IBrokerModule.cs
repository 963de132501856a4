using Microsoft.Extensions.Logging;
using ActorDataGen.EmbeddedBroker.Storage;
using ActorDataGen.EmbeddedBroker.Topics;

namespace ActorDataGen.EmbeddedBroker.Server;

/// <summary>A part of the broker with APIs and a life of its own: the group coordinator, the transaction coordinator.</summary>
internal interface IBrokerModule
{
    /// <summary>The APIs it answers.</summary>
    IEnumerable<ApiHandler> Handlers { get; }

    /// <summary>Restores its state from the logs. Called once, after the logs are open and before any client is let in.</summary>
    ValueTask StartAsync(CancellationToken cancellationToken);

    /// <summary>Stops timers and answers whoever waits. Called once, when no client is left.</summary>
    ValueTask StopAsync();
}

/// <summary>What a module gets from the broker.</summary>
internal sealed record BrokerServices(
    EmbeddedBrokerOptions Options, string ClusterId, ITopicCatalog Topics, TransactionGate Transactions, TimeProvider Time, ILoggerFactory Loggers);
