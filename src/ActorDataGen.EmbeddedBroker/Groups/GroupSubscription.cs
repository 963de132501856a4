using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text;

namespace ActorDataGen.EmbeddedBroker.Groups;

/// <summary>The one part of a consumer's metadata that the broker looks into: the topics it subscribes to.</summary>
/// <remarks>ConsumerProtocolSubscription: int16 version, then an int32-counted array of int16-counted strings; what follows is the assignor's.</remarks>
internal static class GroupSubscription
{
    /// <summary>The protocol type of consumers; Connect and others have their own, whose metadata the broker cannot read.</summary>
    public const string ProtocolType = "consumer";

    /// <summary>Topics that any member subscribes to. Empty for other protocol types and where the metadata cannot be read.</summary>
    public static ImmutableHashSet<string> TopicsOf(GroupState state) =>
        state.ProtocolType == ProtocolType
            ? [.. state.Members.Values.SelectMany(m => Read(m.MetadataFor(state.Protocol ?? m.Protocols.FirstOrDefault()?.Name).Span))]
            : [];

    private static List<string> Read(ReadOnlySpan<byte> metadata)
    {
        var topics = new List<string>();
        if (metadata.Length < 6)
        {
            return topics;
        }

        var count = BinaryPrimitives.ReadInt32BigEndian(metadata[2..]);
        metadata = metadata[6..];
        for (var i = 0; i < count && metadata.Length >= 2; i++)
        {
            var length = BinaryPrimitives.ReadInt16BigEndian(metadata);
            if (length < 0 || metadata.Length - 2 < length)
            {
                break;
            }

            topics.Add(Encoding.UTF8.GetString(metadata.Slice(2, length)));
            metadata = metadata[(2 + length)..];
        }

        return topics;
    }
}
