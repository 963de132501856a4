using System.Buffers.Binary;

namespace ActorDataGen.KafkaProtocol.Records;

/// <summary>Undoes Snappy: a bare block, as librdkafka writes it, or blocks in xerial's framing, as Java clients do.</summary>
internal static class Snappy
{
    private const int FramingHeader = 16;

    private static ReadOnlySpan<byte> FramingMagic => [0x82, (byte)'S', (byte)'N', (byte)'A', (byte)'P', (byte)'P', (byte)'Y', 0];

    public static ReadOnlyMemory<byte> Decompress(ReadOnlySpan<byte> input)
    {
        var output = new DecompressedBytes(input.Length * 3);
        if (!input.StartsWith(FramingMagic))
        {
            Block(input, output);
            return output.Written;
        }

        if (input.Length < FramingHeader)
        {
            throw Short();
        }

        input = input[FramingHeader..];
        while (input.Length > 0)
        {
            var size = input.Length < 4 ? -1 : BinaryPrimitives.ReadInt32BigEndian(input);
            if (size < 0 || size > input.Length - 4)
            {
                throw Short();
            }

            Block(input.Slice(4, size), output);
            input = input[(4 + size)..];
        }

        return output.Written;
    }

    private static void Block(ReadOnlySpan<byte> input, DecompressedBytes output)
    {
        var at = 0;
        var expected = output.Length + ReadLength(input, ref at);
        while (at < input.Length)
        {
            var tag = input[at++];
            switch (tag & 3)
            {
                case 0:
                    var length = (tag >> 2) + 1;
                    if (length > 60)
                    {
                        length = checked((int)ReadNumber(input, ref at, length - 60) + 1);
                    }

                    output.Append(Take(input, ref at, length));
                    break;
                case 1:
                    output.Repeat(((tag >> 5) << 8) | (int)ReadNumber(input, ref at, 1), ((tag >> 2) & 7) + 4);
                    break;
                case 2:
                    output.Repeat((int)ReadNumber(input, ref at, 2), (tag >> 2) + 1);
                    break;
                default:
                    output.Repeat((int)ReadNumber(input, ref at, 4), (tag >> 2) + 1);
                    break;
            }
        }

        if (output.Length != expected)
        {
            throw new KafkaProtocolException("a Snappy block has not the length that it says");
        }
    }

    private static int ReadLength(ReadOnlySpan<byte> input, ref int at)
    {
        ulong length = 0;
        for (var shift = 0; shift < 35; shift += 7)
        {
            var b = (ulong)ReadNumber(input, ref at, 1);
            length |= (b & 0x7F) << shift;
            if (b < 0x80)
            {
                return length <= DecompressedBytes.Most ? (int)length : throw new KafkaProtocolException("a Snappy block that claims to be huge");
            }
        }

        throw Short();
    }

    private static long ReadNumber(ReadOnlySpan<byte> input, ref int at, int size)
    {
        long number = 0;
        var bytes = Take(input, ref at, size);
        for (var i = 0; i < size; i++)
        {
            number |= (long)bytes[i] << (8 * i);
        }

        return number <= int.MaxValue - 1 ? number : throw Short();
    }

    private static ReadOnlySpan<byte> Take(ReadOnlySpan<byte> input, ref int at, int size)
    {
        if (size > input.Length - at)
        {
            throw Short();
        }

        var taken = input.Slice(at, size);
        at += size;
        return taken;
    }

    private static KafkaProtocolException Short() => new("Snappy bytes end before they should");
}
