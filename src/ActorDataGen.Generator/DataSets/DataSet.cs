using ActorDataGen.Generator.Pace;

namespace ActorDataGen.Generator.DataSets;

/// <summary>A data set ready to be generated: what its records look like and when they come. Read by <see cref="DataSetCatalogue"/>.</summary>
public sealed class DataSet
{
    // For each kind of record, where in the cycle its records are, and how many there are before each place.
    private readonly int[][] _places;
    private readonly int[][] _countBefore;

    internal DataSet(string name, IReadOnlyList<RecordShape> shapes)
    {
        Name = name;
        Shapes = shapes;
        Cycle = SpreadCycle(shapes);
        _places = [.. shapes.Select((_, shape) => Cycle.Index().Where(c => c.Item.Shape == shape).Select(c => c.Index).ToArray())];
        _countBefore = [.. _places.Select(places => Enumerable.Range(0, Cycle.Count).Select(at => places.Count(p => p < at)).ToArray())];
    }

    /// <summary>The data set's name.</summary>
    public string Name { get; }

    /// <summary>What it is about, in a sentence.</summary>
    public string Description { get; internal init; } = "";

    internal IReadOnlyList<RecordShape> Shapes { get; }

    internal ulong Seed { get; init; } = 1;

    internal RateDescription Rate { get; init; } = RateDescription.Constant(1000);

    /// <summary>The recording that is played, if it is one.</summary>
    internal ReplayDescription? Replay { get; init; }

    internal Faults Faults { get; init; } = Faults.None;

    /// <summary>The event time of the first record; null is now.</summary>
    internal DateTimeOffset? Start { get; init; } = DefaultStart;

    /// <summary>
    /// The order of the kinds of records, over and over, and for each place how many of its kind came before it in the cycle.
    /// </summary>
    internal IReadOnlyList<(int Shape, int Before)> Cycle { get; }

    /// <summary>A fixed instant, because the same seed is to give the same bytes: whoever wants today's time says so.</summary>
    internal static DateTimeOffset DefaultStart { get; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Which kind the data set's record of that number is, and its number within its kind.</summary>
    internal (int Shape, long Index) At(long setIndex)
    {
        if (Cycle.Count == 1)
        {
            return (0, setIndex);
        }

        var (cycle, place) = Math.DivRem(setIndex, Cycle.Count);
        var (shape, before) = Cycle[(int)place];
        return (shape, cycle * Shapes[shape].Share + before);
    }

    /// <summary>How many records of a kind there are before the data set's record of that number.</summary>
    internal long CountBefore(int shape, long setIndex)
    {
        var (cycle, place) = Math.DivRem(setIndex, Cycle.Count);
        return cycle * Shapes[shape].Share + _countBefore[shape][place];
    }

    /// <summary>The number within the data set of a kind's record.</summary>
    internal long SetIndexOf(int shape, long index)
    {
        var (cycle, before) = Math.DivRem(index, Shapes[shape].Share);
        return cycle * Cycle.Count + _places[shape][before];
    }

    /// <summary>Spreads the kinds evenly, the earlier declared first, so that what is looked up is there before it is asked for.</summary>
    private static List<(int, int)> SpreadCycle(IReadOnlyList<RecordShape> shapes)
    {
        var slots = new List<(double At, int Shape, int Before)>();
        for (int shape = 0; shape < shapes.Count; shape++)
        {
            for (int i = 0; i < shapes[shape].Share; i++)
            {
                slots.Add(((double)i / shapes[shape].Share, shape, i));
            }
        }

        return [.. slots.OrderBy(s => s.At).ThenBy(s => s.Shape).Select(s => (s.Shape, s.Before))];
    }
}
