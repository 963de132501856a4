using System.Buffers.Binary;

namespace ActorDataGen.KafkaProtocol.Records;

/// <summary>Undoes the LZ4 frame format. Its checksums are not verified: the batch's own covers the same bytes.</summary>
internal static class Lz4
{
    private const uint Magic = 0x184D2204;
    private const uint StoredBit = 0x8000_0000;

    public static ReadOnlyMemory<byte> Decompress(ReadOnlySpan<byte> input)
    {
        if (input.Length < 7 || BinaryPrimitives.ReadUInt32LittleEndian(input) != Magic)
        {
            throw new KafkaProtocolException("no LZ4 frame");
        }

        var flags = input[4];
        var hasBlockChecksum = (flags & 0x10) != 0;
        // Magic, flags, block size; content size and dictionary id where the flags say so; a checksum of these.
        var at = 6 + ((flags & 0x08) != 0 ? 8 : 0) + ((flags & 0x01) != 0 ? 4 : 0) + 1;
        var output = new DecompressedBytes(input.Length * 3);
        while (true)
        {
            var size = BinaryPrimitives.ReadUInt32LittleEndian(Take(input, ref at, 4));
            if (size == 0)
            {
                return output.Written;
            }

            var block = Take(input, ref at, (int)(size & ~StoredBit));
            if ((size & StoredBit) != 0)
            {
                output.Append(block);
            }
            else
            {
                Block(block, output);
            }

            if (hasBlockChecksum)
            {
                Take(input, ref at, 4);
            }
        }
    }

    private static void Block(ReadOnlySpan<byte> input, DecompressedBytes output)
    {
        var at = 0;
        while (at < input.Length)
        {
            var token = input[at++];
            output.Append(Take(input, ref at, ReadLength(input, ref at, token >> 4)));
            if (at == input.Length)
            {
                return; // the last sequence is literals alone
            }

            var distance = BinaryPrimitives.ReadUInt16LittleEndian(Take(input, ref at, 2));
            output.Repeat(distance, ReadLength(input, ref at, token & 15) + 4);
        }
    }

    private static int ReadLength(ReadOnlySpan<byte> input, ref int at, int length)
    {
        if (length < 15)
        {
            return length;
        }

        while (true)
        {
            var more = Take(input, ref at, 1)[0];
            length += more;
            if (more != 255)
            {
                return length;
            }
        }
    }

    private static ReadOnlySpan<byte> Take(ReadOnlySpan<byte> input, ref int at, int size)
    {
        if (size < 0 || at > input.Length || size > input.Length - at)
        {
            throw new KafkaProtocolException("LZ4 bytes end before they should");
        }

        var taken = input.Slice(at, size);
        at += size;
        return taken;
    }
}
