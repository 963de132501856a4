using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace ActorDataGen.Docker.Connecting;

/// <summary>Where a daemon is, and by what certificates it is spoken to.</summary>
/// <param name="Address"><c>unix:///path</c>, <c>tcp://host:port</c>, <c>http://…</c> or <c>https://…</c>.</param>
public sealed record DockerEndpoint(Uri Address)
{
    /// <summary>Where Docker listens unless told otherwise.</summary>
    public static DockerEndpoint Default { get; } = new(new Uri("unix:///var/run/docker.sock"));

    /// <summary>Folder with <c>ca.pem</c>, <c>cert.pem</c> and <c>key.pem</c>, of which each may be missing; null speaks without TLS.</summary>
    public string? CertificateDirectory { get; init; }

    /// <summary>Accepts any server certificate; client certificates are still sent. As <c>docker --tls</c> without <c>--tlsverify</c>.</summary>
    public bool SkipVerification { get; init; }

    /// <summary>
    /// Finds the endpoint as the <c>docker</c> command does: <c>DOCKER_HOST</c> with <c>DOCKER_TLS</c>, <c>DOCKER_TLS_VERIFY</c> and
    /// <c>DOCKER_CERT_PATH</c>; else the context of <c>DOCKER_CONTEXT</c> or of the configuration; else the default socket.
    /// </summary>
    /// <exception cref="DockerApiException">A context is named that does not exist or has no address.</exception>
    public static DockerEndpoint FromEnvironment() => From(Environment.GetEnvironmentVariable, DockerConfiguration.DefaultDirectory);

    internal static DockerEndpoint From(Func<string, string?> variable, string configuration)
    {
        if (variable("DOCKER_HOST") is { Length: > 0 } host)
        {
            var verifies = variable("DOCKER_TLS_VERIFY") is { Length: > 0 };
            var tls = verifies || variable("DOCKER_TLS") is { Length: > 0 };
            var certificates = variable("DOCKER_CERT_PATH") is { Length: > 0 } path ? path : configuration;
            return Parse(host) with { CertificateDirectory = tls ? certificates : null, SkipVerification = tls && !verifies };
        }

        var name = variable("DOCKER_CONTEXT") is { Length: > 0 } chosen ? chosen : DockerConfiguration.Read(configuration).CurrentContext;
        return name is null or "" or "default" ? Default : FromContext(configuration, name);
    }

    /// <summary>Reads an address as <c>DOCKER_HOST</c> writes it.</summary>
    /// <exception cref="DockerApiException">It is none that this client can use.</exception>
    public static DockerEndpoint Parse(string address)
    {
        ArgumentNullException.ThrowIfNull(address);
        var full = address.Contains("://", StringComparison.Ordinal) ? address : address.StartsWith('/') ? "unix://" + address : "tcp://" + address;
        return Uri.TryCreate(full, UriKind.Absolute, out var uri) && uri.Scheme is "unix" or "tcp" or "http" or "https"
            ? new DockerEndpoint(new Uri(full))
            : throw new DockerApiException($"'{address}' is not a Docker address: use unix:///path, tcp://host:port, http:// or https://");
    }

    /// <summary>Contexts are kept under the SHA-256 of their names.</summary>
    private static DockerEndpoint FromContext(string configuration, string name)
    {
        var id = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)));
        var meta = Path.Combine(configuration, "contexts", "meta", id, "meta.json");
        if (!File.Exists(meta))
            throw new DockerApiException($"there is no Docker context '{name}' in {configuration}: see docker context ls, or unset DOCKER_CONTEXT");
        using var document = JsonDocument.Parse(File.ReadAllText(meta));
        if (!document.RootElement.TryGetProperty("Endpoints", out var endpoints) || !endpoints.TryGetProperty("docker", out var docker)
            || !docker.TryGetProperty("Host", out var host) || host.GetString() is not { Length: > 0 } address)
            throw new DockerApiException($"the Docker context '{name}' has no address: see docker context inspect {name}");
        var certificates = Path.Combine(configuration, "contexts", "tls", id, "docker");
        return Parse(address) with
        {
            CertificateDirectory = Directory.Exists(certificates) ? certificates : null,
            SkipVerification = docker.TryGetProperty("SkipTLSVerify", out var skip) && skip.ValueKind == JsonValueKind.True,
        };
    }
}
