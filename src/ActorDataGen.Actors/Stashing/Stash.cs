namespace ActorDataGen.Actors;

/// <summary>Messages put aside.</summary>
public interface IStash
{
    /// <summary>How many there are.</summary>
    int Count { get; }

    /// <summary>How many there may be; −1 = any number.</summary>
    int Capacity { get; }

    /// <summary>Whether there are none.</summary>
    bool IsEmpty { get; }

    /// <summary>Whether there is no room.</summary>
    bool IsFull { get; }

    /// <summary>Whether there are any.</summary>
    bool NonEmpty { get; }

    /// <summary>Puts the current message aside.</summary>
    /// <exception cref="IllegalActorStateException">It was put aside already.</exception>
    /// <exception cref="StashOverflowException">There is no room.</exception>
    void Stash();

    /// <summary>Puts the oldest message back before all that wait.</summary>
    void Unstash();

    /// <summary>Puts all messages back before all that wait, in their order.</summary>
    void UnstashAll();

    /// <summary>Puts the messages back that a function chooses, and drops the others.</summary>
    void UnstashAll(Func<Envelope, bool> predicate);

    /// <summary>Takes all messages out.</summary>
    IEnumerable<Envelope> ClearStash();

    /// <summary>Puts messages aside before all others.</summary>
    void Prepend(IEnumerable<Envelope> envelopes);
}

/// <summary>An actor with a stash, which the runtime gives it.</summary>
public interface IActorStash
{
    /// <summary>The stash; set by the runtime.</summary>
    IStash Stash { get; set; }
}

/// <summary>An actor with a stash that leaves the choice of mailbox open.</summary>
public interface IWithUnrestrictedStash : IActorStash;

/// <summary>An actor with a stash without bound. It survives a restart: its messages are put back into the mailbox.</summary>
public interface IWithUnboundedStash : IWithUnrestrictedStash;

/// <summary>An actor with a stash that is bounded where its mailbox's configuration says so (<c>stash-capacity</c>).</summary>
public interface IWithStash : IWithUnrestrictedStash;

internal sealed class ActorStash(ActorCell cell, int capacity) : IStash
{
    private readonly LinkedList<Envelope> _messages = [];
    private long _stashedInvocation = -1;

    public int Count => _messages.Count;

    public int Capacity => capacity;

    public bool IsEmpty => Count == 0;

    public bool NonEmpty => Count > 0;

    public bool IsFull => capacity >= 0 && Count >= capacity;

    public void Stash()
    {
        var message = cell.CurrentMessage ?? throw new IllegalActorStateException("There is no current message to stash.");
        if (_stashedInvocation == cell.Invocations)
            throw new IllegalActorStateException($"Can't stash the same message {message} more than once");
        if (IsFull)
            throw new StashOverflowException($"Couldn't enqueue message {message} from {cell.Sender} to stash of {cell.Self}");
        _stashedInvocation = cell.Invocations;
        _messages.AddLast(new Envelope(message, cell.SenderOrNull));
    }

    public void Unstash()
    {
        if (_messages.First is not { } first)
            return;
        _messages.RemoveFirst();
        cell.Prepend([first.Value]);
    }

    public void UnstashAll() => UnstashAll(static _ => true);

    public void UnstashAll(Func<Envelope, bool> predicate)
    {
        if (_messages.Count == 0)
            return;
        Envelope[] chosen = [.. _messages.Where(predicate)];
        _messages.Clear();
        cell.Prepend(chosen);
    }

    public IEnumerable<Envelope> ClearStash()
    {
        Envelope[] all = [.. _messages];
        _messages.Clear();
        return all;
    }

    public void Prepend(IEnumerable<Envelope> envelopes)
    {
        foreach (var envelope in envelopes.Reverse())
            _messages.AddFirst(envelope);
    }
}
