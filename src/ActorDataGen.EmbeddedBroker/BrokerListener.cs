namespace ActorDataGen.EmbeddedBroker;

/// <summary>An address to listen on, and what to tell the clients that connect there.</summary>
/// <param name="Host">Address to bind; loopback unless you say otherwise. <c>0.0.0.0</c> or <c>::</c> need an advertised host.</param>
/// <param name="Port">Port to bind; 0 for any free one.</param>
/// <param name="AdvertisedHost">Host that clients of this listener are told; <paramref name="Host"/> by default.</param>
/// <param name="AdvertisedPort">Port that clients of this listener are told; the bound one by default.</param>
public sealed record BrokerListener(string Host = "127.0.0.1", int Port = 0, string? AdvertisedHost = null, int? AdvertisedPort = null);
