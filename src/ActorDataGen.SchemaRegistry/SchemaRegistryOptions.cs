using System.Security.Cryptography.X509Certificates;

namespace ActorDataGen.SchemaRegistry;

/// <summary>How to reach a registry.</summary>
public sealed class SchemaRegistryOptions
{
    /// <summary>The registry's addresses, tried in turn. A user and password in one serve as basic authentication.</summary>
    public required IReadOnlyList<Uri> Urls { get; init; }

    /// <summary>User and password of basic authentication, or null.</summary>
    public (string User, string Password)? BasicAuthentication { get; init; }

    /// <summary>Gives the token of bearer authentication for each request, or null.</summary>
    public Func<CancellationToken, ValueTask<string>>? BearerToken { get; init; }

    /// <summary>Certificates that sign the registry's, where the system does not know them.</summary>
    public X509Certificate2Collection? CertificateAuthorities { get; init; }

    /// <summary>The certificate that this client shows, or null.</summary>
    public X509Certificate2? ClientCertificate { get; init; }

    /// <summary>How long one attempt may take (default 10 s: a registry that answers at all does so within one).</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How many times a request is tried again over all addresses (default 3).</summary>
    public int Retries { get; init; } = 3;

    /// <summary>The pause before the first repetition, doubled for each (default 100 ms), with up to half of it added at random.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>How long an answer about the latest version serves (default 1 min). A registry that is down lengthens it.</summary>
    public TimeSpan LatestCacheTime { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>The clock.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Replaces the network, for tests.</summary>
    public HttpMessageHandler? Handler { get; init; }
}
