using ActorDataGen.Agent.Engines;
using ActorDataGen.Agent.Replicas;
using ActorDataGen.Jobs;
using ActorDataGen.Jobs.Replicas;

namespace ActorDataGen.Agent.Tests.Replicas;

/// <summary>Decisions about one attempt.</summary>
public sealed class ReplicaMachineTests
{
    private static readonly AgentId Agent = new("a");
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly ReplicaInstruction Run = new()
    {
        Agent = Agent,
        JobId = new JobId("j"),
        Uid = new JobUid(new Guid(1, 2, 3, new byte[8])),
        Replica = 0,
        Run = 1,
        Attempt = 2,
        Desired = DesiredState.Run,
        Container = new ContainerSpec { Image = "i", Duration = TimeSpan.FromMinutes(1) },
    };

    private static readonly ReplicaIdentity Identity = new(new EngineOwner("c", Agent), Run.JobId, Run.Uid, 0, 1, 2);

    [Fact]
    public void Decide_LaunchSucceeded_ArmsDurationFromTheContainersOwnStart()
    {
        var work = new ReplicaWork(Run, WorkPhase.Launching);
        var started = Now.AddSeconds(-20);
        var effects = ReplicaMachine.Decide(work, new LaunchSucceeded(Container(ContainerState.Running) with { StartedAt = started }), Agent, Now).Effects;
        Assert.Equal(started.AddMinutes(1), Assert.Single(effects.OfType<ArmDuration>()).DueAt);
    }

    [Fact]
    public void Decide_ExitAfterDuration_IsDurationReachedUnlessMemoryWasTheCause()
    {
        var stopping = ReplicaMachine.Decide(new ReplicaWork(Run, WorkPhase.Running), new DurationDue(), Agent, Now).Next;
        Assert.Equal(ReplicaEnding.DurationReached, Report(stopping, new ContainerExit(143, Now)).Ending);
        Assert.Equal(ReplicaEnding.OutOfMemory, Report(stopping, new ContainerExit(137, Now, OutOfMemory: true)).Ending);
    }

    [Theory]
    [InlineData(69, "could not reach its Kafka")]
    [InlineData(68, "could not reach its schema registry")]
    public void Decide_ExitWithUnreachableCode_IsToldApartFromACrash(int code, string reason) =>
        Assert.Contains(reason, Report(new ReplicaWork(Run, WorkPhase.Running), new ContainerExit(code, Now)).Reason, StringComparison.Ordinal);

    [Fact]
    public void Decide_InstructionOfAnotherAttempt_ChangesNothing()
    {
        var work = new ReplicaWork(Run, WorkPhase.Running);
        var decision = ReplicaMachine.Decide(work, new GiveInstruction(Run with { Attempt = 1, Desired = DesiredState.Stop }), Agent, Now);
        Assert.Equal((work, 0), (decision.Next, decision.Effects.Length));
    }

    /// <summary>Whatever comes in whatever order, what an attempt may never do it never does.</summary>
    [Fact]
    public void Decide_AnyHistory_KeepsTheInvariants()
    {
        ReplicaMessage[] messages =
        [
            new BeginWork(), new GiveInstruction(Run), new GiveInstruction(Run with { Desired = DesiredState.Stop }), new Unwant(),
            new LaunchAdvanced(LaunchPhase.Pulling), new LaunchAdvanced(LaunchPhase.Creating), new LaunchSucceeded(Container(ContainerState.Running)),
            new LaunchSucceeded(Container(ContainerState.Exited)), new LaunchGaveUp("no", false), new LaunchGaveUp("", true),
            new ContainerLookedUp(null), new ContainerLookedUp(Container(ContainerState.Created)), new ContainerLookedUp(Container(ContainerState.Running)),
            new ContainerLookedUp(Container(ContainerState.Exited)), new ContainerMissed(), new ContainerEnded(new ContainerExit(1, Now)),
            new DurationDue(), new ContainerStopped(), new ContainerCleared(),
        ];
        for (var seed = 0; seed < 20_000; seed++)
        {
            var random = new Random(seed);
            var work = new ReplicaWork(Run) { IsUnwanted = random.Next(4) == 0 };
            work = ReplicaMachine.Decide(work, messages[0], Agent, Now).Next;
            var finished = 0;
            for (var step = 0; step < 30; step++)
            {
                var before = work;
                var message = messages[random.Next(1, messages.Length)];
                var (next, effects) = ReplicaMachine.Decide(work, message, Agent, Now);
                var said = $"seed {seed}: {before.Phase} {message}";
                finished += effects.OfType<FinishWork>().Count();
                Assert.True(finished <= 1, said);
                if (before.Phase is WorkPhase.Ended or WorkPhase.Removing or WorkPhase.Gone)
                {
                    Assert.False(effects.Any(e => e is LaunchContainer or StopContainer), said + ": an attempt runs once");
                    Assert.False(next.HoldsResources, said);
                }

                if (effects.Any(e => e is ClearContainer))
                    Assert.True(next.IsUnwanted, said + ": evidence is kept while its instruction stands");
                if (next.IsUnwanted)
                    Assert.DoesNotContain(effects, e => e is ReportReplica);
                if (before.LastReport is { IsFinal: true } last && next.LastReport != last)
                    Assert.Fail(said + ": a final word was taken back");
                if (before.Phase == WorkPhase.Gone)
                    Assert.Equal(before.Phase, next.Phase);
                work = next;
            }
        }
    }

    private static ReplicaStatus Report(ReplicaWork work, ContainerExit exit) =>
        Assert.Single(ReplicaMachine.Decide(work, new ContainerEnded(exit), Agent, Now).Effects.OfType<ReportReplica>()).Status;

    private static EngineContainer Container(ContainerState state) =>
        new("id", Identity, state) { StartedAt = Now, Exit = state == ContainerState.Exited ? new ContainerExit(0, Now) : null };
}
