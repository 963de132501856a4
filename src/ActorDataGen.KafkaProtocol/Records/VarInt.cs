namespace ActorDataGen.KafkaProtocol.Records;

/// <summary>Zigzag variable-length integers, as records use them.</summary>
internal static class VarInt
{
    public static int SizeOf(long value)
    {
        var zigzag = (ulong)((value << 1) ^ (value >> 63));
        var size = 1;
        while (zigzag > 0x7F)
        {
            zigzag >>= 7;
            size++;
        }

        return size;
    }

    /// <summary>Writes the value and returns how many bytes that took.</summary>
    public static int Write(Span<byte> output, long value)
    {
        var zigzag = (ulong)((value << 1) ^ (value >> 63));
        var at = 0;
        while (zigzag > 0x7F)
        {
            output[at++] = (byte)(zigzag | 0x80);
            zigzag >>= 7;
        }

        output[at++] = (byte)zigzag;
        return at;
    }

    /// <summary>Reads a value and moves the position behind it.</summary>
    public static long Read(ReadOnlySpan<byte> input, ref int at)
    {
        ulong zigzag = 0;
        for (var shift = 0; shift < 70; shift += 7)
        {
            if (at >= input.Length)
            {
                throw new KafkaProtocolException("a record ends before its fields do");
            }

            var b = input[at++];
            zigzag |= (ulong)(b & 0x7F) << shift;
            if ((b & 0x80) == 0)
            {
                return (long)(zigzag >> 1) ^ -(long)(zigzag & 1);
            }
        }

        throw new KafkaProtocolException("a variable-length integer of more than ten bytes");
    }

    public static int ReadInt32(ReadOnlySpan<byte> input, ref int at)
    {
        var value = Read(input, ref at);
        return value is >= int.MinValue and <= int.MaxValue
            ? (int)value
            : throw new KafkaProtocolException("a record's field does not fit 32 bits");
    }
}
