using System.Buffers;
using System.Collections.Immutable;
using ActorDataGen.KafkaProtocol;
using ActorDataGen.KafkaProtocol.Wire;

namespace ActorDataGen.EmbeddedBroker.Groups;

/// <summary>
/// Keys and values of <c>__consumer_offsets</c>, in Kafka's own format, so that Kafka's tools read the log: keys of version 1 (an offset) and 2
/// (a group), values of version 3.
/// </summary>
internal static class GroupRecords
{
    private const short OffsetKeyVersion = 1;
    private const short GroupKeyVersion = 2;
    private const short ValueVersion = 3;
    // Kafka has read older values with an expiry of their own since 0.9; only version 1 carries one.
    private const short ExpiringOffsetVersion = 1;

    public static byte[] OffsetKey(string groupId, TopicPartition partition) => Write((ref FieldCodec f) =>
    {
        f.Int16(OffsetKeyVersion);
        f.String(groupId);
        f.String(partition.Topic);
        f.Int32(partition.Partition);
    });

    public static byte[] GroupKey(string groupId) => Write((ref FieldCodec f) =>
    {
        f.Int16(GroupKeyVersion);
        f.String(groupId);
    });

    public static byte[] OffsetValue(CommittedOffset offset) => Write((ref FieldCodec f) =>
    {
        if (offset.ExpiresAt is { } expiry)
        {
            f.Int16(ExpiringOffsetVersion);
            f.Int64(offset.Offset);
            f.String(offset.Metadata);
            f.Int64(offset.CommittedAt.ToUnixTimeMilliseconds());
            f.Int64(expiry.ToUnixTimeMilliseconds());
            return;
        }

        f.Int16(ValueVersion);
        f.Int64(offset.Offset);
        f.Int32(offset.LeaderEpoch);
        f.String(offset.Metadata);
        f.Int64(offset.CommittedAt.ToUnixTimeMilliseconds());
    });

    public static byte[] GroupValue(GroupState state) => Write((ref FieldCodec f) =>
    {
        f.Int16(ValueVersion);
        f.String(state.ProtocolType ?? "");
        f.Int32(state.Generation);
        f.NullableString(state.Protocol);
        f.NullableString(state.LeaderId);
        f.Int64(state.PhaseSince.ToUnixTimeMilliseconds());
        f.Int32(state.Members.Count);
        foreach (var member in state.MembersByAge)
        {
            f.String(member.MemberId);
            f.NullableString(member.InstanceId);
            f.String(member.ClientId);
            f.String(member.ClientHost);
            f.Int32((int)member.RebalanceTimeout.TotalMilliseconds);
            f.Int32((int)member.SessionTimeout.TotalMilliseconds);
            f.Bytes(member.MetadataFor(state.Protocol).ToArray());
            f.Bytes(member.Assignment.ToArray());
        }
    });

    /// <summary>Reads a key: the group, and the partition if it is an offset's. Null for versions we do not know (newer Kafkas' groups).</summary>
    public static (string GroupId, TopicPartition? Partition)? ReadKey(ReadOnlyMemory<byte> key)
    {
        var f = Reader(key);
        return f.Int16(0) switch
        {
            0 or OffsetKeyVersion => (f.String(""), new TopicPartition(f.String(""), f.Int32(0))),
            GroupKeyVersion => (f.String(""), null),
            _ => null,
        };
    }

    public static CommittedOffset ReadOffset(ReadOnlyMemory<byte> value)
    {
        var f = Reader(value);
        var version = f.Int16(0);
        var offset = f.Int64(0);
        var leaderEpoch = version == ValueVersion ? f.Int32(0) : -1;
        var metadata = f.String("");
        var committed = DateTimeOffset.FromUnixTimeMilliseconds(f.Int64(0));
        return new CommittedOffset(
            offset, leaderEpoch, metadata, committed,
            version == ExpiringOffsetVersion ? DateTimeOffset.FromUnixTimeMilliseconds(f.Int64(0)) : null);
    }

    public static GroupState ReadGroup(string groupId, ReadOnlyMemory<byte> value)
    {
        var f = Reader(value);
        var version = f.Int16(0);
        if (version != ValueVersion)
        {
            throw new KafkaProtocolException($"group {groupId} is stored in version {version}, and this broker writes {ValueVersion}");
        }

        var type = f.String("");
        var generation = f.Int32(0);
        var protocol = f.NullableString(null);
        var leader = f.NullableString(null);
        var since = DateTimeOffset.FromUnixTimeMilliseconds(f.Int64(0));
        var members = ImmutableDictionary.CreateBuilder<string, GroupMember>();
        var count = f.Int32(0);
        for (var i = 0; i < count; i++)
        {
            var member = ReadMember(ref f, protocol, i);
            members[member.MemberId] = member;
        }

        return new GroupState
        {
            GroupId = groupId,
            ProtocolType = type.Length == 0 ? null : type,
            Generation = generation,
            Protocol = protocol,
            LeaderId = leader,
            PhaseSince = since,
            Phase = count == 0 ? GroupPhase.Empty : GroupPhase.Stable,
            Members = members.ToImmutable(),
            StaticMembers = members.Values.Where(m => m.InstanceId is not null).ToImmutableDictionary(m => m.InstanceId!, m => m.MemberId),
            NextSequence = count,
        };
    }

    private static GroupMember ReadMember(ref FieldCodec f, string? protocol, int sequence)
    {
        var memberId = f.String("");
        var instanceId = f.NullableString(null);
        var clientId = f.String("");
        var clientHost = f.String("");
        var rebalance = TimeSpan.FromMilliseconds(f.Int32(0));
        var session = TimeSpan.FromMilliseconds(f.Int32(0));
        return new GroupMember
        {
            MemberId = memberId,
            InstanceId = instanceId,
            ClientId = clientId,
            ClientHost = clientHost,
            RebalanceTimeout = rebalance,
            SessionTimeout = session,
            Protocols = [new GroupProtocol(protocol ?? "", f.Bytes([]))],
            Assignment = f.Bytes([]),
            Sequence = sequence,
        };
    }

    private static FieldCodec Reader(ReadOnlyMemory<byte> bytes) => FieldCodec.Reader(new ReadOnlySequence<byte>(bytes), 0, flexible: false);

    private delegate void Fill(ref FieldCodec f);

    private static byte[] Write(Fill fill)
    {
        using var buffer = new MessageBuffer();
        var f = FieldCodec.Writer(buffer, 0, flexible: false);
        fill(ref f);
        return buffer.Written.ToArray();
    }
}
