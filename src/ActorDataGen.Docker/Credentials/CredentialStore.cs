using System.Diagnostics;
using System.Text;
using System.Text.Json;
using ActorDataGen.Docker.Connecting;

namespace ActorDataGen.Docker.Credentials;

/// <summary>Logins as <c>docker login</c> keeps them: in the configuration file, or with a helper program.</summary>
/// <param name="directory">Folder of <c>config.json</c>; null is the user's own (<c>DOCKER_CONFIG</c>).</param>
public sealed class CredentialStore(string? directory = null)
{
    /// <summary>The name that Docker keeps its own hub's login under.</summary>
    private const string HubKey = "https://index.docker.io/v1/";

    private readonly string _directory = directory ?? DockerConfiguration.DefaultDirectory;

    /// <summary>Finds the login for a registry, or null when there is none.</summary>
    /// <exception cref="DockerApiException">The file can't be read, or the helper failed; its answer is not repeated.</exception>
    public async Task<RegistryCredentials?> FindAsync(string registry, CancellationToken cancellationToken)
    {
        var configuration = DockerConfiguration.Read(_directory);
        var key = registry == ImageReference.HubRegistry ? HubKey : registry;
        var helper = configuration.Helpers?.GetValueOrDefault(registry) ?? configuration.Store;
        if (helper is { Length: > 0 })
            return await AskAsync(helper, key, cancellationToken).ConfigureAwait(false);

        var login = configuration.Logins?.GetValueOrDefault(key) ?? configuration.Logins?.GetValueOrDefault("https://" + registry);
        if (login?.IdentityToken is { Length: > 0 } token)
            return new RegistryCredentials("", "", token);
        if (login?.UserAndPassword is not { Length: > 0 } encoded)
            return null;
        try
        {
            var text = Encoding.UTF8.GetString(Convert.FromBase64String(encoded));
            var colon = text.IndexOf(':', StringComparison.Ordinal);
            return colon < 0 ? null : new RegistryCredentials(text[..colon], text[(colon + 1)..]);
        }
        catch (FormatException e)
        {
            throw new DockerApiException($"the login for {registry} in {_directory}/config.json is damaged: run docker login {registry}", inner: e);
        }
    }

    /// <summary>A helper reads the registry's name and writes JSON; see docker-credential-helpers.</summary>
    private static async Task<RegistryCredentials?> AskAsync(string helper, string key, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("docker-credential-" + helper, "get")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        try
        {
            using var process = Process.Start(start) ?? throw new InvalidOperationException("no process");
            await process.StandardInput.WriteLineAsync(key.AsMemory(), cancellationToken).ConfigureAwait(false);
            process.StandardInput.Close();
            var errors = process.StandardError.ReadToEndAsync(cancellationToken);
            var answer = await process.StandardOutput.ReadToEndAsync(cancellationToken).ConfigureAwait(false);
            await errors.ConfigureAwait(false);
            await process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
            // Its way of saying "I have none" is a failure with words; a pull without credentials then tells whether that matters.
            if (process.ExitCode != 0)
                return null;
            using var document = JsonDocument.Parse(answer);
            var user = document.RootElement.GetProperty("Username").GetString() ?? "";
            var secret = document.RootElement.GetProperty("Secret").GetString() ?? "";
            return user == "<token>" ? new RegistryCredentials("", "", secret) : new RegistryCredentials(user, secret);
        }
        catch (Exception e) when (e is System.ComponentModel.Win32Exception or JsonException or KeyNotFoundException or IOException)
        {
            throw new DockerApiException($"the credential helper docker-credential-{helper} can't be used: install it, or run docker login anew", inner: e);
        }
    }
}
