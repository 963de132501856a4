using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace ActorDataGen.EmbeddedRegistry.Web;

/// <summary>What a request's path and query say.</summary>
internal readonly struct RegistryRequest(HttpContext context)
{
    private const string AnyContext = ":*:";

    public string Subject => Path("subject");

    /// <summary>The schema id in the path, or -1, which no schema has.</summary>
    public int Id => int.TryParse(Path("id"), NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : -1;

    public string Prefix => Query("subjectPrefix") is { } prefix && !prefix.StartsWith(AnyContext, StringComparison.Ordinal) ? prefix : (Query("subjectPrefix") ?? AnyContext)[AnyContext.Length..];

    public int Offset => Math.Max(Number("offset", 0), 0);

    public int Limit => Number("limit", -1);

    /// <summary>A part of the path. The server decodes all of it but slashes, so that a subject may have them.</summary>
    public string Path(string name) => ((string)context.Request.RouteValues[name]!).Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);

    public bool Flag(string name) => string.Equals(Query(name), "true", StringComparison.OrdinalIgnoreCase);

    private string? Query(string name) => context.Request.Query.TryGetValue(name, out var values) ? values.ToString() : null;

    private int Number(string name, int otherwise) => int.TryParse(Query(name), CultureInfo.InvariantCulture, out var number) ? number : otherwise;
}
