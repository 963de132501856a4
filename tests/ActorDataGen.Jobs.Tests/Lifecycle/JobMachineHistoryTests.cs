using ActorDataGen.Jobs.Lifecycle;
using ActorDataGen.Jobs.Replicas;
using ActorDataGen.Jobs.Specs;
using FsCheck;
using FsCheck.Fluent;

namespace ActorDataGen.Jobs.Tests.Lifecycle;

/// <summary>Random histories: whatever comes in whatever order, the invariants hold, and a world that calms down leaves the job where its spec wants it.</summary>
public sealed class JobMachineHistoryTests
{
    private static readonly JobId Id = new("orders");

    [Fact]
    public void Decide_RandomHistories_KeepTheInvariants()
    {
        var seen = new Dictionary<string, int>();
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(600).WithEndSize(150),
            Prop.ForAll(Steps, steps =>
            {
                var history = new History(steps.Length > 0 ? steps[0].Detail : 0);
                foreach (var (kind, detail) in steps)
                {
                    history.Step(kind, detail);
                    history.Count(seen);
                }

                history.CalmDown();
            }));

        // Histories that never get anywhere would keep any invariant.
        TestContext.Current.TestOutputHelper?.WriteLine(string.Join(", ", seen.OrderBy(entry => entry.Key).Select(entry => $"{entry.Key} {entry.Value}")));
        Assert.All(Enum.GetNames<JobPhase>().Where(name => name != nameof(JobPhase.Submitted)), name => Assert.True(seen.GetValueOrDefault(name) > 20, name));
        Assert.All(Enum.GetNames<ReplicaPhase>(), name => Assert.True(seen.GetValueOrDefault($"replica {name}") > 20, name));
    }

    private static readonly Arbitrary<(uint Kind, uint Detail)[]> Steps =
        (from kind in Gen.Choose(0, 23) from detail in Gen.Choose(0, 100_000) select ((uint)kind, (uint)detail)).ArrayOf().ToArbitrary();

    private sealed class History(uint kind)
    {
        private readonly JobScenario _scenario = new() { Random = kind % 97 / 97.0 };
        private readonly List<ReplicaStatus> _attempts = [];
        private readonly JobSpec _spec = SpecOf(kind);

        private static JobSpec SpecOf(uint kind) => JobScenario.Spec((int)(kind % 3) + 1) with
        {
            Held = kind % 11 == 3,
            StartAt = kind % 7 == 2 ? JobScenario.Start.AddMinutes(1) : null,
            Cron = kind % 5 == 1 ? new CronSchedule { Expression = "* * * * *", Overlap = (OverlapRule)(kind / 5 % 3) } : null,
            TimeToLive = kind % 13 == 4 ? TimeSpan.FromMinutes(2) : null,
            Restart = new RestartPolicy
            {
                Condition = (RestartCondition)(kind / 3 % 3),
                Attempts = (int)(kind / 7 % 3),
                Backoff = new Backoff { Delay = kind % 2 == 0 ? TimeSpan.Zero : TimeSpan.FromSeconds(1) },
            },
            Reschedule = new ReschedulePolicy { Attempts = (int)(kind / 17 % 4) - 1 },
        };

        public void Step(uint what, uint detail)
        {
            var state = _scenario.State;
            var replica = state is { Replicas.Count: > 0 } ? (int)(detail % (uint)state.Replicas.Count) : 0;
            var agent = new AgentId($"{(char)('a' + (detail / 7 % 3))}");
            switch (what % 24)
            {
                case 0 or 1:
                    Tell(new CreateJob(detail % 5 == 0 ? _spec with { Topic = "other" } : detail % 11 == 0 ? _spec with { Image = "" } : _spec));
                    break;
                case 2:
                    Tell(new StartJob(Id));
                    break;
                case 3:
                    Tell(new StopJob(Id));
                    break;
                case 4:
                    Tell(new RestartJob(Id, detail % 2 == 0));
                    break;
                case 5:
                    Tell(new ScaleJob(Id, (int)(detail % 5)));
                    break;
                case 6 when detail % 3 == 0:
                    Tell(new DeleteJob(Id));
                    break;
                case 7:
                    Tell(new AgentLost(agent));
                    break;
                case 8:
                    Tell(new AgentDraining(agent));
                    break;
                case 9:
                    Tell(new NoPlacement(replica, (state is { Replicas.Count: > 0 } ? state.Replicas[replica].Attempt : 0) + 1, $"No place {detail % 2}."));
                    break;
                case 10:
                    Tell(detail % 2 == 0 ? JobRestored.Instance : RoomMayBeFree.Instance);
                    break;
                case 11:
                    _scenario.Now += TimeSpan.FromSeconds(detail % 200);
                    Tell(TimeReached.Instance);
                    break;
                case 12 when state is not null && JobMachine.NextDue(state, JobMachineOptions.Default) is { } due:
                    _scenario.Now = due > _scenario.Now ? due : _scenario.Now;
                    Tell(TimeReached.Instance);
                    break;
                case 13 when _attempts.Count > 0:
                    // A late word on any attempt there ever was, true or not.
                    Tell(new ReplicaReported(_attempts[(int)(detail % (uint)_attempts.Count)] with
                    {
                        State = (ReplicaState)(detail / 3 % 8),
                        ExitCode = (int)(detail % 2),
                        Ending = (ReplicaEnding)(detail / 5 % 5),
                        ContainerId = "late",
                    }));
                    break;
                case 14:
                    Tell(new SubmissionInvalid(Id, "It is junk."));
                    break;
                case < 19 when state is { Replicas.Count: > 0 }:
                    Tell(new PlacementFound(replica, state.Replicas[replica].Attempt + 1, agent));
                    break;
                case >= 19 when state is { Replicas.Count: > 0 } && state.Replicas[replica].Attempt > 0:
                    Tell(new ReplicaReported(_scenario.Status(
                        (ReplicaState)(detail / 3 % 8), replica, (int)(detail % 2), (ReplicaEnding)(detail / 5 % 5))));
                    break;
                default:
                    break;
            }
        }

        public void Count(Dictionary<string, int> seen)
        {
            if (_scenario.State is not { } state)
            {
                return;
            }

            seen[state.Phase.ToString()] = seen.GetValueOrDefault(state.Phase.ToString()) + 1;
            foreach (var replica in state.Replicas)
            {
                seen[$"replica {replica.Phase}"] = seen.GetValueOrDefault($"replica {replica.Phase}") + 1;
            }
        }

        /// <summary>From now on every agent does what it is told, and nothing else happens.</summary>
        public void CalmDown()
        {
            for (var round = 0; round < 300 && Serve(); round++)
            {
                // Each round lets the job go as far as it can without time, then lets time pass where it waits for it.
            }

            if (_scenario.State is not { } state || state.Phase.IsGone())
            {
                Assert.DoesNotContain(_scenario.Invariants.Instructions, entry => entry.Value.Desired == DesiredState.Run);
                return;
            }

            Assert.NotEqual(JobPhase.Stopping, state.Phase);
            Assert.NotEqual(JobPhase.Pending, state.Phase);
            if (state.Phase.IsActive())
            {
                Assert.Equal(JobPhase.Running, state.Phase);
                var live = state.Replicas.Where(replica => replica.Run == state.Run && replica.Phase == ReplicaPhase.Active).ToList();
                Assert.All(live, replica => Assert.Equal(ReplicaState.Running, replica.Observed));
                Assert.All(live, replica => Assert.True(replica.Ordinal < state.Spec.Replicas));
            }
        }

        private bool Serve()
        {
            foreach (var (key, instruction) in _scenario.Invariants.Instructions.ToList())
            {
                var stop = instruction.Desired == DesiredState.Stop;
                Tell(new ReplicaReported(new ReplicaStatus
                {
                    JobId = instruction.JobId,
                    Uid = instruction.Uid,
                    Replica = instruction.Replica,
                    Run = instruction.Run,
                    Attempt = instruction.Attempt,
                    Agent = key.Agent,
                    State = stop ? ReplicaState.Exited : ReplicaState.Running,
                    ContainerId = $"calm-{instruction.Attempt}",
                    Ending = stop ? ReplicaEnding.Stopped : ReplicaEnding.None,
                }));
            }

            if (_scenario.State is not { } state)
            {
                return false;
            }

            foreach (var replica in state.Replicas)
            {
                if (replica.Phase == ReplicaPhase.Pending)
                {
                    Tell(new PlacementFound(replica.Number, replica.Attempt + 1, new AgentId("calm")));
                }
            }

            var waiting = _scenario.State!.Replicas.Where(replica => replica.Phase is ReplicaPhase.RestartDelayed or ReplicaPhase.RescheduleDelayed).ToList();
            if (waiting.Count > 0)
            {
                var due = waiting.Min(replica => replica.DueAt!.Value);
                _scenario.Now = due > _scenario.Now ? due : _scenario.Now;
                Tell(TimeReached.Instance);
            }

            return true;
        }

        private void Tell(JobCommand command) => _scenario.Tell(command);

        private void Tell(IJobMessage message)
        {
            _scenario.Tell(message);
            foreach (var write in _scenario.Effects.OfType<WriteInstruction>())
            {
                var instruction = write.Instruction;
                _attempts.Add(new ReplicaStatus
                {
                    JobId = instruction.JobId,
                    Uid = instruction.Uid,
                    Replica = instruction.Replica,
                    Run = instruction.Run,
                    Attempt = instruction.Attempt,
                    Agent = instruction.Agent,
                    State = ReplicaState.Placed,
                });
            }
        }
    }
}
