using System.Text;
using ActorDataGen.EmbeddedBroker.Tests.Groups;
using ActorDataGen.KafkaProtocol;
using ActorDataGen.KafkaProtocol.Messages;
using ActorDataGen.TestSupport;

namespace ActorDataGen.EmbeddedBroker.Tests.Contract;

public sealed class GroupContractTests(ContractBroker broker) : GroupContract
{
    protected override Task<string> StartAsync() => broker.RequireAsync();
}

public sealed class GroupContractKafkaTests(ApacheKafka kafka) : GroupContract
{
    protected override Task<string> StartAsync() => kafka.RequireAsync();
}

public abstract class GroupContract : BrokerContract
{
    private const int Session = 6_000;

    private static JoinGroupRequest JoinOf(
        string group, string memberId = "", string? instance = null, int session = Session, int rebalance = 30_000, string type = "consumer",
        string protocol = "range", string topic = "t") => new()
        {
            GroupId = group,
            MemberId = memberId,
            GroupInstanceId = instance,
            SessionTimeoutMs = session,
            RebalanceTimeoutMs = rebalance,
            ProtocolType = type,
            Protocols = [new JoinGroupRequestProtocol { Name = protocol, Metadata = GroupDriver.Subscription(topic) }],
        };

    private Task<JoinGroupResponse> JoinAsync(JoinGroupRequest request, WireClient? client = null) =>
        UntilReadyAsync(() => (client ?? Client).SendAsync(request), r => r.ErrorCode);

    /// <summary>Joins as every client does since Kafka 2.2: once to learn the member id, once with it.</summary>
    private async Task<JoinGroupResponse> JoinNewAsync(JoinGroupRequest request, WireClient? client = null)
    {
        var first = await JoinAsync(request, client);
        if (first.ErrorCode != ErrorCode.MemberIdRequired)
        {
            return first;
        }

        request.MemberId = first.MemberId;
        return await JoinAsync(request, client);
    }

    private Task<SyncGroupResponse> SyncAsync(
        string group, string memberId, int generation, WireClient? client = null, string? instance = null, params (string Id, string Value)[] assignments) =>
        (client ?? Client).SendAsync(new SyncGroupRequest
        {
            GroupId = group,
            MemberId = memberId,
            GenerationId = generation,
            GroupInstanceId = instance,
            ProtocolType = "consumer",
            ProtocolName = "range",
            Assignments =
                [.. assignments.Select(a => new SyncGroupRequestAssignment { MemberId = a.Id, Assignment = Encoding.UTF8.GetBytes(a.Value) })],
        });

    private async Task<ErrorCode> BeatAsync(string group, string memberId, int generation, string? instance = null) => (await Client.SendAsync(
        new HeartbeatRequest { GroupId = group, MemberId = memberId, GenerationId = generation, GroupInstanceId = instance })).ErrorCode;

    private async Task<ErrorCode> CommitAsync(
        string group, string topic, long offset, string memberId = "", int generation = -1, string? metadata = null, int partition = 0,
        short version = 9)
    {
        var response = await Client.SendAsync(
            new OffsetCommitRequest
            {
                GroupId = group,
                MemberId = memberId,
                GenerationId = generation,
                Topics =
                [
                    new OffsetCommitRequestTopic
                    {
                        Name = topic,
                        Partitions =
                            [new OffsetCommitRequestPartition { PartitionIndex = partition, CommittedOffset = offset, CommittedMetadata = metadata }],
                    },
                ],
            },
            version);
        return Assert.Single(Assert.Single(response.Topics).Partitions).ErrorCode;
    }

    private async Task<OffsetFetchResponsePartitions> CommittedAsync(string group, string topic)
    {
        var response = await Client.SendAsync(
            new OffsetFetchRequest
            {
                Groups =
                [
                    new OffsetFetchRequestGroup
                    {
                        GroupId = group, Topics = [new OffsetFetchRequestTopics { Name = topic, PartitionIndexes = [0] }],
                    },
                ],
            },
            9);
        return Assert.Single(Assert.Single(Assert.Single(response.Groups).Topics).Partitions);
    }

    private async Task<DescribedGroup> DescribeAsync(string group, short version = 5) =>
        Assert.Single((await Client.SendAsync(new DescribeGroupsRequest { Groups = [group] }, version)).Groups);

    /// <summary>A group of one in its first generation, assigned.</summary>
    private async Task<(string Group, string Member)> StableAsync(string topic = "t", int session = Session)
    {
        var group = NewName("group");
        await FindCoordinatorAsync(group, 0);
        var joined = await JoinNewAsync(JoinOf(group, topic: topic, session: session));
        Assert.Equal((ErrorCode.None, 1), (joined.ErrorCode, joined.GenerationId));
        var synced = await SyncAsync(group, joined.MemberId, 1, assignments: (joined.MemberId, "all"));
        Assert.Equal((ErrorCode.None, "all"), (synced.ErrorCode, Encoding.UTF8.GetString(synced.Assignment)));
        return (group, joined.MemberId);
    }

    [Fact]
    public async Task Join_FirstMember_LearnsItsIdThenLeads()
    {
        var group = NewName("group");
        await FindCoordinatorAsync(group, 0);
        var first = await JoinAsync(JoinOf(group));
        Assert.Equal((ErrorCode.MemberIdRequired, -1), (first.ErrorCode, first.GenerationId));
        Assert.StartsWith("contract-", first.MemberId, StringComparison.Ordinal);
        var second = await JoinAsync(JoinOf(group, first.MemberId));
        Assert.Equal((ErrorCode.None, 1, first.MemberId), (second.ErrorCode, second.GenerationId, second.Leader));
        Assert.Equal(("range", "consumer"), (second.ProtocolName, second.ProtocolType));
        Assert.Equal(first.MemberId, Assert.Single(second.Members).MemberId);
    }

    [Fact]
    public async Task Join_BeforeMemberIdsWereRequired_JoinsAtOnce()
    {
        var group = NewName("group");
        await FindCoordinatorAsync(group, 0);
        var joined = await UntilReadyAsync(() => Client.SendAsync(JoinOf(group), 3), r => r.ErrorCode);
        Assert.Equal((ErrorCode.None, 1), (joined.ErrorCode, joined.GenerationId));
    }

    [Fact]
    public async Task Join_SecondMember_WaitsForTheFirst_AndBothShare()
    {
        var (group, a) = await StableAsync();
        var other = await ConnectAsync();
        var joining = JoinNewAsync(JoinOf(group), other);
        await EventuallyAsync(() => BeatAsync(group, a, 1), error => error == ErrorCode.RebalanceInProgress);
        Assert.False(joining.IsCompleted);
        var again = await JoinAsync(JoinOf(group, a));
        var joined = await joining;
        Assert.Equal((2, 2, a, a), (again.GenerationId, joined.GenerationId, again.Leader, joined.Leader));
        Assert.Equal(2, again.Members.Count);
        Assert.Empty(joined.Members);

        var waiting = SyncAsync(group, joined.MemberId, 2, other);
        var synced = await SyncAsync(group, a, 2, assignments: [(a, "left"), (joined.MemberId, "right")]);
        Assert.Equal("left", Encoding.UTF8.GetString(synced.Assignment));
        Assert.Equal("right", Encoding.UTF8.GetString((await waiting).Assignment));
        Assert.Equal("Stable", (await DescribeAsync(group)).GroupState);
    }

    [Fact]
    public async Task Join_MemberThatStaysAway_IsOutAfterTheRebalanceTimeout()
    {
        var group = NewName("group");
        await FindCoordinatorAsync(group, 0);
        var a = await JoinNewAsync(JoinOf(group, rebalance: 1_000, session: 30_000));
        await SyncAsync(group, a.MemberId, 1, assignments: (a.MemberId, "all"));
        var other = await ConnectAsync();
        var b = await JoinNewAsync(JoinOf(group, rebalance: 1_000, session: 30_000), other);
        Assert.Equal((ErrorCode.None, b.MemberId, 1), (b.ErrorCode, b.Leader, b.Members.Count));
        Assert.Equal(ErrorCode.UnknownMemberId, await BeatAsync(group, a.MemberId, 1));
    }

    [Fact]
    public async Task Join_WhatDoesNotFit_IsRefused()
    {
        var (group, _) = await StableAsync();
        Assert.Equal(ErrorCode.InconsistentGroupProtocol, (await JoinAsync(JoinOf(group, protocol: "other"))).ErrorCode);
        Assert.Equal(ErrorCode.InconsistentGroupProtocol, (await JoinAsync(JoinOf(group, type: "connect"))).ErrorCode);
        Assert.Equal(ErrorCode.InvalidSessionTimeout, (await JoinAsync(JoinOf(group, session: 1))).ErrorCode);
        Assert.Equal(ErrorCode.UnknownMemberId, (await JoinAsync(JoinOf(group, "nobody"))).ErrorCode);
        Assert.Equal(ErrorCode.InvalidGroupId, (await JoinAsync(JoinOf(""))).ErrorCode);
    }

    [Fact]
    public async Task HeartbeatAndSync_OfAnotherGenerationOrMember_Refused()
    {
        var (group, a) = await StableAsync();
        Assert.Equal(ErrorCode.None, await BeatAsync(group, a, 1));
        Assert.Equal(ErrorCode.IllegalGeneration, await BeatAsync(group, a, 2));
        Assert.Equal(ErrorCode.UnknownMemberId, await BeatAsync(group, "nobody", 1));
        Assert.Equal(ErrorCode.UnknownMemberId, await BeatAsync(NewName("group"), a, 1));
        Assert.Equal(ErrorCode.IllegalGeneration, (await SyncAsync(group, a, 2)).ErrorCode);
        Assert.Equal(ErrorCode.UnknownMemberId, (await SyncAsync(group, "nobody", 1)).ErrorCode);
    }

    [Fact]
    public async Task Session_Ends_WhenNothingIsHeard()
    {
        var (group, a) = await StableAsync();
        var state = await EventuallyAsync(async () => (await DescribeAsync(group)).GroupState, s => s == "Empty");
        Assert.Equal("Empty", state);
        Assert.Equal(ErrorCode.UnknownMemberId, await BeatAsync(group, a, 1));
    }

    [Fact]
    public async Task Static_MemberThatRestarts_KeepsItsPlaceAndFencesItsFormerSelf()
    {
        var group = NewName("group");
        await FindCoordinatorAsync(group, 0);
        var first = await JoinAsync(JoinOf(group, instance: "i"));
        Assert.Equal((ErrorCode.None, 1), (first.ErrorCode, first.GenerationId));
        await SyncAsync(group, first.MemberId, 1, null, "i", (first.MemberId, "all"));

        var second = await JoinAsync(JoinOf(group, instance: "i"));
        Assert.Equal((ErrorCode.None, 1, true), (second.ErrorCode, second.GenerationId, second.SkipAssignment));
        Assert.NotEqual(first.MemberId, second.MemberId);
        Assert.Equal(second.MemberId, second.Leader);
        Assert.Equal("all", Encoding.UTF8.GetString((await SyncAsync(group, second.MemberId, 1, null, "i")).Assignment));
        Assert.Equal(ErrorCode.FencedInstanceId, await BeatAsync(group, first.MemberId, 1, "i"));
        Assert.Equal(ErrorCode.None, await BeatAsync(group, second.MemberId, 1, "i"));
    }

    [Fact]
    public async Task Leave_ByIdOrByInstance_OthersGetUnknown()
    {
        var (group, a) = await StableAsync();
        var response = await Client.SendAsync(new LeaveGroupRequest
        {
            GroupId = group,
            Members = [new MemberIdentity { MemberId = a }, new MemberIdentity { MemberId = "nobody" }],
        });
        Assert.Equal(ErrorCode.None, response.ErrorCode);
        Assert.Equal([ErrorCode.None, ErrorCode.UnknownMemberId], response.Members.Select(m => m.ErrorCode));
        Assert.Equal("Empty", (await DescribeAsync(group)).GroupState);
        Assert.Equal(ErrorCode.UnknownMemberId, (await Client.SendAsync(new LeaveGroupRequest { GroupId = group, MemberId = "x" }, 2)).ErrorCode);
    }

    [Fact]
    public async Task Commit_FromOutside_IsFetched_UntilSomebodyJoins()
    {
        var topic = await NewTopicAsync();
        var group = NewName("group");
        await FindCoordinatorAsync(group, 0);
        Assert.Equal(-1, (await CommittedAsync(group, topic)).CommittedOffset);
        Assert.Equal(ErrorCode.None, await UntilReadyAsync(() => CommitAsync(group, topic, 5, metadata: "note"), e => e));
        var committed = await CommittedAsync(group, topic);
        Assert.Equal((5, "note", ErrorCode.None), (committed.CommittedOffset, committed.Metadata, committed.ErrorCode));
        Assert.Equal(ErrorCode.UnknownTopicOrPartition, await CommitAsync(group, topic, 5, partition: 7));
        Assert.Equal(ErrorCode.OffsetMetadataTooLarge, await CommitAsync(group, topic, 6, metadata: new string('x', 5000)));

        var joined = await JoinNewAsync(JoinOf(group, topic: topic));
        await SyncAsync(group, joined.MemberId, joined.GenerationId, assignments: (joined.MemberId, ""));
        Assert.Equal(ErrorCode.UnknownMemberId, await CommitAsync(group, topic, 7));
        Assert.Equal(ErrorCode.IllegalGeneration, await CommitAsync(group, topic, 7, joined.MemberId, joined.GenerationId + 1));
        Assert.Equal(ErrorCode.UnknownMemberId, await CommitAsync(group, topic, 7, "nobody", joined.GenerationId));
        Assert.Equal(ErrorCode.None, await CommitAsync(group, topic, 8, joined.MemberId, joined.GenerationId));
        Assert.Equal(8, (await CommittedAsync(group, topic)).CommittedOffset);
    }

    [Fact]
    public async Task Commit_WithAGeneration_ToAGroupThatIsNotThere_Refused()
    {
        var topic = await NewTopicAsync();
        var group = NewName("group");
        await FindCoordinatorAsync(group, 0);
        Assert.Equal(ErrorCode.GroupIdNotFound, await UntilReadyAsync(() => CommitAsync(group, topic, 5, "a", 1), e => e));
        Assert.Equal(ErrorCode.IllegalGeneration, await UntilReadyAsync(() => CommitAsync(group, topic, 5, "a", 1, version: 8), e => e));
    }

    [Fact]
    public async Task OffsetFetch_AllTopics_OldVersionAndNew()
    {
        var topic = await NewTopicAsync();
        var group = NewName("group");
        await FindCoordinatorAsync(group, 0);
        await UntilReadyAsync(() => CommitAsync(group, topic, 5), e => e);
        var old = await Client.SendAsync(new OffsetFetchRequest { GroupId = group, Topics = null }, 5);
        Assert.Equal(5, Assert.Single(Assert.Single(old.Topics).Partitions).CommittedOffset);
        var all = await Client.SendAsync(new OffsetFetchRequest { Groups = [new OffsetFetchRequestGroup { GroupId = group, Topics = null }] }, 8);
        Assert.Equal(topic, Assert.Single(Assert.Single(all.Groups).Topics).Name);
    }

    [Fact]
    public async Task OffsetDelete_NotWhileSubscribed()
    {
        var topic = await NewTopicAsync();
        var other = await NewTopicAsync();
        var (group, a) = await StableAsync(topic);
        await CommitAsync(group, topic, 5, a, 1);
        await CommitAsync(group, other, 5, a, 1);
        var response = await Client.SendAsync(new OffsetDeleteRequest
        {
            GroupId = group,
            Topics =
            [
                new OffsetDeleteRequestTopic { Name = topic, Partitions = [new OffsetDeleteRequestPartition()] },
                new OffsetDeleteRequestTopic { Name = other, Partitions = [new OffsetDeleteRequestPartition()] },
            ],
        });
        Assert.Equal(ErrorCode.None, response.ErrorCode);
        var results = response.Topics.ToDictionary(t => t.Name, t => Assert.Single(t.Partitions).ErrorCode);
        Assert.Equal((ErrorCode.GroupSubscribedToTopic, ErrorCode.None), (results[topic], results[other]));
        Assert.Equal(-1, (await CommittedAsync(group, other)).CommittedOffset);
        var missing = await Client.SendAsync(new OffsetDeleteRequest { GroupId = NewName("group") });
        Assert.Equal(ErrorCode.GroupIdNotFound, missing.ErrorCode);
    }

    [Fact]
    public async Task ListAndDescribe_SayWhatThereIs()
    {
        var (group, a) = await StableAsync();
        var listed = await Client.SendAsync(new ListGroupsRequest { StatesFilter = ["Stable"] }, 4);
        Assert.Contains(listed.Groups, g => g.GroupId == group && g.ProtocolType == "consumer" && g.GroupState == "Stable");
        var none = await Client.SendAsync(new ListGroupsRequest { StatesFilter = ["Empty"] }, 4);
        Assert.DoesNotContain(none.Groups, g => g.GroupId == group);
        var typed = await Client.SendAsync(new ListGroupsRequest { TypesFilter = ["classic"] }, 5);
        Assert.Contains(typed.Groups, g => g.GroupId == group && g.GroupType == "classic");

        var described = await DescribeAsync(group);
        Assert.Equal(("Stable", "consumer", "range"), (described.GroupState, described.ProtocolType, described.ProtocolData));
        var member = Assert.Single(described.Members);
        Assert.Equal((a, "contract", "/127.0.0.1", "all"),
            (member.MemberId, member.ClientId, member.ClientHost, Encoding.UTF8.GetString(member.MemberAssignment)));
        Assert.Equal(("Dead", ErrorCode.None), await Describe(NewName("group"), 5));
        Assert.Equal(("Dead", ErrorCode.GroupIdNotFound), await Describe(NewName("group"), 6));

        async Task<(string, ErrorCode)> Describe(string name, short version)
        {
            var missing = await DescribeAsync(name, version);
            return (missing.GroupState, missing.ErrorCode);
        }
    }

    [Fact]
    public async Task Delete_OnlyWithoutMembers()
    {
        var (group, a) = await StableAsync();
        var missing = NewName("group");
        Assert.Equal(ErrorCode.NonEmptyGroup, await DeleteAsync(group));
        Assert.Equal(ErrorCode.GroupIdNotFound, await DeleteAsync(missing));
        await Client.SendAsync(new LeaveGroupRequest { GroupId = group, Members = [new MemberIdentity { MemberId = a }] });
        Assert.Equal(ErrorCode.None, await DeleteAsync(group));
        Assert.Equal("Dead", (await DescribeAsync(group)).GroupState);

        async Task<ErrorCode> DeleteAsync(string name) =>
            Assert.Single((await UntilReadyAsync(
                () => Client.SendAsync(new DeleteGroupsRequest { GroupsNames = [name] }), r => r.Results[0].ErrorCode)).Results).ErrorCode;
    }
}
