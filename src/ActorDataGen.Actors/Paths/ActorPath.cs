using System.Text;

namespace ActorDataGen.Actors;

/// <summary>The place of an actor in the tree. Two incarnations at one place differ by <see cref="Uid"/>, which equality includes.</summary>
public abstract class ActorPath : IComparable<ActorPath>, IEquatable<ActorPath>
{
    /// <summary>The characters besides letters and digits that a name may have.</summary>
    public const string ValidSymbols = "\"-_.*$+:@&=,!~';()";

    private readonly Address? _address;

    /// <summary>Creates a root.</summary>
    protected ActorPath(Address address, string name)
    {
        _address = address;
        Name = name;
    }

    /// <summary>Creates a child.</summary>
    protected ActorPath(ActorPath parentPath, string name, long uid)
    {
        Parent = parentPath;
        Name = name;
        Uid = uid;
    }

    /// <summary>The last element.</summary>
    public string Name { get; }

    /// <summary>The path of the parent, or null at the root.</summary>
    public ActorPath? Parent { get; }

    /// <summary>Tells incarnations under one name apart; 0 = none.</summary>
    public long Uid { get; }

    /// <summary>The system's address.</summary>
    public Address Address => _address ?? Parent!.Address;

    /// <summary>The root.</summary>
    public ActorPath Root => Parent is null ? this : Parent.Root;

    /// <summary>How many elements there are.</summary>
    public int Depth => Parent is null ? 0 : Parent.Depth + 1;

    /// <summary>The names from the root to here.</summary>
    public IReadOnlyList<string> Elements
    {
        get
        {
            if (Parent is null)
                return [];
            var elements = new string[Depth];
            var index = elements.Length;
            for (var path = this; path.Parent is not null; path = path.Parent)
                elements[--index] = path.Name;
            return elements;
        }
    }

    /// <summary>Returns whether a name may be given to an actor.</summary>
    public static bool IsValidPathElement(string s)
    {
        if (string.IsNullOrEmpty(s) || s[0] == '$')
            return false;
        foreach (var c in s)
        {
            if (!char.IsAsciiLetterOrDigit(c) && !ValidSymbols.Contains(c) && c != '%')
                return false;
        }

        return true;
    }

    /// <summary>Appends a name.</summary>
    public static ActorPath operator /(ActorPath path, string name) => new ChildActorPath(path, name, 0);

    /// <summary>Appends names.</summary>
    public static ActorPath operator /(ActorPath path, IEnumerable<string> name) =>
        name.Where(n => n.Length > 0).Aggregate(path, (p, n) => p / n);

    /// <summary>Compares by place and uid.</summary>
    public static bool operator ==(ActorPath? left, ActorPath? right) => left is null ? right is null : left.Equals(right);

    /// <summary>Compares by place and uid.</summary>
    public static bool operator !=(ActorPath? left, ActorPath? right) => !(left == right);

    /// <summary>Reads an absolute path such as <c>akka://system/user/a</c>, or returns false.</summary>
    public static bool TryParse(string path, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out ActorPath? actorPath)
    {
        actorPath = null;
        if (!Uri.TryCreate(path, UriKind.Absolute, out var uri) || !uri.Scheme.StartsWith("akka", StringComparison.Ordinal))
            return false;
        var address = uri.UserInfo.Length > 0
            ? new Address(uri.Scheme, uri.UserInfo, uri.Host, uri.Port)
            : new Address(uri.Scheme, path[(uri.Scheme.Length + 3)..].Split('/')[0]);
        var rest = path[(path.IndexOf("://", StringComparison.Ordinal) + 3)..].Split('/', 2);
        actorPath = new RootActorPath(address) / (rest.Length > 1 ? rest[1].Split('/') : []);
        return true;
    }

    /// <summary>Reads an absolute path such as <c>akka://system/user/a</c>.</summary>
    /// <exception cref="UriFormatException">It is not one.</exception>
    public static ActorPath Parse(string path) =>
        TryParse(path, out var actorPath) ? actorPath : throw new UriFormatException($"Can not parse an ActorPath: {path}");

    /// <summary>The path of a child.</summary>
    public ActorPath Child(string childName) => this / childName;

    /// <summary>The same path with another uid.</summary>
    public ActorPath WithUid(long uid) => Parent is null ? this : new ChildActorPath(Parent, Name, uid);

    /// <inheritdoc/>
    public bool Equals(ActorPath? other)
    {
        if (ReferenceEquals(this, other))
            return true;
        if (other is null || Uid != other.Uid)
            return false;
        ActorPath? a = this;
        ActorPath? b = other;
        while (!ReferenceEquals(a, b))
        {
            if (a is null || b is null || a.Name != b.Name)
                return false;
            if (a.Parent is null)
                return b.Parent is null && a.Address.Equals(b.Address);
            a = a.Parent;
            b = b.Parent;
        }

        return true;
    }

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ActorPath);

    /// <inheritdoc/>
    public override int GetHashCode() =>
        HashCode.Combine(Name.GetHashCode(StringComparison.Ordinal), Uid, Parent?.Name.GetHashCode(StringComparison.Ordinal) ?? 0);

    /// <inheritdoc/>
    public int CompareTo(ActorPath? other) => string.CompareOrdinal(ToStringWithUid(), other?.ToStringWithUid());

    /// <summary>The path below the system, such as <c>/user/a</c>.</summary>
    public string ToStringWithoutAddress()
    {
        if (Parent is null)
            return "/";
        var text = new StringBuilder();
        foreach (var element in Elements)
            text.Append('/').Append(element);
        return text.ToString();
    }

    /// <summary>The whole path with its address, such as <c>akka://system/user/a</c>.</summary>
    public string ToStringWithAddress() => Address + ToStringWithoutAddress();

    /// <summary>The whole path with its uid, such as <c>akka://system/user/a#17</c>.</summary>
    public string ToStringWithUid() => Uid == 0 ? ToStringWithAddress() : $"{ToStringWithAddress()}#{Uid}";

    /// <inheritdoc/>
    public override string ToString() => ToStringWithAddress();
}

/// <summary>The root of a system's tree.</summary>
public sealed class RootActorPath : ActorPath
{
    /// <summary>Creates the root.</summary>
    public RootActorPath(Address address, string name = "")
        : base(address, name)
    {
    }
}

/// <summary>Any place below the root.</summary>
public sealed class ChildActorPath : ActorPath
{
    /// <summary>Creates the path of a child.</summary>
    public ChildActorPath(ActorPath parentPath, string name, long uid)
        : base(parentPath, name, uid)
    {
    }
}
