using System.Text.Json.Serialization;
using ActorDataGen.Jobs.Values;

namespace ActorDataGen.Jobs;

/// <summary>The name of an agent: one container engine that belongs to one cluster.</summary>
/// <param name="Value">The text, as it stands in topics and container labels.</param>
[JsonConverter(typeof(AgentIdJsonConverter))]
public readonly record struct AgentId(string Value)
{
    /// <summary>True when no agent is meant (a replica that is not placed).</summary>
    [JsonIgnore]
    public bool IsEmpty => string.IsNullOrEmpty(Value);

    /// <inheritdoc/>
    public override string ToString() => Value ?? "";
}

internal sealed class AgentIdJsonConverter() : TextJsonConverter<AgentId>(text => new AgentId(text), id => id.ToString());
