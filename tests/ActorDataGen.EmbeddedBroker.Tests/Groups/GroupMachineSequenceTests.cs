using ActorDataGen.EmbeddedBroker.Groups;
using ActorDataGen.KafkaProtocol;
using FsCheck;
using FsCheck.Fluent;

namespace ActorDataGen.EmbeddedBroker.Tests.Groups;

/// <summary>Random members that join, sync, beat, commit, leave, vanish and restart: whatever the order, these hold.</summary>
public sealed class GroupMachineSequenceTests
{
    private static readonly string[] Ids = ["a", "b", "c", "d"];

    /// <summary>What a member of the test does next; each step's numbers pick who and what.</summary>
    internal readonly record struct Step(int Kind, int Who, int Seconds);

    [Fact]
    public void Decide_RandomSequences_KeepTheInvariants()
    {
        var step = Gen.Choose(0, 11).SelectMany(
            kind => Gen.Choose(0, Ids.Length - 1).SelectMany(who => Gen.Choose(0, 12).Select(seconds => new Step(kind, who, seconds))));
        var steps = step.ListOf(80).Select(list => list.ToArray());
        Prop.ForAll(steps.ToArbitrary(), Run).QuickCheckThrowOnFailure();
    }

    private static void Run(Step[] steps)
    {
        var group = new GroupDriver(new GroupOptions { InitialRebalanceDelay = TimeSpan.FromSeconds(steps.Length % 3) });
        var asked = new List<long>();
        var commits = new Dictionary<string, long>();
        var next = 0;
        foreach (var step in steps)
        {
            if (group.State.Phase == GroupPhase.Dead)
            {
                // What a shell does: the next request finds a new group.
                group.State = GroupState.Create("g", group.Now);
                commits.Clear();
            }

            var before = group.State;
            var id = Ids[step.Who];
            var instance = step.Who == 3 ? "static" : null;
            var member = before.Members.Values.FirstOrDefault(m => instance is null ? m.MemberId == id : m.InstanceId == instance)?.MemberId;
            // Sometimes of a generation that is over; −1 would mean somebody from outside.
            var generation = Math.Max(0, before.Generation - (step.Seconds == 0 ? 1 : 0));
            switch (step.Kind)
            {
                case 0 or 1:
                    asked.Add(group.Join(member ?? (before.PendingJoins.ContainsKey(id) ? id : ""), instance, instance is null ? id : $"s{next++}",
                        known: step.Kind == 1, topics: step.Seconds < 4 ? "t" : "t,u"));
                    break;
                case 2 or 3 or 4 when member is not null:
                    asked.Add(group.Sync(member, generation, instance, [.. before.Members.Keys.Select(m => (m, "to " + m))]));
                    break;
                case 5 or 6:
                    group.Beat(member ?? id, generation, instance);
                    break;
                case 7:
                    if (group.Commit(member ?? id, generation, step.Seconds, instance).Error == ErrorCode.None)
                    {
                        Assert.NotNull(member);
                        Assert.Equal(before.Generation, generation);
                        commits["t"] = step.Seconds;
                    }

                    break;
                case 8:
                    group.Leave((member ?? id, instance));
                    break;
                case 9:
                    asked.Add(group.Join("", instance, instance is null ? $"x{next++}" : $"s{next++}"));
                    break;
                default:
                    group.Pass(TimeSpan.FromSeconds(step.Seconds));
                    break;
            }

            Check(group, before, asked, commits);
        }

        // Left alone, nobody waits for ever.
        group.Pass(TimeSpan.FromHours(1));
        Assert.All(asked, token => Assert.False(group.IsWaiting(token)));
        Assert.True(group.State.Phase is GroupPhase.Empty or GroupPhase.Dead);
    }

    private static void Check(GroupDriver group, GroupState before, List<long> asked, Dictionary<string, long> commits)
    {
        var state = group.State;
        if (state.GroupId == before.GroupId && state.Phase != GroupPhase.Dead)
        {
            Assert.True(state.Generation >= before.Generation, "a generation went back");
        }

        Assert.All(commits, commit => Assert.Equal(commit.Value, group.Offset(commit.Key)));
        Assert.All(state.StaticMembers, s => Assert.Equal(s.Key, state.Members[s.Value].InstanceId));
        Assert.Equal(state.Members.Values.Count(m => m.InstanceId is not null), state.StaticMembers.Count);
        Assert.All(state.PendingSyncs, id => Assert.Contains(id, state.Members.Keys));
        var waiting = state.Members.Values.SelectMany(m => new[] { m.AwaitingJoin, m.AwaitingSync }).OfType<long>().ToHashSet();
        Assert.All(asked, token => Assert.NotEqual(group.Replies.ContainsKey(token), waiting.Contains(token)));
        switch (state.Phase)
        {
            case GroupPhase.Empty or GroupPhase.Dead:
                Assert.Empty(state.Members);
                break;
            case GroupPhase.PreparingRebalance:
                Assert.NotNull(state.RebalanceDue);
                Assert.All(state.Members.Values, m => Assert.Null(m.AwaitingSync));
                break;
            case GroupPhase.CompletingRebalance:
                Assert.Contains(state.LeaderId!, state.Members.Keys);
                Assert.All(state.Members.Values, m => Assert.True(m.Supports(state.Protocol!) && m.AwaitingJoin is null));
                break;
            case GroupPhase.Stable:
                Assert.Contains(state.LeaderId!, state.Members.Keys);
                Assert.Empty(waiting);
                break;
        }

        // Whoever does not wait for us is watched.
        Assert.All(state.Members.Values, m => Assert.True(m.SessionDue is not null || m.AwaitingJoin is not null || m.AwaitingSync is not null));
    }
}
