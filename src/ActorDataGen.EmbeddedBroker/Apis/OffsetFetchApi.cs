using ActorDataGen.EmbeddedBroker.Groups;
using ActorDataGen.EmbeddedBroker.Server;
using ActorDataGen.KafkaProtocol;
using ActorDataGen.KafkaProtocol.Messages;

namespace ActorDataGen.EmbeddedBroker.Apis;

/// <summary>OffsetFetch, versions 1–9: one group up to version 7, many from 8 on (KIP-709). Null topics ask for all.</summary>
internal sealed class OffsetFetchApi(GroupCoordinator groups) : ApiHandler<OffsetFetchRequest, OffsetFetchResponse>
{
    protected override ValueTask<OffsetFetchResponse> HandleAsync(OffsetFetchRequest request, RequestContext context)
    {
        if (context.Version >= 8)
        {
            return ValueTask.FromResult(new OffsetFetchResponse
            {
                Groups =
                [
                    .. request.Groups.Select(group => new OffsetFetchResponseGroup
                    {
                        GroupId = group.GroupId,
                        Topics =
                        [
                            .. Look(group.GroupId, group.Topics?.Select(t => (t.Name, t.PartitionIndexes)), request.RequireStable)
                                .Select(t => new OffsetFetchResponseTopics { Name = t.Topic, Partitions = t.Partitions }),
                        ],
                    }),
                ],
            });
        }

        return ValueTask.FromResult(new OffsetFetchResponse
        {
            Topics =
            [
                .. Look(request.GroupId, request.Topics?.Select(t => (t.Name, t.PartitionIndexes)), request.RequireStable)
                    .Select(t => new OffsetFetchResponseTopic
                    {
                        Name = t.Topic,
                        Partitions =
                        [
                            .. t.Partitions.Select(p => new OffsetFetchResponsePartition
                            {
                                PartitionIndex = p.PartitionIndex,
                                CommittedOffset = p.CommittedOffset,
                                CommittedLeaderEpoch = p.CommittedLeaderEpoch,
                                Metadata = p.Metadata,
                                ErrorCode = p.ErrorCode,
                            }),
                        ],
                    }),
            ],
        });
    }

    protected override OffsetFetchResponse Fail(OffsetFetchRequest request, ErrorCode error) => new()
    {
        ErrorCode = error,
        Groups = [.. request.Groups.Select(g => new OffsetFetchResponseGroup { GroupId = g.GroupId, ErrorCode = error })],
        // Version 1 has no error of its own, so each partition says it.
        Topics =
        [
            .. (request.Topics ?? []).Select(t => new OffsetFetchResponseTopic
            {
                Name = t.Name,
                Partitions =
                [
                    .. t.PartitionIndexes.Select(p => new OffsetFetchResponsePartition
                    {
                        PartitionIndex = p, CommittedOffset = -1, Metadata = "", ErrorCode = error,
                    }),
                ],
            }),
        ],
    };

    private IEnumerable<(string Topic, List<OffsetFetchResponsePartitions> Partitions)> Look(
        string groupId, IEnumerable<(string Topic, List<int> Partitions)>? asked, bool requireStable)
    {
        var group = groups.Find(groupId);
        asked ??= (group?.Offsets.Keys ?? [])
            .GroupBy(p => p.Topic)
            .Select(topic => (topic.Key, topic.Select(p => p.Partition).Order().ToList()));
        foreach (var (topic, partitions) in asked)
        {
            yield return (topic, [.. partitions.Select(p => Look(group, new TopicPartition(topic, p), requireStable))]);
        }
    }

    private static OffsetFetchResponsePartitions Look(GroupState? group, TopicPartition partition, bool requireStable)
    {
        var unstable = requireStable && group is not null && group.PendingOffsets.Values.Any(p => p.Offsets.ContainsKey(partition));
        var offset = unstable ? null : group?.Offsets.GetValueOrDefault(partition);
        return new OffsetFetchResponsePartitions
        {
            PartitionIndex = partition.Partition,
            CommittedOffset = offset?.Offset ?? -1,
            CommittedLeaderEpoch = offset?.LeaderEpoch ?? -1,
            Metadata = offset?.Metadata ?? "",
            ErrorCode = unstable ? ErrorCode.UnstableOffsetCommit : ErrorCode.None,
        };
    }
}
