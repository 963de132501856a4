using System.Text.Json.Serialization;
using ActorDataGen.Jobs.Values;

namespace ActorDataGen.Jobs;

/// <summary>What tells two jobs of the same id apart: given when a create is accepted, carried by everything about that job.</summary>
/// <param name="Value">The identity; the empty one means "no job".</param>
[JsonConverter(typeof(JobUidJsonConverter))]
public readonly record struct JobUid(Guid Value)
{
    /// <summary>True when no job is meant.</summary>
    [JsonIgnore]
    public bool IsEmpty => Value == Guid.Empty;

    /// <summary>A new uid. Randomness is the caller's: machines take uids as arguments.</summary>
    public static JobUid New() => new(Guid.NewGuid());

    /// <summary>Reads a uid as <see cref="ToString"/> writes it (32 hexadecimal digits; dashes are allowed too).</summary>
    public static bool TryParse(string? text, out JobUid uid)
    {
        var read = Guid.TryParse(text, out var value);
        uid = new JobUid(value);
        return read;
    }

    /// <summary>Thirty-two lower-case hexadecimal digits, as used in keys, labels and container names.</summary>
    public override string ToString() => Value.ToString("N");
}

internal sealed class JobUidJsonConverter() : TextJsonConverter<JobUid>(
    text => text.Length == 0 ? default
        : JobUid.TryParse(text, out var uid) ? uid
        : throw new System.Text.Json.JsonException($"'{text}' is not a job uid; give 32 hexadecimal digits."),
    uid => uid.IsEmpty ? "" : uid.ToString());
