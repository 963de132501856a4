namespace ActorDataGen.Actors;

/// <summary>Something that a system holds one of.</summary>
public interface IExtension;

/// <summary>Creates an extension.</summary>
public interface IExtensionId
{
    /// <summary>Its type.</summary>
    Type ExtensionType { get; }

    /// <summary>The system's instance, created if need be.</summary>
    object Apply(ActorSystem system);

    /// <summary>The system's instance, created if need be.</summary>
    object Get(ActorSystem system);

    /// <summary>Creates the instance.</summary>
    object CreateExtension(ExtendedActorSystem system);
}

/// <summary>Creates an extension of a type.</summary>
public interface IExtensionId<out T> : IExtensionId
    where T : IExtension
{
    /// <summary>The system's instance, created if need be.</summary>
    new T Apply(ActorSystem system);

    /// <summary>The system's instance, created if need be.</summary>
    new T Get(ActorSystem system);

    /// <summary>Creates the instance.</summary>
    new T CreateExtension(ExtendedActorSystem system);
}

/// <summary>Base of what creates extensions.</summary>
public abstract class ExtensionIdProvider<T> : IExtensionId<T>
    where T : IExtension
{
    /// <inheritdoc/>
    public Type ExtensionType => typeof(T);

    /// <inheritdoc/>
    public T Apply(ActorSystem system) => (T)system.RegisterExtension(this);

    /// <inheritdoc/>
    public T Get(ActorSystem system) => (T)system.RegisterExtension(this);

    /// <inheritdoc/>
    public abstract T CreateExtension(ExtendedActorSystem system);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is T;

    /// <inheritdoc/>
    public override int GetHashCode() => typeof(T).GetHashCode();

    object IExtensionId.Apply(ActorSystem system) => Apply(system);

    object IExtensionId.Get(ActorSystem system) => Get(system);

    object IExtensionId.CreateExtension(ExtendedActorSystem system) => CreateExtension(system);
}

/// <summary>A tree of actors with what they share.</summary>
public abstract class ActorSystem : IActorRefFactory, IDisposable
{
    /// <summary>Settings.</summary>
    public abstract Settings Settings { get; }

    /// <summary>The name.</summary>
    public abstract string Name { get; }

    /// <summary>Sends messages later, and knows the time.</summary>
    public abstract IScheduler Scheduler { get; }

    /// <summary>The bus of dead letters, unhandled messages, log events, and whatever else is published.</summary>
    public abstract EventStream EventStream { get; }

    /// <summary>Where messages go that nobody gets.</summary>
    public abstract IActorRef DeadLetters { get; }

    /// <summary>Logs on behalf of the system.</summary>
    public abstract ILoggingAdapter Log { get; }

    /// <summary>Ends when the system has.</summary>
    public abstract Task WhenTerminated { get; }

    /// <summary>Creates a system without a configuration.</summary>
    public static ActorSystem Create(string name) => Create(name, ConfigurationFactory.Default());

    /// <summary>Creates a system.</summary>
    /// <exception cref="ArgumentException">The name has other characters than letters, digits, hyphens and underscores, or begins with one of the latter.</exception>
    public static ActorSystem Create(string name, Config config)
    {
        ArgumentNullException.ThrowIfNull(config);
        var system = new ActorSystemImpl(name, config);
        system.Start();
        return system;
    }

    /// <inheritdoc/>
    public abstract IActorRef ActorOf(Props props, string? name = null);

    /// <inheritdoc/>
    public abstract ActorSelection ActorSelection(ActorPath actorPath);

    /// <inheritdoc/>
    public abstract ActorSelection ActorSelection(string actorPath);

    /// <summary>Stops an actor after the message that it is handling.</summary>
    public abstract void Stop(IActorRef actor);

    /// <summary>Stops all actors, children before parents, and the system. <see cref="CoordinatedShutdown"/> runs first.</summary>
    public abstract Task Terminate();

    /// <summary>Has a function called when the system has ended; the last one registered is called first.</summary>
    public abstract void RegisterOnTermination(Action code);

    /// <summary>The system's instance of an extension, created if need be.</summary>
    public abstract object RegisterExtension(IExtensionId extension);

    /// <summary>The system's instance of an extension, created if need be.</summary>
    public abstract object GetExtension(IExtensionId extensionId);

    /// <summary>The system's instance of an extension, or null.</summary>
    public abstract T GetExtension<T>()
        where T : class, IExtension;

    /// <summary>Whether there is an instance.</summary>
    public abstract bool HasExtension(Type type);

    /// <summary>Whether there is an instance.</summary>
    public abstract bool HasExtension<T>()
        where T : class, IExtension;

    /// <summary>Finds an instance.</summary>
    public abstract bool TryGetExtension(Type extensionType, out object extension);

    /// <summary>Finds an instance.</summary>
    public abstract bool TryGetExtension<T>(out T extension)
        where T : class, IExtension;

    /// <summary>Begins to terminate; does not wait.</summary>
    public void Dispose()
    {
        _ = Terminate();
        GC.SuppressFinalize(this);
    }
}

/// <summary>A system as extensions see it.</summary>
public abstract class ExtendedActorSystem : ActorSystem
{
    /// <summary>Creates an actor below <c>/system</c>, where it outlives all of <c>/user</c>.</summary>
    public abstract IActorRef SystemActorOf(Props props, string? name = null);

    /// <summary>Creates an actor below <c>/system</c>.</summary>
    public abstract IActorRef SystemActorOf<TActor>(string? name = null)
        where TActor : ActorBase, new();
}
