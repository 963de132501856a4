using ActorDataGen.Generator.Encoding;
using ActorDataGen.Generator.Randomness;

namespace ActorDataGen.Generator.Fields;

/// <summary>The record being made: which one it is, what its fields came out as, and room for their text. One is used over and over.</summary>
internal sealed class RecordContext
{
    /// <summary>What a state is before its entity's first record.</summary>
    public const long NotBegun = long.MinValue;

    private readonly long[][] _states;
    private long? _time;

    /// <param name="fields">How many top-level fields there are.</param>
    /// <param name="states">How many fields remember something of each entity.</param>
    /// <param name="entities">How many entities there are.</param>
    public RecordContext(int fields, int states = 0, long entities = 0)
    {
        Values = new FieldValue[fields];
        _states = [.. Enumerable.Range(0, states).Select(_ =>
        {
            var state = new long[entities];
            Array.Fill(state, NotBegun);
            return state;
        })];
    }

    /// <summary>The record's number within its stream, from 0, over all replicas.</summary>
    public long Index { get; private set; }

    /// <summary>The record's number within the data set, from 0, over all streams and replicas.</summary>
    public long SetIndex { get; private set; }

    /// <summary>Which of the stream's entities it is about.</summary>
    public long Entity { get; private set; }

    /// <summary>When it happens: microseconds since 1970, UTC.</summary>
    public long Time => _time ??= TimeOf(SetIndex);

    /// <summary>The data set's seed, for fields that compute records of other streams.</summary>
    public ulong SetSeed { get; init; }

    /// <summary>When the data set's record of a number happens, for fields that compute earlier records.</summary>
    public Func<long, long> TimeOf { get; init; } = _ => 0;

    /// <summary>Where the record's own randomness begins.</summary>
    public ulong RecordSeed { get; private set; }

    /// <summary>Where the randomness that an entity's records share begins.</summary>
    public ulong EntitySeed { get; private set; }

    /// <summary>The top-level fields, in order of declaration.</summary>
    public FieldValue[] Values { get; }

    /// <summary>Members of objects and elements of arrays.</summary>
    public List<FieldValue> Arena { get; } = [];

    /// <summary>Text of the record's fields.</summary>
    public ByteBuffer Scratch { get; } = new();

    /// <summary>What the field with that slot remembers of the record's entity.</summary>
    public ref long StateOf(int slot) => ref _states[slot][Entity];

    public void Begin(ulong streamSeed, long index, long setIndex, long entity, long? time)
    {
        (Index, SetIndex, Entity, _time) = (index, setIndex, entity, time);
        RecordSeed = SeededRandom.Derive(streamSeed, (ulong)index);
        EntitySeed = SeededRandom.Derive(~streamSeed, (ulong)entity);
        Scratch.Clear();
        Arena.Clear();
    }
}
