namespace ActorDataGen.Generator.DataSets;

/// <summary>What is done wrong on purpose, each as a share of records from 0 to 1.</summary>
/// <param name="Drop">Left out.</param>
/// <param name="Duplicate">Sent twice, the second right after the first.</param>
/// <param name="Corrupt">Sent with bytes of the value overwritten or cut off.</param>
/// <param name="Delay">Sent later than their turn.</param>
/// <param name="DelayRecords">By how many records of the replica at most.</param>
internal sealed record Faults(double Drop, double Duplicate, double Corrupt, double Delay, int DelayRecords)
{
    /// <summary>A resumed attempt looks back this far at most for records that are still to come.</summary>
    public const int MostDelayRecords = 100_000;

    public static Faults None { get; } = new(0, 0, 0, 0, 0);

    public bool Any => Drop + Duplicate + Corrupt + Delay > 0;
}
