namespace ActorDataGen.EmbeddedBroker.Transactions;

/// <summary>Producer ids are drawn from a block that is written down before its first id is used, so that a crash skips ids and never repeats one.</summary>
/// <param name="Next">The next id to give.</param>
/// <param name="End">The first id after the block.</param>
internal readonly record struct ProducerIdBlock(long Next, long End)
{
    /// <summary>As many as Kafka's; one small write a thousand producers.</summary>
    public const int Size = 1000;

    public bool IsExhausted => Next >= End;

    /// <summary>After a restart: what was left of the last block is not used, since nobody wrote down how much of it was.</summary>
    public static ProducerIdBlock Resume(long end) => new(end, end);

    /// <summary>The block after this one; its end has to be written before <see cref="Take"/>.</summary>
    public ProducerIdBlock Following() => new(End, End + Size);

    public ProducerIdBlock Take(out long producerId)
    {
        if (IsExhausted)
        {
            throw new InvalidOperationException("the block of producer ids is used up");
        }

        producerId = Next;
        return this with { Next = Next + 1 };
    }
}
