namespace ActorDataGen.Actors;

/// <summary>What a supervisor does about a failed child.</summary>
public enum Directive
{
    /// <summary>Go on with the same instance and the next message.</summary>
    Resume,

    /// <summary>Go on with a new instance and the next message.</summary>
    Restart,

    /// <summary>Fail too, and so leave it to one's own supervisor.</summary>
    Escalate,

    /// <summary>End the child.</summary>
    Stop,
}

/// <summary>Decides by exception.</summary>
public interface IDecider
{
    /// <summary>Decides.</summary>
    Directive Decide(Exception cause);
}

/// <summary>Makes pairs for <see cref="Decider"/>.</summary>
public static class DirectiveExtensions
{
    /// <summary>This directive for exceptions of that type.</summary>
    public static KeyValuePair<Type, Directive> When<TException>(this Directive self)
        where TException : Exception => new(typeof(TException), self);
}

/// <summary>Creates deciders.</summary>
public static class Decider
{
    /// <summary>A decider that calls a function.</summary>
    public static LocalOnlyDecider From(Func<Exception, Directive> localOnlyDecider) => new(localOnlyDecider);

    /// <summary>A decider that goes by the exception's type: an equal one first, then one it derives from, else the default.</summary>
    public static DeployableDecider From(Directive defaultDirective, params KeyValuePair<Type, Directive>[] pairs) => new(defaultDirective, pairs);

    /// <summary>A decider that goes by the exception's type.</summary>
    public static DeployableDecider From(Directive defaultDirective, IEnumerable<KeyValuePair<Type, Directive>> pairs) =>
        new(defaultDirective, pairs);
}

/// <summary>Decides by a function.</summary>
public class LocalOnlyDecider : IDecider
{
    private readonly Func<Exception, Directive> _decider;

    /// <summary>Creates the decider.</summary>
    public LocalOnlyDecider(Func<Exception, Directive> decider) => _decider = decider;

    /// <inheritdoc/>
    public Directive Decide(Exception cause) => _decider(cause);
}

/// <summary>Decides by the exception's type.</summary>
public class DeployableDecider : IDecider
{
    /// <summary>Creates the decider.</summary>
    public DeployableDecider(Directive defaultDirective, IEnumerable<KeyValuePair<Type, Directive>> pairs)
        : this(defaultDirective, pairs.ToArray())
    {
    }

    /// <summary>Creates the decider.</summary>
    public DeployableDecider(Directive defaultDirective, params KeyValuePair<Type, Directive>[] pairs)
    {
        DefaultDirective = defaultDirective;
        Pairs = pairs;
    }

    /// <summary>What is done about other exceptions.</summary>
    public Directive DefaultDirective { get; }

    /// <summary>What is done about which exceptions.</summary>
    public KeyValuePair<Type, Directive>[] Pairs { get; }

    /// <inheritdoc/>
    public Directive Decide(Exception cause)
    {
        foreach (var pair in Pairs)
        {
            if (pair.Key.IsInstanceOfType(cause))
                return pair.Value;
        }

        return DefaultDirective;
    }
}
