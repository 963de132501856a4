using ActorDataGen.Generator.Fields;
using ActorDataGen.Generator.Randomness;

namespace ActorDataGen.Generator.DataSets;

/// <summary>How a stream's records are spread over its entities.</summary>
internal enum EntityChoice
{
    /// <summary>One after the other, as sensors report.</summary>
    InTurn,

    /// <summary>Any, equally likely.</summary>
    Random,

    /// <summary>Some much more often than others, by Zipf's law, as users click.</summary>
    Skewed,
}

/// <summary>One kind of record of a data set: its fields, key, headers and entities. Immutable once read.</summary>
internal sealed class RecordShape
{
    private readonly Field[] _fields = [];

    public required string Name { get; init; }

    public string Description { get; init; } = "";

    /// <summary>How many records of this kind there are in each cycle of the data set.</summary>
    public int Share { get; init; } = 1;

    /// <summary>Appended to the job's topic.</summary>
    public string TopicSuffix { get; init; } = "";

    public long Entities { get; init; } = 1;

    public EntityChoice EntityChoice { get; init; }

    public required IReadOnlyList<NamedField> Fields
    {
        get;
        init
        {
            field = value;
            _fields = [.. value.Select(f => f.Field)];
        }
    }

    /// <summary>The key; null is none.</summary>
    public Template? Key { get; init; }

    public IReadOnlyList<(string Name, Template Value)> Headers { get; init; } = [];

    /// <summary>Whether a record can be had without its entity's earlier ones.</summary>
    public bool IsStateless => Stateful.Count == 0;

    public ulong SeedUnder(ulong seed) => SeededRandom.Derive(seed, Name);

    public long EntityOf(ulong streamSeed, long index)
    {
        if (Entities == 1)
        {
            return 0;
        }

        if (EntityChoice == EntityChoice.InTurn)
        {
            return index % Entities;
        }

        var random = new SeededRandom(SeededRandom.Derive(streamSeed ^ 0xE47174, (ulong)index));
        if (EntityChoice == EntityChoice.Random)
        {
            return (long)random.NextBelow((ulong)Entities);
        }

        // Zipf with exponent 1, approximately: the inverse of its continuous distribution function, without a table.
        return Math.Min(Entities - 1, (long)Math.Exp(random.NextDouble() * Math.Log(Entities + 1)) - 1);
    }

    /// <summary>The fields that remember something of each entity.</summary>
    public required IReadOnlyList<StatefulField> Stateful { get; init; }

    public RecordContext NewContext(ulong setSeed, Func<long, long> timeOf) =>
        new(Fields.Count, Stateful.Count, Stateful.Count == 0 ? 0 : Entities) { SetSeed = setSeed, TimeOf = timeOf };

    /// <summary>Makes the record of that number in the context.</summary>
    public void Fill(RecordContext context, ulong streamSeed, long index, long setIndex, long time)
    {
        context.Begin(streamSeed, index, setIndex, EntityOf(streamSeed, index), time);
        var values = context.Values;
        for (int i = 0; i < _fields.Length; i++)
        {
            values[i] = _fields[i].Next(context);
        }
    }

    /// <summary>The slots of the fields that one field is made from, and of those that they are made from, in order.</summary>
    public int[] NeededFor(int slot)
    {
        var needed = new SortedSet<int> { slot };
        var open = new Queue<int>(needed);
        while (open.TryDequeue(out var next))
        {
            foreach (var used in _fields[next].Uses)
            {
                if (needed.Add(used))
                {
                    open.Enqueue(used);
                }
            }
        }

        return [.. needed];
    }

    /// <summary>Makes some fields of a record, for a look-up; only stateless shapes are looked up.</summary>
    public void FillPart(RecordContext context, ulong streamSeed, long index, long setIndex, int[] slots)
    {
        // When it happened is found out only if a field asks: for records far apart that may cost a thousand draws.
        context.Begin(streamSeed, index, setIndex, EntityOf(streamSeed, index), null);
        foreach (var slot in slots)
        {
            context.Values[slot] = _fields[slot].Next(context);
        }
    }

    /// <summary>Takes the entities' states past a record that is not made here.</summary>
    public void Step(RecordContext context, ulong streamSeed, long index)
    {
        context.Begin(streamSeed, index, index, EntityOf(streamSeed, index), 0);
        foreach (var field in Stateful)
        {
            field.Step(context);
        }
    }
}
