namespace ActorDataGen.Generator.Runs;

/// <summary>
/// A replica's share of a data set, made record by record. Where it stands is one number, from which another attempt can go on:
/// the data set's next record, counted over all replicas.
/// </summary>
internal interface IRecordStream
{
    /// <summary>The number of the next record of this replica, over all replicas; what is committed with the output.</summary>
    long Position { get; }

    /// <summary>When the next record is due, in microseconds from the start; <see cref="long.MaxValue"/> if there is none.</summary>
    long NextDueMicros { get; }

    /// <summary>Goes to where a former attempt's committed output ended.</summary>
    void MoveTo(long position);

    /// <summary>Makes the next record; by the data set's faults that may give none, or several.</summary>
    void Step(IRecordReceiver receiver);

    /// <summary>Makes the records that are still held back by delays, when there are no more after them.</summary>
    void Finish(IRecordReceiver receiver);
}
