using ActorDataGen.Generator.Randomness;

namespace ActorDataGen.Generator.Fields;

/// <summary>The same in every record.</summary>
internal sealed class ConstantField(FieldValue value, FieldShape shape, int decimals = -1) : Field(0)
{
    public override FieldShape Shape => shape;

    public override int Decimals => decimals;

    protected override FieldValue Make(RecordContext context, ref SeededRandom random) => value;
}

/// <summary>Counts records of the stream, or of the whole data set.</summary>
internal sealed class SequenceField(long start, long step) : Field(0)
{
    public override FieldShape Shape => FieldShape.Integer;

    protected override FieldValue Make(RecordContext context, ref SeededRandom random) =>
        FieldValue.Of(unchecked(start + step * context.Index));
}

/// <summary>The number of the record's entity.</summary>
internal sealed class EntityField(long start) : Field(0)
{
    public override FieldShape Shape => FieldShape.Integer;

    protected override FieldValue Make(RecordContext context, ref SeededRandom random) => FieldValue.Of(start + context.Entity);
}

/// <summary>Uniform whole numbers.</summary>
internal sealed class IntegerField(ulong salt, long min, long max) : Field(salt)
{
    public override FieldShape Shape => FieldShape.Integer;

    protected override FieldValue Make(RecordContext context, ref SeededRandom random) => FieldValue.Of(random.NextBetween(min, max));
}

/// <summary>True with a set probability.</summary>
internal sealed class BooleanField(ulong salt, double share) : Field(salt)
{
    public override FieldShape Shape => FieldShape.Boolean;

    protected override FieldValue Make(RecordContext context, ref SeededRandom random) => FieldValue.Of(random.NextDouble() < share);
}

/// <summary>Letters and digits, all equally likely.</summary>
internal sealed class TextField(ulong salt, byte[] alphabet, int minLength, int maxLength) : Field(salt)
{
    public override FieldShape Shape => FieldShape.Text;

    protected override FieldValue Make(RecordContext context, ref SeededRandom random)
    {
        var length = minLength == maxLength ? minLength : (int)random.NextBetween(minLength, maxLength);
        var scratch = context.Scratch;
        var offset = scratch.Length;
        var text = scratch.GetSpan(length)[..length];
        if (alphabet.Length == 16)
        {
            // Hexadecimal ids are the common case, and a single draw has sixteen of their digits.
            for (int i = 0; i < length; i += 16)
            {
                var bits = random.NextUInt64();
                for (int j = i; j < Math.Min(i + 16, length); j++)
                {
                    text[j] = alphabet[(int)(bits & 15)];
                    bits >>= 4;
                }
            }
        }
        else
        {
            foreach (ref var c in text)
            {
                c = alphabet[(int)random.NextBelow((ulong)alphabet.Length)];
            }
        }

        scratch.Advance(length);
        return FieldValue.Text(offset, length);
    }
}

/// <summary>A random UUID (RFC 9562 version 4), from the seed like everything else.</summary>
internal sealed class UuidField(ulong salt) : Field(salt)
{
    public override FieldShape Shape => FieldShape.Text;

    protected override FieldValue Make(RecordContext context, ref SeededRandom random)
    {
        Span<byte> bytes = stackalloc byte[16];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt64BigEndian(bytes, random.NextUInt64());
        System.Buffers.Binary.BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], random.NextUInt64());
        bytes[6] = (byte)(bytes[6] & 0x0F | 0x40);
        bytes[8] = (byte)(bytes[8] & 0x3F | 0x80);
        var offset = context.Scratch.Length;
        new Guid(bytes, bigEndian: true).TryFormat(context.Scratch.GetSpan(36), out var written);
        context.Scratch.Advance(written);
        return FieldValue.Text(offset, written);
    }
}

/// <summary>One of several values, by weight.</summary>
internal sealed class ChoiceField : Field
{
    private readonly (double Upto, FieldValue Value)[] _choices;

    public ChoiceField(ulong salt, IReadOnlyList<(double Weight, FieldValue Value)> choices, FieldShape shape) : base(salt)
    {
        Shape = shape;
        var total = choices.Sum(c => c.Weight);
        double upto = 0;
        _choices = [.. choices.Select(c => (upto += c.Weight / total, c.Value))];
        _choices[^1].Upto = 1;
    }

    public override FieldShape Shape { get; }

    protected override FieldValue Make(RecordContext context, ref SeededRandom random)
    {
        var draw = random.NextDouble();
        foreach (var (upto, value) in _choices)
        {
            if (draw < upto)
            {
                return value;
            }
        }

        return _choices[^1].Value;
    }
}
