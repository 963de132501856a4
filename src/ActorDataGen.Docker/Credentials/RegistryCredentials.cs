using System.Text;
using System.Text.Json.Nodes;

namespace ActorDataGen.Docker.Credentials;

/// <summary>A login at a registry. It goes to the daemon in a header and is never part of a message or a log line.</summary>
/// <param name="User">User name.</param>
/// <param name="Password">Password.</param>
/// <param name="IdentityToken">Token in place of the two; null for none.</param>
public sealed record RegistryCredentials(string User, string Password, string? IdentityToken = null)
{
    /// <summary>Tells nothing.</summary>
    public override string ToString() => "(registry credentials)";

    internal string ToHeader(string server)
    {
        var json = IdentityToken is { } token
            ? new JsonObject { ["identitytoken"] = token, ["serveraddress"] = server }
            : new JsonObject { ["username"] = User, ["password"] = Password, ["serveraddress"] = server };
        return Convert.ToBase64String(Encoding.UTF8.GetBytes(json.ToJsonString())).Replace('+', '-').Replace('/', '_');
    }
}
