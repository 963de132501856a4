using ActorDataGen.EmbeddedBroker.Groups;
using ActorDataGen.EmbeddedBroker.Server;
using ActorDataGen.KafkaProtocol;
using ActorDataGen.KafkaProtocol.Messages;

namespace ActorDataGen.EmbeddedBroker.Apis;

/// <summary>DescribeGroups, versions 0–6: a group that is not there is <c>Dead</c>, and from 6 on an error (KIP-1043).</summary>
internal sealed class DescribeGroupsApi(GroupCoordinator groups) : ApiHandler<DescribeGroupsRequest, DescribeGroupsResponse>
{
    protected override ValueTask<DescribeGroupsResponse> HandleAsync(DescribeGroupsRequest request, RequestContext context) =>
        ValueTask.FromResult(new DescribeGroupsResponse { Groups = [.. request.Groups.Select(g => Describe(g, context.Version))] });

    protected override DescribeGroupsResponse Fail(DescribeGroupsRequest request, ErrorCode error) => new()
    {
        Groups = [.. request.Groups.Select(g => new DescribedGroup { GroupId = g, ErrorCode = error })],
    };

    private DescribedGroup Describe(string groupId, short version)
    {
        if (groups.Find(groupId) is not { } group)
        {
            return new DescribedGroup
            {
                GroupId = groupId,
                GroupState = nameof(GroupPhase.Dead),
                ErrorCode = version >= 6 ? ErrorCode.GroupIdNotFound : ErrorCode.None,
                ErrorMessage = version >= 6 ? $"Group {groupId} not found." : null,
            };
        }

        // Between generations nobody has a protocol or an assignment that would mean anything.
        var settled = group.Phase == GroupPhase.Stable;
        return new DescribedGroup
        {
            GroupId = groupId,
            GroupState = group.Phase.ToString(),
            ProtocolType = group.ProtocolType ?? "",
            ProtocolData = settled ? group.Protocol ?? "" : "",
            Members =
            [
                .. group.MembersByAge.Select(m => new DescribedGroupMember
                {
                    MemberId = m.MemberId,
                    GroupInstanceId = m.InstanceId,
                    ClientId = m.ClientId,
                    ClientHost = m.ClientHost,
                    MemberMetadata = settled ? m.MetadataFor(group.Protocol).ToArray() : [],
                    MemberAssignment = settled ? m.Assignment.ToArray() : [],
                }),
            ],
        };
    }
}
