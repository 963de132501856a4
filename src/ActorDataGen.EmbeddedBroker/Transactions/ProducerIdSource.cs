using ActorDataGen.KafkaProtocol;

namespace ActorDataGen.EmbeddedBroker.Transactions;

/// <summary>Gives out producer ids, each once in the life of the data folder.</summary>
internal sealed class ProducerIdSource(TransactionLog log, TimeProvider time, long end)
{
    private readonly Lock _gate = new();
    private ProducerIdBlock _block = ProducerIdBlock.Resume(end);

    /// <summary>The next id, or why there is none: the end of a new block could not be written.</summary>
    public ErrorCode Take(out long producerId)
    {
        lock (_gate)
        {
            producerId = TransactionState.None;
            if (_block.IsExhausted)
            {
                var following = _block.Following();
                var error = log.WriteProducerIds(following.End, time.GetUtcNow().ToUnixTimeMilliseconds());
                if (error != ErrorCode.None)
                {
                    return error;
                }

                _block = following;
            }

            _block = _block.Take(out producerId);
            return ErrorCode.None;
        }
    }
}
