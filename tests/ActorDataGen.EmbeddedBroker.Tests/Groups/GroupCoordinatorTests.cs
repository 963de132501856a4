using ActorDataGen.EmbeddedBroker.Groups;
using ActorDataGen.KafkaProtocol;

namespace ActorDataGen.EmbeddedBroker.Tests.Groups;

public sealed class GroupCoordinatorTests
{
    private readonly CoordinatorBed _bed = new();

    private Task<JoinReply> JoinAsync(string newId, string memberId = "", string? instance = null) => _bed.Groups.AskAsync<JoinReply>(
        "g",
        token => new JoinGroup(token, memberId, instance, newId, "c", "/h", TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(30), "consumer",
            [new GroupProtocol("range", GroupDriver.Subscription("t"))], false, true),
        CancellationToken.None).AsTask();

    private Task<SyncReply> SyncAsync(string memberId, int generation) => _bed.Groups.AskAsync<SyncReply>(
        "g", token => new SyncGroup(token, memberId, null, generation, null, null, [new MemberAssignment(memberId, "all"u8.ToArray())]), CancellationToken.None)
        .AsTask();

    private async Task<ErrorCode> BeatAsync(string memberId, int generation) => (await _bed.Groups.AskAsync<ErrorReply>(
        "g", token => new Heartbeat(token, memberId, null, generation), CancellationToken.None)).Error;

    [Fact]
    public async Task Restart_KeepsOffsetsGenerationAndAssignment()
    {
        await _bed.CommitAsync("other", 7);
        await JoinAsync("a");
        await SyncAsync("a", 1);
        _bed.Restart();
        Assert.Equal(7, _bed.Offset("other"));
        Assert.Equal(ErrorCode.None, await BeatAsync("a", 1));
        Assert.Equal("all"u8.ToArray(), (await SyncAsync("a", 1)).Assignment.ToArray());
        _bed.Time.Advance(TimeSpan.FromSeconds(11));
        Assert.Equal(GroupPhase.Empty, _bed.Groups.Find("g")!.Phase);
    }

    [Fact]
    public async Task Restart_DeletedGroupAndOffsets_StayAway()
    {
        await _bed.CommitAsync("g", 7);
        await _bed.Groups.AskAsync<ErrorReply>("g", token => new DeleteGroup(token), CancellationToken.None);
        _bed.Restart();
        Assert.Null(_bed.Groups.Find("g"));
    }

    [Fact]
    public async Task Restart_OffsetsOfAnOpenTransaction_ArePending_AndCountWithItsCommit()
    {
        await _bed.SendAsync("g", 5, 0, 9);
        _bed.Restart();
        Assert.Null(_bed.Offset("g"));
        Assert.Single(_bed.Groups.Find("g")!.PendingOffsets);
        _bed.Log(GroupLog.Topic).AppendMarker(5, 0, true, 0);
        _bed.Groups.EndTransaction(5, committed: true);
        Assert.Equal(9, _bed.Offset("g"));
        _bed.Restart();
        Assert.Equal(9, _bed.Offset("g"));
    }

    [Fact]
    public async Task Restart_OffsetsOfAnAbortedTransaction_AreGone()
    {
        await _bed.SendAsync("g", 5, 0, 9);
        _bed.Log(GroupLog.Topic).AppendMarker(5, 0, false, 0);
        _bed.Groups.EndTransaction(5, committed: false);
        _bed.Restart();
        Assert.Null(_bed.Groups.Find("g"));
    }

    [Fact]
    public async Task Ask_LogRefuses_NothingHolds_AndLaterItGoesOn()
    {
        await _bed.CommitAsync("g", 1);
        _bed.Log(GroupLog.Topic).Refuses = true;
        await Assert.ThrowsAsync<GroupStoreException>(() => _bed.CommitAsync("g", 2));
        Assert.Equal(1, _bed.Offset("g"));
        _bed.Log(GroupLog.Topic).Refuses = false;
        await _bed.CommitAsync("g", 3);
        Assert.Equal(3, _bed.Offset("g"));
    }

    [Fact]
    public async Task Timer_LogRefuses_TriesAgain()
    {
        await JoinAsync("a");
        await SyncAsync("a", 1);
        _bed.Log(GroupLog.Topic).Refuses = true;
        _bed.Time.Advance(TimeSpan.FromSeconds(12));
        Assert.Equal(GroupPhase.Stable, _bed.Groups.Find("g")!.Phase);
        _bed.Log(GroupLog.Topic).Refuses = false;
        _bed.Time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(GroupPhase.Empty, _bed.Groups.Find("g")!.Phase);
    }

    [Fact]
    public async Task Timer_HeartbeatsMoveTheSessionOn()
    {
        await JoinAsync("a");
        await SyncAsync("a", 1);
        for (var i = 0; i < 10; i++)
        {
            _bed.Time.Advance(TimeSpan.FromSeconds(9));
            Assert.Equal(ErrorCode.None, await BeatAsync("a", 1));
        }

        _bed.Time.Advance(TimeSpan.FromSeconds(10.1));
        Assert.Equal(ErrorCode.UnknownMemberId, await BeatAsync("a", 1));
    }

    [Fact]
    public async Task Refused_RequestToAGroupThatIsNotThere_LeavesNoneBehind()
    {
        Assert.Equal(ErrorCode.UnknownMemberId, await BeatAsync("a", 1));
        Assert.Empty(_bed.Groups.All);
    }

    [Fact]
    public async Task TopicDeleted_ItsOffsetsGo()
    {
        _bed.Log("t");
        await _bed.CommitAsync("g", 1);
        await _bed.CommitAsync("g", 1, "u");
        _bed.Delete("t");
        Assert.Equal((null, 1L), (_bed.Offset("g"), _bed.Offset("g", "u")));
        _bed.Restart();
        Assert.Equal((null, 1L), (_bed.Offset("g"), _bed.Offset("g", "u")));
    }

    [Fact]
    public async Task Expiry_LooksEveryTenMinutes()
    {
        await _bed.CommitAsync("g", 1);
        Assert.Equal(1, _bed.Offset("g"));
        // Committed in 1970, as the bed says: due at the first look.
        _bed.Time.Advance(TimeSpan.FromMinutes(11));
        Assert.Empty(_bed.Groups.All);
    }

    [Fact]
    public async Task Join_ManyAtOnce_OneGenerationForAll()
    {
        await JoinAsync("m0");
        var joining = Enumerable.Range(1, 50).Select(i => JoinAsync($"m{i}")).ToList();
        var again = JoinAsync("", "m0");
        var replies = await Task.WhenAll([.. joining, again]);
        Assert.Single(replies.Select(r => (r.Error, r.Generation)).Distinct());
        Assert.Equal(51, (await again).Members.Length);
    }
}
