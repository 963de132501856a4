using System.Collections.Immutable;
using ActorDataGen.Agent.Engines;
using ActorDataGen.Agent.Lifecycle;
using ActorDataGen.Agent.Replicas;
using ActorDataGen.Jobs;
using ActorDataGen.Jobs.Agents;
using ActorDataGen.Jobs.Replicas;

namespace ActorDataGen.Agent.Tests.Lifecycle;

/// <summary>Decisions of an agent.</summary>
public sealed class AgentMachineTests
{
    private static readonly AgentId Agent = new("a");
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly JobUid Uid = new(new Guid(7, 0, 0, new byte[8]));
    private static readonly ReplicaSlot Slot = new(Uid, 0);

    [Fact]
    public void Decide_InstructionBeforeAllWereRead_StartsNothing()
    {
        var decision = AgentMachine.Decide(new AgentView(Agent, default), new InstructionChanged(Slot, Run(1)), Now);
        Assert.DoesNotContain(decision.Effects, e => e is StartAttempt);
        Assert.Equal(AgentState.Unhealthy, decision.Next.State);
    }

    [Fact]
    public void Decide_ContainerOfNoInstruction_IsReapedQuietly()
    {
        var view = new AgentView(Agent, default) { IsCaughtUp = true };
        var start = Assert.Single(AgentMachine.Decide(view, Listed(Container(1)), Now).Effects.OfType<StartAttempt>());
        Assert.True(start.IsUnwanted);
        Assert.Equal(DesiredState.Stop, start.Instruction.Desired);
    }

    [Fact]
    public void Decide_ContainerOfEarlierAttempt_EndsBeforeTheLaterOneStarts()
    {
        var view = new AgentView(Agent, default) { IsCaughtUp = true, Instructions = ImmutableDictionary<ReplicaSlot, ReplicaInstruction>.Empty.Add(Slot, Run(2)) };
        var (next, effects) = AgentMachine.Decide(view, Listed(Container(1)), Now);
        Assert.Equal(1, Assert.Single(effects.OfType<StartAttempt>()).Attempt.Attempt);
        var after = AgentMachine.Decide(next, new AttemptEnded(new AttemptKey(Slot, 1)), Now);
        Assert.Equal(2, Assert.Single(after.Effects.OfType<StartAttempt>()).Attempt.Attempt);
        Assert.Contains(after.Effects, e => e is TellAttempt { Attempt.Attempt: 1, Message: Unwant });
    }

    [Fact]
    public void Decide_OverCapacity_RefusesOnceAndTakesTheNextAttempt()
    {
        var view = Ready(new AgentResources(1, 0, 0));
        var (refused, effects) = AgentMachine.Decide(view, new InstructionChanged(Slot, Run(1, cpu: 2)), Now);
        Assert.Equal(ReplicaState.Refused, Assert.Single(effects.OfType<ReportRefusal>()).Status.State);
        Assert.DoesNotContain(AgentMachine.Decide(refused, Listed(), Now).Effects, e => e is ReportRefusal or StartAttempt);
        Assert.Single(AgentMachine.Decide(refused, new InstructionChanged(Slot, Run(2, cpu: 1)), Now).Effects.OfType<StartAttempt>());
    }

    [Fact]
    public void Decide_ContainerThereWhileDraining_IsAdoptedNotRefused()
    {
        var view = Ready(default) with
        {
            Directive = new AgentDirective { Agent = Agent, Draining = true },
            Instructions = ImmutableDictionary<ReplicaSlot, ReplicaInstruction>.Empty.Add(Slot, Run(1)),
        };
        var effects = AgentMachine.Decide(view, Listed(Container(1)), Now).Effects;
        Assert.Single(effects.OfType<StartAttempt>());
        Assert.Empty(effects.OfType<ReportRefusal>());
    }

    [Fact]
    public void Decide_CheckFails_SaysSoAtOnceAndTouchesNothingUntilItPasses()
    {
        var (failing, effects) = AgentMachine.Decide(Ready(default), new ChecksDone(["engine"]), Now);
        Assert.Contains(effects, e => e is SendHeartbeat);
        Assert.Equal(AgentState.Unhealthy, failing.State);
        var (waiting, none) = AgentMachine.Decide(failing, new InstructionChanged(Slot, Run(1)), Now);
        Assert.Empty(none);
        Assert.Empty(AgentMachine.Decide(waiting, Listed(), Now).Effects);
        Assert.Contains(AgentMachine.Decide(waiting, new ChecksDone([]), Now).Effects, e => e is ListContainers);
    }

    /// <summary>Of one replica at most one attempt is ever started while another one holds its share.</summary>
    [Fact]
    public void Decide_AnyHistory_KeepsOneContainerAReplica()
    {
        for (var seed = 0; seed < 5_000; seed++)
        {
            var random = new Random(seed);
            var view = new AgentView(Agent, new AgentResources(2, 0, 2));
            for (var step = 0; step < 40; step++)
            {
                var attempt = random.Next(1, 4);
                AgentMessage message = random.Next(10) switch
                {
                    0 => new InstructionChanged(Slot, null),
                    1 or 2 => new InstructionChanged(Slot, Run(attempt)),
                    3 => new InstructionChanged(Slot, Run(attempt) with { Desired = DesiredState.Stop }),
                    4 => new FeedCaughtUp(),
                    5 => new ChecksDone(random.Next(3) == 0 ? ["engine"] : []),
                    6 => Listed(),
                    7 => new AttemptRuns(new AttemptKey(Slot, attempt), "c"),
                    8 => new AttemptEnded(new AttemptKey(Slot, attempt)),
                    _ => new AttemptGone(new AttemptKey(Slot, attempt)),
                };
                // Only attempts that hold can run, and what has ended does not run again.
                if (message is AttemptRuns runs && !(view.Live.TryGetValue(runs.Attempt, out var live) && live.Holds))
                    continue;
                var (next, effects) = AgentMachine.Decide(view, message, Now);
                foreach (var start in effects.OfType<StartAttempt>().Where(start => start.Instruction.Desired == DesiredState.Run))
                    Assert.DoesNotContain(view.Live, other => other.Key != start.Attempt && other.Value.Holds && message is not AttemptEnded && message is not AttemptGone);
                Assert.Equal(effects.OfType<StartAttempt>().Count(), effects.OfType<StartAttempt>().Select(start => start.Attempt).Distinct().Count());
                if (!view.IsCaughtUp && message is not FeedCaughtUp)
                    Assert.DoesNotContain(effects, e => e is StartAttempt);
                view = next;
            }
        }
    }

    private static AgentView Ready(AgentResources capacity) => new(Agent, capacity) { IsCaughtUp = true, IsReconciled = true };

    private static ReplicaInstruction Run(int attempt, double cpu = 0) => new()
    {
        Agent = Agent,
        JobId = new JobId("j"),
        Uid = Uid,
        Replica = 0,
        Run = 1,
        Attempt = attempt,
        Desired = DesiredState.Run,
        Container = new ContainerSpec { Image = "i", Cpu = cpu },
    };

    private static EngineContainer Container(int attempt) =>
        new("c" + attempt, new ReplicaIdentity(new EngineOwner("c", Agent), new JobId("j"), Uid, 0, 1, attempt), ContainerState.Running);

    private static ContainersListed Listed(params EngineContainer[] containers) => new([.. containers], []);
}
