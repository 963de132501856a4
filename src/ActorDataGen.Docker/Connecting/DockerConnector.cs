using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace ActorDataGen.Docker.Connecting;

/// <summary>Makes the connections of one endpoint.</summary>
internal static class DockerConnector
{
    /// <summary>Handler and base address: over a socket file the host's name in the requests means nothing.</summary>
    public static (SocketsHttpHandler Handler, Uri BaseAddress) Make(DockerEndpoint endpoint, DockerClientOptions options)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            ConnectTimeout = options.ConnectTimeout,
            PooledConnectionIdleTimeout = options.IdleConnectionTimeout,
            // Streams hold a connection each; a bound here would let them starve the calls that stop containers.
            MaxConnectionsPerServer = int.MaxValue,
        };
        if (endpoint.Address.Scheme == "unix")
        {
            var path = endpoint.Address.AbsolutePath;
            handler.ConnectCallback = (_, cancellationToken) => ConnectAsync(path, cancellationToken);
            return (handler, new Uri("http://docker/"));
        }

        var isTls = endpoint.Address.Scheme == "https" || endpoint.CertificateDirectory is not null;
        if (isTls)
            handler.SslOptions = TlsOptions(endpoint);
        return (handler, new UriBuilder(endpoint.Address) { Scheme = isTls ? "https" : "http", Port = Port(endpoint.Address, isTls) }.Uri);
    }

    private static int Port(Uri address, bool isTls) =>
        address.Port > 0 && !(address.Scheme == "tcp" && address.IsDefaultPort) ? address.Port : isTls ? 2376 : 2375;

    private static async ValueTask<Stream> ConnectAsync(string path, CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellationToken).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static SslClientAuthenticationOptions TlsOptions(DockerEndpoint endpoint)
    {
        var tls = new SslClientAuthenticationOptions();
        if (endpoint.SkipVerification)
        {
#pragma warning disable CA5359 // The operator said DOCKER_TLS without DOCKER_TLS_VERIFY, or a context's SkipTLSVerify: Docker's own switch.
            tls.RemoteCertificateValidationCallback = (_, _, _, _) => true;
#pragma warning restore CA5359
        }

        if (endpoint.CertificateDirectory is not { } folder)
            return tls;
        try
        {
            var (authority, certificate, key) = (Path.Combine(folder, "ca.pem"), Path.Combine(folder, "cert.pem"), Path.Combine(folder, "key.pem"));
            if (!endpoint.SkipVerification && File.Exists(authority))
            {
                var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
                policy.CustomTrustStore.ImportFromPemFile(authority);
                tls.CertificateChainPolicy = policy;
            }

            if (File.Exists(certificate) && File.Exists(key))
                tls.ClientCertificates = [X509Certificate2.CreateFromPemFile(certificate, key)];
            return tls;
        }
        catch (CryptographicException e)
        {
            throw new DockerApiException($"the certificates in {folder} can't be used: {e.Message}", inner: e);
        }
    }
}
