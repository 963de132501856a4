using System.Text;

namespace ActorDataGen.EmbeddedBroker.Testing;

/// <summary>A record as a test sees it.</summary>
/// <param name="Partition">Partition it is in.</param>
/// <param name="Offset">Offset in that partition.</param>
/// <param name="Timestamp">Its timestamp.</param>
/// <param name="Key">Key, or null.</param>
/// <param name="Value">Value, or null for a tombstone.</param>
/// <param name="Headers">Headers, by name; of several with one name the last.</param>
public sealed record TestRecord(
    int Partition, long Offset, DateTimeOffset Timestamp, byte[]? Key, byte[]? Value, IReadOnlyDictionary<string, byte[]?> Headers)
{
    /// <summary>The key as UTF-8 text, or null.</summary>
    public string? KeyText => Key is null ? null : Encoding.UTF8.GetString(Key);

    /// <summary>The value as UTF-8 text, or null.</summary>
    public string? ValueText => Value is null ? null : Encoding.UTF8.GetString(Value);
}
