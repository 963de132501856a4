using System.Linq.Expressions;
using System.Reflection;

namespace ActorDataGen.Actors;

/// <summary>Creates actor instances in a way of its own, for instance from a service provider.</summary>
public interface IIndirectActorProducer
{
    /// <summary>The type of what it creates.</summary>
    Type ActorType { get; }

    /// <summary>Creates an instance.</summary>
    ActorBase Produce();

    /// <summary>Called with an instance that is no longer used.</summary>
    void Release(ActorBase actor);
}

/// <summary>What to create an actor from: its type, its arguments, its mailbox, and how it is to supervise. Unchangeable; may be used many times.</summary>
public class Props : IEquatable<Props>
{
    /// <summary>Props of an actor that handles nothing.</summary>
    public static readonly Props None = new(typeof(EmptyActor));

    private readonly IIndirectActorProducer? _producer;
    private ConstructorInvoker? _constructor;

    /// <summary>Creates props of a type without arguments.</summary>
    public Props(Type type)
        : this(type, [])
    {
    }

    /// <summary>Creates props of a type and its constructor's arguments, which all instances share.</summary>
    public Props(Type type, object[] args)
    {
        ArgumentNullException.ThrowIfNull(type);
        Type = type;
        Arguments = args ?? [];
    }

    /// <summary>Creates props with a strategy of supervision that takes the place of the actor's own.</summary>
    public Props(Type type, SupervisorStrategy supervisorStrategy, params object[] args)
        : this(type, args) =>
        SupervisorStrategy = supervisorStrategy;

    private Props(IIndirectActorProducer producer, object[] args)
        : this(producer.ActorType, args) =>
        _producer = producer;

    private Props(Props copy)
    {
        Type = copy.Type;
        Arguments = copy.Arguments;
        SupervisorStrategy = copy.SupervisorStrategy;
        MailboxId = copy.MailboxId;
        DispatcherId = copy.DispatcherId;
        _producer = copy._producer;
        _constructor = copy._constructor;
    }

    /// <summary>Props of an actor that handles nothing.</summary>
    public static Props Empty => None;

    /// <summary>The actor's type.</summary>
    public Type Type { get; }

    /// <summary>The full name of the actor's type.</summary>
    public string TypeName => Type.AssemblyQualifiedName!;

    /// <summary>The constructor's arguments.</summary>
    public object[] Arguments { get; }

    /// <summary>The strategy that takes the place of the actor's own; null = none.</summary>
    public SupervisorStrategy SupervisorStrategy { get; protected set; } = null!;

    /// <summary>The id of the mailbox in the configuration; the default one if none was given.</summary>
    public string Mailbox => MailboxId ?? Mailboxes.DefaultMailboxId;

    /// <summary>The id of the dispatcher. There is one only.</summary>
    public string Dispatcher => DispatcherId ?? "akka.actor.default-dispatcher";

    internal string? MailboxId { get; private init; }

    internal string? DispatcherId { get; private init; }

    /// <summary>Creates props from <c>() =&gt; new TActor(…)</c>. The arguments are worked out now, once.</summary>
    /// <exception cref="ArgumentException">The expression is anything but a <c>new</c>.</exception>
    public static Props Create<TActor>(Expression<Func<TActor>> factory, SupervisorStrategy? supervisorStrategy = null)
        where TActor : ActorBase
    {
        ArgumentNullException.ThrowIfNull(factory);
        if (factory.Body is not NewExpression creation)
            throw new ArgumentException("The create function must be a 'new T (args)' expression");
        var constructor = creation.Constructor;
        var props = new Props(creation.Type, [.. creation.Arguments.Select(Evaluate)])
        {
            SupervisorStrategy = supervisorStrategy!,
        };
        props._constructor = constructor is null ? null : ConstructorInvoker.Create(constructor);
        return props;
    }

    /// <summary>Creates props of a type and its constructor's arguments.</summary>
    public static Props Create<TActor>(params object[] args)
        where TActor : ActorBase => new(typeof(TActor), args);

    /// <summary>Creates props of a type with a strategy of supervision.</summary>
    public static Props Create<TActor>(SupervisorStrategy supervisorStrategy)
        where TActor : ActorBase, new() => new(typeof(TActor), supervisorStrategy);

    /// <summary>Creates props of a type and its constructor's arguments.</summary>
    public static Props Create(Type type, params object[] args)
    {
        ArgumentNullException.ThrowIfNull(type);
        return new Props(type, args);
    }

    /// <summary>Creates props of whatever a producer makes.</summary>
    public static Props CreateBy(IIndirectActorProducer producer, params object[] args)
    {
        ArgumentNullException.ThrowIfNull(producer);
        return new Props(producer, args);
    }

    /// <summary>The same with a mailbox from the configuration.</summary>
    public Props WithMailbox(string mailbox) => new(this) { MailboxId = mailbox };

    /// <summary>The same with a dispatcher from the configuration. Every id stands for the one there is.</summary>
    public Props WithDispatcher(string dispatcher) => new(this) { DispatcherId = dispatcher };

    /// <summary>The same with a strategy of supervision that takes the place of the actor's own.</summary>
    public Props WithSupervisorStrategy(SupervisorStrategy supervisorStrategy) => new(this) { SupervisorStrategy = supervisorStrategy };

    /// <summary>Creates an instance. Called by the runtime.</summary>
    /// <exception cref="TypeLoadException">The constructor threw, or none fits the arguments.</exception>
    public virtual ActorBase NewActor()
    {
        try
        {
            if (_producer is not null)
                return _producer.Produce();
            if (_constructor is null && Arguments.Length == 0 &&
                Type.GetConstructor(BindingFlags.Instance | BindingFlags.Public, Type.EmptyTypes) is { } constructor)
            {
                _constructor = ConstructorInvoker.Create(constructor);
            }

            return (ActorBase)(_constructor?.Invoke(Arguments.AsSpan()!) ?? Activator.CreateInstance(Type, Arguments)!);
        }
        catch (Exception e)
        {
            throw new TypeLoadException(
                $"Error while creating actor instance of type {Type} with {Arguments.Length} args: ({string.Join(",", Arguments.Select(a => a ?? "null"))})",
                e is TargetInvocationException { InnerException: { } inner } ? inner : e);
        }
    }

    /// <inheritdoc/>
    public bool Equals(Props? other) =>
        ReferenceEquals(this, other) || (other is not null && Type == other.Type && MailboxId == other.MailboxId &&
            DispatcherId == other.DispatcherId && ReferenceEquals(_producer, other._producer) && Arguments.SequenceEqual(other.Arguments));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Props);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Type, MailboxId, Arguments.Length);

    internal ActorBase NewActor(ActorCell cell) => NewActor();

    internal void Release(ActorBase actor) => _producer?.Release(actor);

    internal void Validate(ActorSystemImpl system)
    {
        if (!typeof(ActorBase).IsAssignableFrom(Type))
            throw new ArgumentException($"{Type} is no actor: it does not derive from {nameof(ActorBase)}.");
        system.Mailboxes.Validate(this);
    }

    private static object Evaluate(Expression argument) =>
        argument switch
        {
            ConstantExpression constant => constant.Value!,
            MemberExpression { Member: FieldInfo field, Expression: ConstantExpression owner } => field.GetValue(owner.Value)!,
            _ => Expression.Lambda<Func<object>>(Expression.Convert(argument, typeof(object))).Compile(preferInterpretation: true)(),
        };

    private sealed class EmptyActor : UntypedActor
    {
        protected override void OnReceive(object message) => Unhandled(message);
    }
}
