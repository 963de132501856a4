using System.Text.Json.Serialization;

namespace ActorDataGen.Docker.Networks;

/// <summary>A network.</summary>
public sealed record NetworkDetails
{
    /// <summary>Its id.</summary>
    public string Id { get; init; } = "";

    /// <summary>Its name.</summary>
    public string Name { get; init; } = "";

    /// <summary>What drives it: <c>bridge</c>, <c>host</c>, <c>null</c>, …</summary>
    public string Driver { get; init; } = "";

    /// <summary>Its addresses.</summary>
    [JsonPropertyName("IPAM")]
    public NetworkAddresses? Addresses { get; init; }

    /// <summary>The address by which containers reach the host; null where the network has none.</summary>
    [JsonIgnore]
    public string? Gateway => Addresses?.Config?.Select(range => range.Gateway).FirstOrDefault(gateway => !string.IsNullOrEmpty(gateway));
}

/// <summary>A network's addresses.</summary>
public sealed record NetworkAddresses
{
    /// <summary>Its ranges.</summary>
    public NetworkRange[]? Config { get; init; }
}

/// <summary>A range of addresses.</summary>
public sealed record NetworkRange
{
    /// <summary>The range in CIDR notation.</summary>
    public string? Subnet { get; init; }

    /// <summary>The host's address in it.</summary>
    public string? Gateway { get; init; }
}
