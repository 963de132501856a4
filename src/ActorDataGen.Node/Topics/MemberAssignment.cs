using System.Buffers.Binary;
using System.Text;

namespace ActorDataGen.Node.Topics;

/// <summary>Reads the partitions out of a member's assignment, as Kafka's consumer protocol writes them (version, then topics with partitions).</summary>
internal static class MemberAssignment
{
    /// <summary>Partitions of one topic; none where the bytes are not of this protocol.</summary>
    public static IReadOnlyList<int> Partitions(byte[]? assignment, string topic)
    {
        var rest = assignment.AsSpan();
        var found = new List<int>();
        if (!TryInt16(ref rest, out _) || !TryInt32(ref rest, out var topics))
        {
            return found;
        }

        for (var t = 0; t < topics; t++)
        {
            if (!TryInt16(ref rest, out var length) || length < 0 || length > rest.Length)
            {
                return [];
            }

            var matches = Encoding.UTF8.GetString(rest[..length]) == topic;
            rest = rest[length..];
            if (!TryInt32(ref rest, out var count) || count < 0 || count > rest.Length / 4)
            {
                return [];
            }

            for (var p = 0; p < count && TryInt32(ref rest, out var partition); p++)
            {
                if (matches)
                {
                    found.Add(partition);
                }
            }
        }

        return found;
    }

    private static bool TryInt16(ref Span<byte> rest, out short value)
    {
        var read = BinaryPrimitives.TryReadInt16BigEndian(rest, out value);
        rest = read ? rest[2..] : rest;
        return read;
    }

    private static bool TryInt32(ref Span<byte> rest, out int value)
    {
        var read = BinaryPrimitives.TryReadInt32BigEndian(rest, out value);
        rest = read ? rest[4..] : rest;
        return read;
    }
}
