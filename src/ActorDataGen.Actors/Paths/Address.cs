namespace ActorDataGen.Actors;

/// <summary>The address of an actor system: protocol and name. Host and port stay empty, since nothing here is remote.</summary>
public sealed class Address : IComparable<Address>, IEquatable<Address>
{
    /// <summary>Creates an address.</summary>
    public Address(string protocol, string system, string? host = null, int? port = null)
    {
        Protocol = protocol;
        System = system;
        Host = host;
        Port = port;
    }

    /// <summary>The protocol, <c>akka</c>.</summary>
    public string Protocol { get; }

    /// <summary>The system's name.</summary>
    public string System { get; }

    /// <summary>The host, or null.</summary>
    public string? Host { get; }

    /// <summary>The port, or null.</summary>
    public int? Port { get; }

    /// <summary>True without a host.</summary>
    public bool HasLocalScope => Host is null;

    /// <summary>True with a host.</summary>
    public bool HasGlobalScope => Host is not null;

    /// <inheritdoc/>
    public int CompareTo(Address? other) => string.CompareOrdinal(ToString(), other?.ToString());

    /// <inheritdoc/>
    public bool Equals(Address? other) =>
        other is not null && Protocol == other.Protocol && System == other.System && Host == other.Host && Port == other.Port;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Address);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Protocol, System, Host, Port);

    /// <inheritdoc/>
    public override string ToString() =>
        $"{Protocol}://{System}" + (Host is null ? "" : $"@{Host}") + (Port is null ? "" : $":{Port}");
}
