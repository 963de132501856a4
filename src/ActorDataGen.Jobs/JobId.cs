using System.Text.Json.Serialization;
using ActorDataGen.Jobs.Values;

namespace ActorDataGen.Jobs;

/// <summary>The name a user gives a job; unique among the jobs that exist at one time, and the key of its partition.</summary>
/// <param name="Value">The text, as it stands in topics; never null once read through <see cref="ToString"/>.</param>
[JsonConverter(typeof(JobIdJsonConverter))]
public readonly record struct JobId(string Value)
{
    /// <summary>The longest id accepted, in characters: with "replica/", a uid and two numbers it stays far below Kafka's and Docker's bounds.</summary>
    public const int MaxLength = 200;

    /// <summary>True when no id was given.</summary>
    [JsonIgnore]
    public bool IsEmpty => string.IsNullOrEmpty(Value);

    /// <inheritdoc/>
    public override string ToString() => Value ?? "";
}

internal sealed class JobIdJsonConverter() : TextJsonConverter<JobId>(text => new JobId(text), id => id.ToString());
