using System.Text.Json;
using System.Text.Json.Serialization;

namespace ActorDataGen.Docker.Connecting;

/// <summary>The <c>docker</c> command's own configuration file, as far as it matters here.</summary>
internal sealed record DockerConfiguration
{
    [JsonPropertyName("currentContext")]
    public string? CurrentContext { get; init; }

    [JsonPropertyName("auths")]
    public Dictionary<string, StoredLogin>? Logins { get; init; }

    [JsonPropertyName("credsStore")]
    public string? Store { get; init; }

    [JsonPropertyName("credHelpers")]
    public Dictionary<string, string>? Helpers { get; init; }

    /// <summary>A registry's login as kept in the file.</summary>
    internal sealed record StoredLogin
    {
        [JsonPropertyName("auth")]
        public string? UserAndPassword { get; init; }

        [JsonPropertyName("identitytoken")]
        public string? IdentityToken { get; init; }
    }

    public static string DefaultDirectory =>
        Environment.GetEnvironmentVariable("DOCKER_CONFIG") is { Length: > 0 } folder
            ? folder
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".docker");

    /// <exception cref="DockerApiException">The file is not JSON.</exception>
    public static DockerConfiguration Read(string directory)
    {
        var path = Path.Combine(directory, "config.json");
        if (!File.Exists(path))
            return new DockerConfiguration();
        try
        {
            return JsonSerializer.Deserialize<DockerConfiguration>(File.ReadAllText(path)) ?? new DockerConfiguration();
        }
        catch (JsonException e)
        {
            throw new DockerApiException($"{path} is not valid JSON: correct it, or name another folder in DOCKER_CONFIG", inner: e);
        }
    }
}
