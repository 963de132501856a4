using ActorDataGen.KafkaProtocol;

namespace ActorDataGen.EmbeddedBroker.Storage;

/// <summary>What goes at the old end of the log.</summary>
internal sealed partial class PartitionLog
{
    /// <summary>Moves the earliest readable offset up; −1 means to the end. Segments that lie wholly below go.</summary>
    public (ErrorCode Error, long LowWatermark) DeleteRecords(long before)
    {
        lock (_gate)
        {
            var target = before == -1 ? _logEndOffset : before;
            if (target < 0 || target > _logEndOffset)
            {
                return (ErrorCode.OffsetOutOfRange, -1);
            }

            if (target > _logStartOffset)
            {
                if (target == _logEndOffset && _segments[^1].Size > 0)
                {
                    Roll();
                }

                Volatile.Write(ref _logStartOffset, target);
                DropSegments(CountBelow(target));
            }

            return (ErrorCode.None, _logStartOffset);
        }
    }

    /// <summary>Drops segments that are too old or too many. Returns how many.</summary>
    public int ApplyRetention()
    {
        var configuration = Configuration;
        var now = Now();
        lock (_gate)
        {
            if (_closed)
            {
                return 0;
            }

            _producers.Expire(now - ProducerExpiration);
            if (!configuration.Delete)
            {
                return 0;
            }

            if (configuration.RetentionMilliseconds >= 0 && _segments[^1] is { Size: > 0, MaxTimestamp: >= 0 } active
                && now - active.MaxTimestamp > configuration.RetentionMilliseconds)
            {
                // The active segment is never dropped, so one that is wholly expired is closed first.
                Roll();
            }

            var drop = 0;
            var size = _segments.Sum(static s => s.Size);
            foreach (var segment in _segments.SkipLast(1))
            {
                var tooOld = configuration.RetentionMilliseconds >= 0 && segment.MaxTimestamp >= 0 && now - segment.MaxTimestamp > configuration.RetentionMilliseconds;
                var tooMuch = configuration.RetentionBytes >= 0 && size - segment.Size >= configuration.RetentionBytes;
                if (!tooOld && !tooMuch)
                {
                    break;
                }

                size -= segment.Size;
                drop++;
            }

            // Nothing that an open transaction began in may go: its end would have no beginning.
            var stable = _producers.FirstOpenTransaction ?? long.MaxValue;
            while (drop > 0 && _segments[drop].BaseOffset > stable)
            {
                drop--;
            }

            if (drop > 0)
            {
                Volatile.Write(ref _logStartOffset, Math.Max(_logStartOffset, _segments[drop].BaseOffset));
                DropSegments(drop);
            }

            return drop;
        }
    }

    // Kafka's producer.id.expiration.ms: a day.
    private const long ProducerExpiration = 24L * 3600 * 1000;

    private int CountBelow(long offset)
    {
        var count = 0;
        while (count < _segments.Length - 1 && _segments[count + 1].BaseOffset <= offset)
        {
            count++;
        }

        return count;
    }

    private void DropSegments(int count)
    {
        if (count == 0)
        {
            return;
        }

        var dropped = _segments[..count];
        Volatile.Write(ref _segments, _segments[count..]);
        foreach (var segment in dropped)
        {
            segment.Delete();
        }

        Volatile.Write(ref _aborted, _aborted.From(_logStartOffset));
    }
}
