using System.Collections.Immutable;
using ActorDataGen.Jobs.Lifecycle;
using ActorDataGen.Jobs.Replicas;
using ActorDataGen.Jobs.Specs;

namespace ActorDataGen.Jobs.Tests.Lifecycle;

/// <summary>One job, its messages and what the effects have left; checks the invariants at every step.</summary>
internal sealed class JobScenario
{
    public static readonly DateTimeOffset Start = new(2030, 1, 1, 12, 0, 0, TimeSpan.Zero);
    public static readonly AgentId A = new("a");
    public static readonly AgentId B = new("b");
    private int _uids;

    public JobInvariants Invariants { get; } = new();

    public JobState? State { get; set; }

    public JobState Job => State ?? throw new InvalidOperationException("There is no job.");

    public DateTimeOffset Now { get; set; } = Start;

    public double Random { get; set; }

    public ImmutableArray<IJobEffect> Effects { get; private set; } = [];

    public List<AnnounceOutcome> Announced { get; } = [];

    public static JobSpec Spec(int replicas = 1) => new()
    {
        Id = new JobId("orders"),
        Image = "adg/generator",
        Topic = "orders",
        Replicas = replicas,
        Restart = new RestartPolicy { Backoff = Backoff.OnTheSpot with { Jitter = 0 } },
        Reschedule = new ReschedulePolicy { Backoff = Backoff.Elsewhere with { Jitter = 0 } },
    };

    public JobScenario Tell(IJobMessage message)
    {
        var decision = JobMachine.Decide(State, message, JobMachineOptions.Default, Random, Now);
        Invariants.Check(State, message, decision);
        State = decision.Next;
        Effects = decision.Effects;
        Announced.AddRange(decision.Effects.OfType<AnnounceOutcome>());
        return this;
    }

    public JobScenario Tell(JobCommand command) =>
        Tell(new CommandSubmitted(command, Now, new JobUid(new Guid(++_uids, 0, 0, new byte[8]))));

    public JobScenario Create(JobSpec? spec = null) => Tell(new CreateJob(spec ?? Spec()));

    public JobScenario Place(int replica = 0, string agent = "a") =>
        Tell(new PlacementFound(replica, Job.Replicas[replica].Attempt + 1, new AgentId(agent)));

    public JobScenario Report(ReplicaState state, int replica = 0, int? exitCode = null, ReplicaEnding ending = ReplicaEnding.None, string reason = "") =>
        Tell(new ReplicaReported(Status(state, replica, exitCode, ending, reason)));

    public ReplicaStatus Status(
        ReplicaState state, int replica = 0, int? exitCode = null, ReplicaEnding ending = ReplicaEnding.None, string reason = "") => new()
        {
            JobId = Job.Id,
            Uid = Job.Uid,
            Replica = replica,
            Run = Job.Replicas[replica].Run,
            Attempt = Job.Replicas[replica].Attempt,
            Agent = Job.Replicas[replica].Agent,
            State = state,
            ContainerId = state is ReplicaState.Running or ReplicaState.Exited ? $"c{replica}-{Job.Replicas[replica].Attempt}" : "",
            ExitCode = exitCode,
            Ending = ending,
            Reason = reason,
            At = Now,
        };

    public JobScenario Run(int replica = 0, string agent = "a") => Place(replica, agent).Report(ReplicaState.Running, replica);

    public JobScenario Exit(int code, int replica = 0) => Report(ReplicaState.Exited, replica, code, ReplicaEnding.Exit);

    public JobScenario Stopped(int replica = 0) => Report(ReplicaState.Exited, replica, 143, ReplicaEnding.Stopped);

    /// <summary>Lets time pass up to what is due next.</summary>
    public JobScenario NextDue()
    {
        Now = JobMachine.NextDue(Job, JobMachineOptions.Default) ?? throw new InvalidOperationException("Nothing is due.");
        return Tell(TimeReached.Instance);
    }

    public T Effect<T>()
        where T : IJobEffect => Assert.Single(Effects.OfType<T>());
}
