using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace ActorDataGen.KafkaProtocol.Records;

/// <summary>CRC-32C (Castagnoli), the checksum of record batches, with the processor's instruction where it has one.</summary>
public static class Crc32C
{
    private static readonly uint[] Table = MakeTable();

    /// <summary>Checksum of the bytes.</summary>
    public static uint Compute(ReadOnlySpan<byte> bytes) => ~Append(~0u, bytes);

    /// <summary>Checksum of the bytes of all segments, one after the other.</summary>
    public static uint Compute(in ReadOnlySequence<byte> bytes)
    {
        if (bytes.IsSingleSegment)
        {
            return Compute(bytes.FirstSpan);
        }

        var state = ~0u;
        foreach (var segment in bytes)
        {
            state = Append(state, segment.Span);
        }

        return ~state;
    }

    /// <summary>Goes on with a checksum: start with all ones, invert at the end.</summary>
    internal static uint Append(uint state, ReadOnlySpan<byte> bytes)
    {
        if (Sse42.X64.IsSupported)
        {
            ulong wide = state;
            var words = MemoryMarshal.Cast<byte, ulong>(bytes);
            foreach (var word in words)
            {
                wide = Sse42.X64.Crc32(wide, word);
            }

            state = (uint)wide;
            foreach (var b in bytes[(words.Length * 8)..])
            {
                state = Sse42.Crc32(state, b);
            }

            return state;
        }

        if (Crc32.Arm64.IsSupported)
        {
            while (bytes.Length >= 8)
            {
                state = Crc32.Arm64.ComputeCrc32C(state, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
                bytes = bytes[8..];
            }
        }

        return AppendByTable(state, bytes);
    }

    /// <summary>The same without the processor's help; also what tests compare with.</summary>
    internal static uint AppendByTable(uint state, ReadOnlySpan<byte> bytes)
    {
        foreach (var b in bytes)
        {
            state = Table[(byte)(state ^ b)] ^ (state >> 8);
        }

        return state;
    }

    private static uint[] MakeTable()
    {
        var table = new uint[256];
        for (uint i = 0; i < 256; i++)
        {
            var value = i;
            for (var bit = 0; bit < 8; bit++)
            {
                value = (value & 1) != 0 ? (value >> 1) ^ 0x82F63B78 : value >> 1;
            }

            table[i] = value;
        }

        return table;
    }
}
