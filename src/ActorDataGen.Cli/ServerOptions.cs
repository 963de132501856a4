using System.CommandLine;
using ActorDataGen.Client;

namespace ActorDataGen.Cli;

/// <summary>Which node a command talks to, and how it answers.</summary>
internal static class ServerOptions
{
    public const string DefaultServer = "http://127.0.0.1:8080";

    public static Option<string?> Server { get; } = new("--server", "-s")
    {
        Description = $"The node's address [ADG_SERVER, else {DefaultServer}]",
        Recursive = true,
    };

    public static Option<string?> Token { get; } = new("--token")
    {
        Description = "Bearer token, where the node asks for one [ADG_TOKEN]",
        Recursive = true,
    };

    public static Option<bool> Json { get; } = new("--json") { Description = "JSON for programs instead of tables", Recursive = true };

    public static AdgClient Connect(ParseResult result)
    {
        var address = result.GetValue(Server) ?? Environment.GetEnvironmentVariable("ADG_SERVER") ?? DefaultServer;
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https"))
        {
            throw new UsageException($"--server {address} is no address; write it as http://HOST:PORT");
        }

        return new AdgClient(uri, result.GetValue(Token) ?? Environment.GetEnvironmentVariable("ADG_TOKEN"));
    }
}
