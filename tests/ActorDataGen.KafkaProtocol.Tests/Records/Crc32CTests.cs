using System.Buffers;
using System.Text;
using ActorDataGen.KafkaProtocol.Records;

namespace ActorDataGen.KafkaProtocol.Tests.Records;

public sealed class Crc32CTests
{
    // The check value of CRC-32C, from RFC 3720, appendix B.4: nine digits.
    [Fact]
    public void Compute_CheckString_IsTheKnownValue() => Assert.Equal(0xE3069283, Crc32C.Compute(Encoding.ASCII.GetBytes("123456789")));

    [Fact]
    public void Compute_AnyLength_AgreesWithTheTable()
    {
        var random = new Random(7);
        for (var length = 0; length < 200; length++)
        {
            var bytes = new byte[length];
            random.NextBytes(bytes);
            Assert.Equal(~Crc32C.AppendByTable(~0u, bytes), Crc32C.Compute(bytes));
        }
    }

    [Fact]
    public void Compute_SeveralSegments_IsThatOfTheWhole()
    {
        var bytes = new byte[1000];
        new Random(8).NextBytes(bytes);
        Assert.Equal(Crc32C.Compute(bytes), Crc32C.Compute(Pieces.Of(bytes, 7)));
    }
}

/// <summary>Bytes cut into pieces, as they come off a socket.</summary>
internal sealed class Pieces : ReadOnlySequenceSegment<byte>
{
    public static ReadOnlySequence<byte> Of(ReadOnlyMemory<byte> bytes, int size)
    {
        var first = new Pieces { Memory = bytes[..Math.Min(size, bytes.Length)] };
        var last = first;
        for (var at = first.Memory.Length; at < bytes.Length; at += last.Memory.Length)
        {
            var next = new Pieces { Memory = bytes[at..Math.Min(at + size, bytes.Length)], RunningIndex = at };
            last.Next = next;
            last = next;
        }

        return new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
    }
}
