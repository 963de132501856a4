namespace ActorDataGen.Actors;

/// <summary>A message and who sent it.</summary>
public readonly struct Envelope
{
    /// <summary>Creates an envelope.</summary>
    public Envelope(object message, IActorRef? sender)
    {
        Message = message;
        Sender = sender!;
    }

    /// <summary>The message.</summary>
    public object Message { get; }

    /// <summary>The sender.</summary>
    public IActorRef Sender { get; }

    /// <inheritdoc/>
    public override string ToString() => $"<{Message}> from {Sender?.ToString() ?? "NoSender"}";
}

/// <summary>What a stash puts back: read before the mailbox's queue. The actor's turn only.</summary>
internal sealed class EnvelopeDeque
{
    private Envelope[] _items = new Envelope[8];
    private int _first;

    public int Count { get; private set; }

    public void AddFirst(Envelope envelope)
    {
        if (Count == _items.Length)
            Grow();
        _first = (_first - 1 + _items.Length) % _items.Length;
        _items[_first] = envelope;
        Count++;
    }

    public Envelope RemoveFirst()
    {
        var envelope = _items[_first];
        _items[_first] = default;
        _first = (_first + 1) % _items.Length;
        Count--;
        return envelope;
    }

    private void Grow()
    {
        var larger = new Envelope[_items.Length * 2];
        for (var i = 0; i < Count; i++)
            larger[i] = _items[(_first + i) % _items.Length];
        _items = larger;
        _first = 0;
    }
}
