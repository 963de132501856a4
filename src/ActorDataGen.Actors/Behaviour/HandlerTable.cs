namespace ActorDataGen.Actors;

/// <summary>The handlers of a behaviour in the order of their declaration.</summary>
internal sealed class HandlerTable
{
    private MessageHandler[] _handlers = [];
    private bool _closed;

    public void Add(MessageHandler handler, bool catchesAll)
    {
        if (_closed)
            throw new InvalidOperationException("A handler that catches all messages has been added. No handler can be added after that.");
        _handlers = [.. _handlers, handler];
        _closed = catchesAll;
    }

    public bool Handle(object message)
    {
        foreach (var handler in _handlers)
        {
            if (handler.TryHandle(message))
                return true;
        }

        return false;
    }
}

/// <summary>A handler with what it handles.</summary>
internal abstract class MessageHandler
{
    public abstract bool TryHandle(object message);
}

internal sealed class ActionHandler<T>(Action<T> handler, Predicate<T>? condition) : MessageHandler
{
    private readonly Action<T> _handler = handler ?? throw new ArgumentNullException(nameof(handler));

    public override bool TryHandle(object message)
    {
        if (message is not T typed || (condition is not null && !condition(typed)))
            return false;
        _handler(typed);
        return true;
    }
}

internal sealed class FuncHandler<T>(Func<T, bool> handler) : MessageHandler
{
    public override bool TryHandle(object message) => message is T typed && handler(typed);
}

internal sealed class TypedHandler(Type type, Action<object> handler, Predicate<object>? condition) : MessageHandler
{
    public override bool TryHandle(object message)
    {
        if (!type.IsInstanceOfType(message) || (condition is not null && !condition(message)))
            return false;
        handler(message);
        return true;
    }
}

internal sealed class TypedFuncHandler(Type type, Func<object, bool> handler) : MessageHandler
{
    public override bool TryHandle(object message) => type.IsInstanceOfType(message) && handler(message);
}
