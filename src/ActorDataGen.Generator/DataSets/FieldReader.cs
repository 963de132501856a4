using System.Collections.Frozen;
using System.Globalization;
using ActorDataGen.Generator.Encoding;
using ActorDataGen.Generator.Fields;
using ActorDataGen.Generator.Randomness;

namespace ActorDataGen.Generator.DataSets;

/// <summary>
/// Reads the fields of one kind of record. A field is a scalar (a constant) or a map with exactly one entry that says how it is
/// made, and perhaps <c>per: entity</c>, <c>null: SHARE</c>, <c>decimals: N</c>, <c>description: TEXT</c>.
/// </summary>
internal sealed class FieldReader(string shapeName, IReadOnlyList<RecordShape> earlierShapes, Func<DataSet> set)
{
    private const string Hexadecimal = "0123456789abcdef";

    private static readonly string[] Modifiers = ["per", "null", "decimals", "description"];

    private readonly List<NamedField> _fields = [];
    private readonly List<StatefulField> _stateful = [];

    /// <summary>The fields read so far, which the next ones may refer to.</summary>
    public IReadOnlyList<NamedField> Fields => _fields;

    public IReadOnlyList<StatefulField> Stateful => _stateful;

    public void ReadAll(DescriptionNode node)
    {
        foreach (var (name, child) in node.Entries())
        {
            _fields.Add(new NamedField(name, Read(child, name, isNested: false), child.IsMap ? child.Text("description", "") : ""));
        }

        if (_fields.Count == 0)
        {
            throw node.Wrong("there are no fields");
        }
    }

    private Field Read(DescriptionNode node, string path, bool isNested)
    {
        if (!node.IsMap)
        {
            return Constant(node);
        }

        var kinds = node.Entries().Where(e => !Modifiers.Contains(e.Name)).ToArray();
        if (kinds is not [var (kind, body)])
        {
            throw node.Wrong("say how it is made with one entry, such as `int: {min: 1, max: 6}`; see docs/datasets.md");
        }

        var perEntity = node.Find("per") is { } per && (per.Text() == "entity" ? true : throw per.Wrong("there is only `per: entity`"));
        var nulls = node.Find("null")?.Share() ?? 0;
        var salt = SeededRandom.Derive(SeededRandom.Derive(0xF1E1D, shapeName), path);
        var decimals = (int)node.Integer("decimals", -1);
        if (decimals > ByteBuffer.MaxDecimals)
        {
            throw node.Wrong($"decimals are at most {ByteBuffer.MaxDecimals}");
        }

        if (kind is "machine" or "walk" && (perEntity || nulls > 0))
        {
            throw node.Wrong("a machine or walk belongs to its entity and is never null; leave `per` and `null` out");
        }

        if (kind is "object" or "array" && perEntity)
        {
            throw node.Wrong("put `per` on the fields within");
        }

        var field = Make(kind, body, salt, path, decimals, isNested);
        return perEntity || nulls > 0 ? new ModifiedField(field, salt, perEntity, nulls) : field;
    }

    private Field Make(string kind, DescriptionNode body, ulong salt, string path, int decimals, bool isNested) => kind switch
    {
        "value" => Constant(body),
        "sequence" => Checked(body, ["start", "step"], () => new SequenceField(body.Integer("start", 0), body.Integer("step", 1))),
        "entity" => Checked(body, ["start"], () => new EntityField(body.Integer("start", 0))),
        "int" => Checked(body, ["min", "max"], () => Ordered(body, body.Integer("min", 0), body.Get("max").Integer(),
            (min, max) => new IntegerField(salt, min, max))),
        "float" => Checked(body, ["min", "max"], () => new NumberField(salt,
            new Distribution.Uniform(body.Number("min", 0), body.Get("max").Number()), body.Number("min", 0), body.Get("max").Number(), decimals)),
        "normal" => Number(body, ["mean", "deviation"], salt, decimals,
            () => new Distribution.Normal(body.Number("mean", 0), body.Number("deviation", 1))),
        "lognormal" => Number(body, ["median", "sigma"], salt, decimals,
            () => new Distribution.LogNormal(body.Number("median", 1), body.Number("sigma", 1))),
        "exponential" => Number(body, ["mean"], salt, decimals, () => new Distribution.Exponential(body.Number("mean", 1))),
        "pareto" => Number(body, ["scale", "alpha"], salt, decimals,
            () => new Distribution.Pareto(body.Number("scale", 1), body.Number("alpha", 1.16))),
        "wave" => Checked(body, ["mean", "amplitude", "period", "noise", "spread"], () => new WaveField(salt, ~salt, body.Number("mean", 0),
            body.Number("amplitude", 1), Positive(body, body.Micros("period", TimeSpan.FromDays(1))), body.Number("noise", 0),
            body.Number("spread", 0), decimals)),
        "walk" => Walk(body, salt, decimals, isNested),
        "machine" => Machine(body, salt, isNested),
        "bool" => new BooleanField(salt, body.Share()),
        "choice" => Choice(body, salt),
        "uuid" => new UuidField(salt),
        "hex" => new TextField(salt, System.Text.Encoding.UTF8.GetBytes(Hexadecimal), Size(body), Size(body)),
        "text" => Text(body, salt),
        "pattern" => new TemplateField(TemplateReader.Read(body, _fields)),
        "timestamp" => Instant(body, salt),
        "fake" => Fake(body, salt),
        "lookup" => Lookup(body, salt),
        "sum" or "product" => new ArithmeticField(kind == "sum" ? Arithmetic.Sum : Arithmetic.Product,
            [.. body.Items().Select(i => Slot(_fields, i, i.Text()))], decimals),
        "switch" => Switch(body, path, isNested),
        "object" => new ObjectField([.. body.Entries().Select(e => new NamedField(e.Name, Read(e.Node, $"{path}.{e.Name}", true)))]),
        "array" => Array(body, salt, path),
        _ => throw body.Wrong("unknown way to make a field; there are value, sequence, entity, int, float, normal, lognormal, exponential, "
            + "pareto, wave, walk, machine, bool, choice, uuid, hex, text, pattern, timestamp, fake, lookup, sum, product, switch, object, array"),
    };

    private static ConstantField Constant(DescriptionNode node)
    {
        var text = node.Text();
        if (node.IsQuoted)
        {
            return new ConstantField(FieldValue.Text(System.Text.Encoding.UTF8.GetBytes(text)), FieldShape.Text);
        }

        return text switch
        {
            "true" or "false" => new ConstantField(FieldValue.Of(text == "true"), FieldShape.Boolean),
            _ when long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var integer) =>
                new ConstantField(FieldValue.Of(integer), FieldShape.Integer),
            _ when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) =>
                new ConstantField(FieldValue.Of(number), FieldShape.Float),
            _ => new ConstantField(FieldValue.Text(System.Text.Encoding.UTF8.GetBytes(text)), FieldShape.Text),
        };
    }

    private static NumberField Number(DescriptionNode body, string[] names, ulong salt, int decimals, Func<Distribution> make)
    {
        body.Allow([.. names, "min", "max"]);
        return new NumberField(salt, make(), body.Number("min", double.MinValue), body.Number("max", double.MaxValue), decimals);
    }

    private static ChoiceField Choice(DescriptionNode body, ulong salt)
    {
        var choices = body.IsList
            ? body.Items().Select(i => (Weight: 1.0, Field: Constant(i))).ToArray()
            : [.. body.Entries().Select(e => (Weight: e.Node.Number(), Field: new ConstantField(
                FieldValue.Text(System.Text.Encoding.UTF8.GetBytes(e.Name)), FieldShape.Text)))];
        if (choices.Length == 0 || choices.Any(c => c.Weight < 0) || choices.Sum(c => c.Weight) <= 0)
        {
            throw body.Wrong("write a list, or a map of values and weights that are not negative nor all zero");
        }

        if (choices.Any(c => c.Field.Shape != choices[0].Field.Shape))
        {
            throw body.Wrong("the choices are of several types; put all of them in quotes");
        }

        var context = new RecordContext(0);
        return new ChoiceField(salt, [.. choices.Select(c => (c.Weight, c.Field.Next(context)))], choices[0].Field.Shape);
    }

    private static TextField Text(DescriptionNode body, ulong salt)
    {
        body.Allow("length", "min", "max", "alphabet");
        var alphabet = body.Text("alphabet", "abcdefghijklmnopqrstuvwxyz");
        var length = body.Integer("length", 10);
        return alphabet.Length == 0 || alphabet.Any(c => c is < ' ' or > '~')
            ? throw body.Wrong("the alphabet is of printable ASCII characters")
            : Ordered(body, body.Integer("min", length), body.Integer("max", length), (min, max) => min >= 0 && max <= 1_000_000
                ? new TextField(salt, System.Text.Encoding.UTF8.GetBytes(alphabet), (int)min, (int)max)
                : throw body.Wrong("a text has up to 1,000,000 characters"));
    }

    private static InstantField Instant(DescriptionNode body, ulong salt)
    {
        var isPlain = body.IsScalar;
        if (!isPlain)
        {
            body.Allow("format", "late", "disorder");
        }

        var format = isPlain ? body.Text() : body.Text("format", "millis");
        var shape = format switch
        {
            "millis" => FieldShape.InstantMillis,
            "micros" => FieldShape.InstantMicros,
            "seconds" => FieldShape.InstantSeconds,
            "iso" => FieldShape.InstantText,
            _ => throw body.Wrong($"'{format}' is not a format of time; there are millis, micros, seconds, iso"),
        };
        return new InstantField(salt, shape, Lateness(body.Find("late")), Lateness(body.Find("disorder")));
    }

    private static Lateness Lateness(DescriptionNode? node)
    {
        if (node is null)
        {
            return default;
        }

        node.Allow("share", "min", "max");
        return Ordered(node, node.Micros("min", TimeSpan.Zero), (long)node.Get("max").Duration().TotalMicroseconds,
            (min, max) => new Lateness(node.Get("share").Share(), min, max));
    }

    private static PersonField Fake(DescriptionNode body, ulong salt)
    {
        var kind = body.IsScalar ? body.Text() : body.Get("kind").Text();
        var locale = body.IsScalar ? "en" : body.Text("locale", "en");
        if (!Bogus.Database.GetAllLocales().Contains(locale))
        {
            throw body.Wrong($"there is no locale '{locale}', but en, de, fr and the like");
        }

        if (body.IsMap)
        {
            body.Allow("kind", "locale", "pool");
        }

        var pool = body.Integer("pool", PersonField.DefaultPool) is >= 1 and <= 1_000_000 and var size ? (int)size
            : throw body.Wrong("a pool has from 1 to 1,000,000 values");
        return PersonField.Kinds.TryGetValue(kind, out var make) ? new PersonField(salt, make, locale, pool)
            : throw body.Wrong($"'{kind}' is not among {string.Join(", ", PersonField.Kinds.Keys.Order(StringComparer.Ordinal))}");
    }

    private WalkField Walk(DescriptionNode body, ulong salt, int decimals, bool isNested)
    {
        body.Allow("start", "step", "pull", "min", "max");
        return Remember(body, isNested, new WalkField(salt, _stateful.Count, body.Number("start", 0), body.Number("step", 1),
            body.Find("pull")?.Share() ?? 0.01, body.Number("min", double.MinValue), body.Number("max", double.MaxValue), decimals));
    }

    private MachineField Machine(DescriptionNode body, ulong salt, bool isNested)
    {
        body.Allow("initial", "states");
        var states = body.Get("states").Entries().ToArray();
        var names = states.Select(s => s.Name).ToArray();
        int Number(DescriptionNode at, string name) => System.Array.IndexOf(names, name) is >= 0 and var number ? number
            : throw at.Wrong($"there is no state '{name}'; there are {string.Join(", ", names)}");
        var upto = new double[names.Length][];
        for (int s = 0; s < names.Length; s++)
        {
            upto[s] = new double[names.Length];
            foreach (var (target, weight) in states[s].Node.Entries())
            {
                upto[s][Number(states[s].Node, target)] = weight.Number() is >= 0 and var w ? w : throw weight.Wrong("a weight is not negative");
            }

            var total = upto[s].Sum();
            double sum = 0;
            upto[s] = [.. upto[s].Select(w => total > 0 ? (sum += w) / total : 0)];
        }

        var initial = body.Find("initial") is { } first ? Number(first, first.Text()) : 0;
        return Remember(body, isNested, new MachineField(salt, _stateful.Count,
            [.. names.Select(System.Text.Encoding.UTF8.GetBytes)], initial, upto));
    }

    private T Remember<T>(DescriptionNode body, bool isNested, T field) where T : StatefulField
    {
        // A nested one would be stepped only in the records that make it, and its entity's history would depend on that.
        if (isNested)
        {
            throw body.Wrong("machine and walk are fields of the record itself, not of a field within");
        }

        _stateful.Add(field);
        return field;
    }

    private SwitchField Switch(DescriptionNode body, string path, bool isNested)
    {
        body.Allow("on", "cases", "default");
        var on = body.Get("on");
        var slot = Slot(_fields, on, on.Text());
        var cases = body.Get("cases").Entries().Select(c => (c.Name, c.Node, Field: Read(c.Node, $"{path}?{c.Name}", true))).ToArray();
        var otherwise = body.Find("default") is { } node ? Read(node, $"{path}?", true) : cases[^1].Field;
        foreach (var (_, caseNode, field) in cases)
        {
            if (field.Shape != otherwise.Shape || field.Decimals != otherwise.Decimals || field.Members.Count > 0)
            {
                throw caseNode.Wrong("the cases of a switch are of one type with as many decimals, and not objects or arrays");
            }
        }

        return _fields[slot].Field.Shape == FieldShape.Text
            ? new SwitchField(slot, cases.ToFrozenDictionary(c => c.Name, c => c.Field), otherwise)
            : throw on.Wrong("a switch goes by a text");
    }

    private ArrayField Array(DescriptionNode body, ulong salt, string path)
    {
        body.Allow("of", "min", "max");
        return Ordered(body, body.Integer("min", 0), body.Get("max").Integer(), (min, max) => min >= 0 && max <= 10_000
            ? new ArrayField(salt, i => new NamedField("item", Read(body.Get("of"), $"{path}[{i}]", true)), (int)min, (int)max)
            : throw body.Wrong("an array has up to 10,000 elements"));
    }

    private LookupField Lookup(DescriptionNode body, ulong salt)
    {
        body.Allow("stream", "field", "window", "same");
        var stream = body.Text("stream", shapeName);
        var shape = -1;
        for (int i = 0; i < earlierShapes.Count; i++)
        {
            shape = earlierShapes[i].Name == stream ? i : shape;
        }

        var isOwn = stream == shapeName;
        if (shape < 0 && !isOwn)
        {
            throw body.Wrong($"there is no stream '{stream}' before this one");
        }

        var fields = isOwn ? _fields : earlierShapes[shape].Fields;
        var name = body.Get("field");
        var slot = Slot(fields, name, name.Text());
        var stateful = isOwn ? _stateful.Count > 0 : !earlierShapes[shape].IsStateless;
        if (stateful || fields[slot].Field.Shape is FieldShape.Object or FieldShape.Array)
        {
            throw body.Wrong("what is looked up is a plain field of a stream without machine or walk");
        }

        return new LookupField(salt, set, isOwn ? earlierShapes.Count : shape, $"{shapeName}/{stream}/{body.Text("same", "")}", slot,
            fields[slot].Field, body.Integer("window", 0), isOwn);
    }

    private static int Slot(IReadOnlyList<NamedField> fields, DescriptionNode node, string name)
    {
        for (int i = 0; i < fields.Count; i++)
        {
            if (fields[i].Name == name)
            {
                return i;
            }
        }

        throw node.Wrong($"there is no field '{name}' before this one");
    }

    private static int Size(DescriptionNode body) =>
        body.Integer() is > 0 and <= 1_000_000 and var size ? (int)size : throw body.Wrong("a length is from 1 to 1,000,000");

    private static long Positive(DescriptionNode body, long value) => value > 0 ? value : throw body.Wrong("a period is longer than nothing");

    private static Field Checked(DescriptionNode body, string[] names, Func<Field> make)
    {
        if (body.IsMap)
        {
            body.Allow(names);
        }

        return make();
    }

    private static T Ordered<T>(DescriptionNode body, long min, long max, Func<long, long, T> make) =>
        min <= max ? make(min, max) : throw body.Wrong($"min {min} is above max {max}");
}
