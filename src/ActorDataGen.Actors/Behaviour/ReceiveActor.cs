namespace ActorDataGen.Actors;

/// <summary>An actor whose handlers are declared by message type, in the constructor or in the function given to Become. The first that fits handles.</summary>
public abstract class ReceiveActor : UntypedActor, IInitializableActor
{
    private HandlerTable? _declaring = new();
    private HandlerTable? _handlers;

    void IInitializableActor.Init()
    {
        _handlers = _declaring;
        _declaring = null;
    }

    /// <inheritdoc/>
    protected sealed override void OnReceive(object message)
    {
        if (!_handlers!.Handle(message))
            Unhandled(message);
    }

    /// <summary>Replaces the behaviour by the handlers that a function declares.</summary>
    protected void Become(Action configure) => Context.Become(Declare(configure));

    /// <summary>Replaces the behaviour by the handlers that a function declares, until UnbecomeStacked.</summary>
    protected void BecomeStacked(Action configure) => Context.BecomeStacked(Declare(configure));

    /// <summary>Declares a handler for messages of a type that fulfil a condition, if one is given.</summary>
    protected void Receive<T>(Action<T> handler, Predicate<T>? shouldHandle = null) =>
        Declaring.Add(new ActionHandler<T>(handler, shouldHandle), IsCatchAll(typeof(T), shouldHandle));

    /// <summary>Declares a handler for messages of a type that fulfil a condition.</summary>
    protected void Receive<T>(Predicate<T> shouldHandle, Action<T> handler) => Receive(handler, shouldHandle);

    /// <summary>Declares a handler that says itself whether it handled.</summary>
    protected void Receive<T>(Func<T, bool> handler) => Declaring.Add(new FuncHandler<T>(handler), false);

    /// <summary>Declares a handler for messages of a type that fulfil a condition, if one is given.</summary>
    protected void Receive(Type messageType, Action<object> handler, Predicate<object>? shouldHandle = null) =>
        Declaring.Add(new TypedHandler(messageType, handler, shouldHandle), IsCatchAll(messageType, shouldHandle));

    /// <summary>Declares a handler for messages of a type that fulfil a condition.</summary>
    protected void Receive(Type messageType, Predicate<object> shouldHandle, Action<object> handler) => Receive(messageType, handler, shouldHandle);

    /// <summary>Declares a handler that says itself whether it handled.</summary>
    protected void Receive(Type messageType, Func<object, bool> handler) => Declaring.Add(new TypedFuncHandler(messageType, handler), false);

    /// <summary>Declares a handler for whatever no other handles; none may follow it.</summary>
    protected void ReceiveAny(Action<object> handler) => Declaring.Add(new ActionHandler<object>(handler, null), true);

    /// <summary>Declares an asynchronous handler. Until its task has ended the actor handles no other message.</summary>
    protected void ReceiveAsync<T>(Func<T, Task> handler, Predicate<T>? shouldHandle = null) =>
        Receive<T>(m => ActorTaskScheduler.RunTask(() => handler(m)), shouldHandle);

    /// <summary>Declares an asynchronous handler for messages that fulfil a condition.</summary>
    protected void ReceiveAsync<T>(Predicate<T> shouldHandle, Func<T, Task> handler) => ReceiveAsync(handler, shouldHandle);

    /// <summary>Declares an asynchronous handler.</summary>
    protected void ReceiveAsync(Type messageType, Func<object, Task> handler, Predicate<object>? shouldHandle = null) =>
        Receive(messageType, m => ActorTaskScheduler.RunTask(() => handler(m)), shouldHandle);

    /// <summary>Declares an asynchronous handler for messages that fulfil a condition.</summary>
    protected void ReceiveAsync(Type messageType, Predicate<object> shouldHandle, Func<object, Task> handler) =>
        ReceiveAsync(messageType, handler, shouldHandle);

    /// <summary>Declares an asynchronous handler for whatever no other handles; none may follow it.</summary>
    protected void ReceiveAnyAsync(Func<object, Task> handler) => ReceiveAny(m => ActorTaskScheduler.RunTask(() => handler(m)));

    private HandlerTable Declaring => _declaring ?? throw new InvalidOperationException(
        "You may only call Receive-methods when constructing the actor and inside Become().");

    private static bool IsCatchAll(Type type, object? condition) => condition is null && type == typeof(object);

    private Receive Declare(Action configure)
    {
        var outer = _declaring;
        var table = new HandlerTable();
        _declaring = table;
        try
        {
            configure();
        }
        finally
        {
            _declaring = outer;
        }

        return message =>
        {
            if (!table.Handle(message))
                Unhandled(message);
            return true;
        };
    }
}
