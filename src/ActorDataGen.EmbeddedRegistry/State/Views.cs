using System.Security.Cryptography;
using System.Text;
using ActorDataGen.EmbeddedRegistry.Entries;
using ActorDataGen.SchemaRegistry;

namespace ActorDataGen.EmbeddedRegistry.State;

/// <summary>How versions and documents are shown.</summary>
internal static class Views
{
    public static VersionView Of(SchemaEntry entry) => new(
        entry.Subject, entry.Version, entry.Id, Guid(entry.Document), Type(entry.Document), References(entry.Document), entry.Document.Schema,
        entry.IsDeleted ? true : null, null);

    public static VersionView Of(SchemaDocument document, int? maxId) =>
        new(null, null, null, Guid(document), Type(document), References(document), document.Schema, null, maxId);

    /// <summary>An id that the same schema has in every registry of this make.</summary>
    public static string Guid(SchemaDocument document)
    {
        var text = document.Schema + string.Concat(document.References.Select(r => $"\n{r.Name} {r.Subject} {r.Version}"));
        return new Guid(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 16), bigEndian: true).ToString("D");
    }

    // Avro is what clients take a schema to be that does not say.
    private static string? Type(SchemaDocument document) => document.SchemaType == SchemaDocument.Avro ? null : document.SchemaType;

    private static List<ReferenceView>? References(SchemaDocument document) =>
        document.References.IsEmpty ? null : [.. document.References.Select(r => new ReferenceView(r.Name, r.Subject, r.Version))];
}
