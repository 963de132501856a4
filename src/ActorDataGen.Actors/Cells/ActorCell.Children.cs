using System.Diagnostics.CodeAnalysis;

namespace ActorDataGen.Actors;

/// <summary>Children: names, creation, and waiting for their end. The table is also read, and a guardian's written, from outside the turn.</summary>
internal sealed partial class ActorCell
{
    private static long _uids;

    private Dictionary<string, ActorCell>? _children;
    private HashSet<ActorCell>? _toDie;
    private WaitReason _waitReason;
    private Exception? _recreationCause;
    private bool _childrenTerminated;
    private long _unnamed;

    /// <summary>What ends once the children that were told to stop are gone.</summary>
    private enum WaitReason
    {
        None,
        UserRequest,
        Creation,
        Recreation,
        Termination,
    }

    private bool IsWaitingForChildren => _waitReason is WaitReason.Creation or WaitReason.Recreation;

    private bool IsTerminating => _childrenTerminated || _waitReason == WaitReason.Termination;

    private bool AreChildrenNormal => !_childrenTerminated && _waitReason is WaitReason.None or WaitReason.UserRequest;

    public IActorRef ActorOf(Props props, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(props);
        if (name is not null)
            CheckName(name);
        props.Validate(_system);
        ActorCell child;
        lock (_mailbox)
        {
            if (IsTerminating)
                throw new InvalidOperationException($"Cannot reserve actor name '{name ?? "(unnamed)"}': {(_childrenTerminated ? "already terminated" : "terminating")}");
            name ??= NextName();
            _children ??= new Dictionary<string, ActorCell>(StringComparer.Ordinal);
            if (_children.ContainsKey(name))
                throw new InvalidActorNameException($"Actor name \"{name}\" is not unique!");
            child = new ActorCell(_system, props, new ChildActorPath(_path, name, Interlocked.Increment(ref _uids)), this);
            child.UseLimit();
            _children.Add(name, child);
        }

        child.Start();
        return child;
    }

    public IActorRef Child(string name) => TryGetChild(name, out var child) ? child : ActorRefs.Nobody;

    public bool TryGetChild(string name, [NotNullWhen(true)] out ActorCell? child)
    {
        lock (_mailbox)
        {
            child = null;
            return _children is not null && _children.TryGetValue(name, out child);
        }
    }

    public IEnumerable<IActorRef> GetChildren() => Children();

    public ActorCell[] Children()
    {
        if (_children is null)
            return [];
        lock (_mailbox)
            return [.. _children.Values];
    }

    public void Stop(IActorRef child)
    {
        var identity = (child as IInternalActorRef)?.Identity;
        if (identity is ActorCell cell)
        {
            lock (_mailbox)
            {
                if (_children is not null && _children.TryGetValue(cell.Path.Name, out var known) && ReferenceEquals(known, cell))
                {
                    (_toDie ??= []).Add(cell);
                    if (_waitReason == WaitReason.None)
                        _waitReason = WaitReason.UserRequest;
                }
            }
        }

        identity?.SendSystemMessage(new Terminate());
    }

    private bool HasChild(ActorRefBase child) =>
        child is ActorCell && TryGetChild(child.Path.Name, out var known) && ReferenceEquals(known, child);

    private void CheckName(string name)
    {
        if (name.Length == 0)
            throw new InvalidActorNameException("Actor name must not be empty.");
        if (!ActorPath.IsValidPathElement(name))
        {
            throw new InvalidActorNameException(
                $"Illegal actor name [{name}]. Actor paths MUST: not start with `$`, include only ASCII letters and can only contain these special characters: {ActorPath.ValidSymbols}.");
        }
    }

    private string NextName()
    {
        const string digits = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+~";
        Span<char> text = stackalloc char[13];
        text[0] = '$';
        var length = 1;
        var number = _unnamed++;
        do
        {
            text[length++] = digits[(int)(number & 63)];
            number >>= 6;
        }
        while (number > 0);
        return new string(text[..length]);
    }

    /// <summary>Says what follows once all children told to stop are gone. Returns false when there are none to wait for.</summary>
    private bool SetTerminationReason(WaitReason reason, Exception? cause)
    {
        lock (_mailbox)
        {
            if (_toDie is not { Count: > 0 })
                return false;
            _waitReason = reason;
            _recreationCause = cause;
            return true;
        }
    }

    private void MarkChildrenTerminated()
    {
        lock (_mailbox)
        {
            _childrenTerminated = true;
            _waitReason = WaitReason.None;
            _children = null;
            _toDie = null;
        }
    }

    private void HandleChildTerminated(ActorCell child)
    {
        WaitReason ended;
        Exception? cause;
        lock (_mailbox)
        {
            _children!.Remove(child.Path.Name);
            _toDie?.Remove(child);
            if (_waitReason == WaitReason.None || _toDie is { Count: > 0 })
                return;
            ended = _waitReason;
            cause = _recreationCause;
            _waitReason = WaitReason.None;
            _recreationCause = null;
            if (ended == WaitReason.Termination)
            {
                _childrenTerminated = true;
                _children = null;
                _toDie = null;
            }
        }

        switch (ended)
        {
            case WaitReason.Creation:
                FinishCreate();
                break;
            case WaitReason.Recreation:
                FinishRecreate(cause!, _actor);
                break;
            case WaitReason.Termination:
                FinishTerminate();
                break;
        }
    }
}
