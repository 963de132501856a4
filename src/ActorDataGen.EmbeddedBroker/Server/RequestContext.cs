using System.Net;
using ActorDataGen.KafkaProtocol.Wire;

namespace ActorDataGen.EmbeddedBroker.Server;

/// <summary>What a handler may know about a request besides its body.</summary>
/// <param name="Header">API, version, correlation id, client id.</param>
/// <param name="Endpoint">What the listener tells clients to connect to: a coordinator's address must be this one.</param>
/// <param name="ConnectionId">Names the connection in logs.</param>
/// <param name="ClientAddress">Where the client is, or null where that is not known.</param>
/// <param name="Aborted">Fires when the connection ends or the broker stops; waiting handlers give up then.</param>
internal sealed record RequestContext(
    RequestHeader Header, AdvertisedEndpoint Endpoint, string ConnectionId, IPAddress? ClientAddress, CancellationToken Aborted)
{
    public short Version => Header.Version;

    public string ClientId => Header.ClientId ?? "";

    /// <summary>The client's host as Kafka shows it in group descriptions.</summary>
    public string ClientHost => "/" + (ClientAddress?.ToString() ?? "");
}

/// <summary>The address that a listener tells its clients, which need not be the one it is bound to.</summary>
internal readonly record struct AdvertisedEndpoint(string Host, int Port);
