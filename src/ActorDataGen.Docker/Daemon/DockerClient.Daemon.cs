using ActorDataGen.Docker.Networks;
using ActorDataGen.Docker.Daemon;

namespace ActorDataGen.Docker;

/// <content>The daemon itself, and its networks.</content>
public sealed partial class DockerClient
{
    /// <summary>Asks whether the daemon answers, and settles the API version anew.</summary>
    /// <returns>The API version in use.</returns>
    public async Task<Version> PingAsync(CancellationToken cancellationToken)
    {
        using var limit = Limit(_options.CallTimeout, cancellationToken);
        try
        {
            return await NegotiateAsync(limit.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException)
        {
            throw Broken("_ping", e, cancellationToken);
        }
    }

    /// <summary>Tells the daemon's versions.</summary>
    public Task<DockerVersion> GetVersionAsync(CancellationToken cancellationToken) =>
        CallAsync(HttpMethod.Get, "version", DockerJson.Default.DockerVersion, cancellationToken);

    /// <summary>Tells what the daemon knows of its host.</summary>
    public Task<DockerInfo> GetInfoAsync(CancellationToken cancellationToken) =>
        CallAsync(HttpMethod.Get, "info", DockerJson.Default.DockerInfo, cancellationToken);

    /// <summary>Tells about a network, such as its gateway's address.</summary>
    public Task<NetworkDetails> InspectNetworkAsync(string network, CancellationToken cancellationToken) =>
        CallAsync(HttpMethod.Get, "networks/" + Escape(network), DockerJson.Default.NetworkDetails, cancellationToken);
}
