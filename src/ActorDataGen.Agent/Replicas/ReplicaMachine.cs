using ActorDataGen.Agent.Engines;
using ActorDataGen.Jobs;
using ActorDataGen.Jobs.Replicas;

namespace ActorDataGen.Agent.Replicas;

/// <summary>Decides what happens to one attempt on this agent. Never acts, waits, logs or reads a clock.</summary>
/// <remarks>
/// <code>
/// New ─► Launching ─► Running ─► Stopping ─► Ended ─► Removing ─► Gone
///  └──► Finding ──────────────────┘ ▲ └────────┘
/// </code>
/// An ended container stays until its instruction is gone or of a later attempt: it is what keeps a restarted agent from
/// running an attempt a second time.
/// </remarks>
internal static class ReplicaMachine
{
    /// <summary>EX_UNAVAILABLE of sysexits.h.</summary>
    private const int BrokerUnreachable = 69;

    /// <summary>EX_NOHOST of sysexits.h.</summary>
    private const int RegistryUnreachable = 68;

    public static ReplicaDecision Decide(ReplicaWork work, ReplicaMessage message, AgentId agent, DateTimeOffset now) => message switch
    {
        BeginWork when MustEnd(work) => Next(work with { Phase = WorkPhase.Finding }, new LookUpContainer()),
        BeginWork => Next(work with { Phase = WorkPhase.Launching }, new LaunchContainer()),
        GiveInstruction { Instruction: var instruction } when instruction.Attempt != work.Instruction.Attempt => Next(work),
        GiveInstruction given => Instruct(work, given.Instruction),
        Unwant when work.IsUnwanted => Next(work),
        Unwant => Wind(work with { IsUnwanted = true }),
        LaunchAdvanced advanced when work.Phase == WorkPhase.Launching && !MustEnd(work) => Report(work, agent, now,
            advanced.Phase == LaunchPhase.Pulling ? ReplicaState.Pulling : ReplicaState.Creating, work.Instruction.Reason),
        LaunchSucceeded launched when work.Phase is WorkPhase.Launching or WorkPhase.Finding => Found(work, launched.Container, agent, now),
        // Cancelled, or failed while it had to end anyway: only the engine knows what is left.
        LaunchGaveUp when MustEnd(work) && work.Phase == WorkPhase.Launching => Next(work with { Phase = WorkPhase.Finding }, new LookUpContainer()),
        LaunchGaveUp { Cancelled: false } failed when work.Phase == WorkPhase.Launching =>
            Report(work with { Phase = WorkPhase.Ended }, agent, now, ReplicaState.Failed, failed.Reason),
        // Cancelled for a stop that was taken back.
        LaunchGaveUp { Cancelled: true } when work.Phase == WorkPhase.Launching => Next(work, new LaunchContainer()),
        ContainerLookedUp { Container: { } container } when work.Phase is not (WorkPhase.Ended or WorkPhase.Removing or WorkPhase.Gone) =>
            Found(work, container, agent, now),
        ContainerLookedUp { Container: null } => Vanished(work, agent, now),
        ContainerMissed when work.Phase is WorkPhase.Running or WorkPhase.Ended => Next(work, new LookUpContainer()),
        ContainerEnded ended when work.Phase is WorkPhase.Launching or WorkPhase.Finding or WorkPhase.Running or WorkPhase.Stopping =>
            End(work, ended.Exit, agent, now),
        DurationDue when work.Phase == WorkPhase.Running =>
            Next(work with { Phase = WorkPhase.Stopping, StopCause = ReplicaEnding.DurationReached }, Stop(work)),
        // The exit itself comes from looking: it may have been seen already.
        ContainerStopped when work.Phase == WorkPhase.Stopping => Next(work, new LookUpContainer()),
        ContainerCleared when work.Phase == WorkPhase.Removing => Next(work with { Phase = WorkPhase.Gone }, new FinishWork()),
        _ => Next(work),
    };

    private static bool MustEnd(ReplicaWork work) => work.IsUnwanted || work.Instruction.Desired == DesiredState.Stop;

    private static ReplicaDecision Instruct(ReplicaWork work, ReplicaInstruction instruction)
    {
        var next = work with { Instruction = instruction, IsUnwanted = false };
        // The owner asks again what it has not heard, or heard and forgot.
        if (next.Phase == WorkPhase.Ended)
            return next.LastReport is { } last ? Next(next, new ReportReplica(last)) : Next(next);
        return instruction.Desired == DesiredState.Stop ? Wind(next) : Next(next);
    }

    /// <summary>Brings it to its end from wherever it is.</summary>
    private static ReplicaDecision Wind(ReplicaWork work) => work.Phase switch
    {
        WorkPhase.New => Next(work),
        WorkPhase.Launching => Next(work, new CancelLaunch()),
        WorkPhase.Running => Next(work with { Phase = WorkPhase.Stopping, StopCause = ReplicaEnding.Stopped }, Stop(work)),
        WorkPhase.Ended when work.IsUnwanted => Next(work with { Phase = WorkPhase.Removing }, new ClearContainer()),
        _ => Next(work),
    };

    private static ReplicaDecision Found(ReplicaWork work, EngineContainer container, AgentId agent, DateTimeOffset now)
    {
        var next = work with { ContainerId = container.Id };
        if (container.State == ContainerState.Exited)
            return End(next, container.Exit ?? new ContainerExit(null, now, Reason: "the engine does not say how it ended"), agent, now);
        if (work.Phase == WorkPhase.Stopping)
            return Next(next, Stop(next));
        if (MustEnd(work))
        {
            return container.State == ContainerState.Running
                ? Next(next with { Phase = WorkPhase.Stopping, StopCause = ReplicaEnding.Stopped }, Stop(next))
                : End(next with { StopCause = ReplicaEnding.Stopped }, new ContainerExit(null, now, Reason: "it was never started"), agent, now);
        }

        if (container.State == ContainerState.Created)
            return Next(next with { Phase = WorkPhase.Launching }, new LaunchContainer());
        if (work.Phase == WorkPhase.Running)
            return Next(next);
        var running = Report(next with { Phase = WorkPhase.Running }, agent, now, ReplicaState.Running, "");
        return work.Instruction.Container is { Duration: var duration } && duration > TimeSpan.Zero
            ? running with { Effects = running.Effects.Add(new ArmDuration((container.StartedAt ?? now) + duration)) }
            : running;
    }

    private static ReplicaDecision Vanished(ReplicaWork work, AgentId agent, DateTimeOffset now)
    {
        // While it is launched the launch itself will tell.
        if (work.Phase is WorkPhase.New or WorkPhase.Launching or WorkPhase.Removing or WorkPhase.Gone)
            return Next(work);
        if (work.IsUnwanted)
            return Next(work with { Phase = WorkPhase.Gone }, new FinishWork());
        return work.Phase switch
        {
            // Its evidence is gone, what was said of it stands.
            WorkPhase.Ended => Next(work),
            WorkPhase.Finding or WorkPhase.Stopping => Report(work with { Phase = WorkPhase.Ended }, agent, now, ReplicaState.Exited,
                "there is no container of it to stop", work.StopCause == ReplicaEnding.None ? ReplicaEnding.Stopped : work.StopCause),
            _ => Report(work with { Phase = WorkPhase.Ended }, agent, now, ReplicaState.Lost, "its container was removed by somebody else"),
        };
    }

    private static ReplicaDecision End(ReplicaWork work, ContainerExit exit, AgentId agent, DateTimeOffset now)
    {
        if (work.IsUnwanted)
            return Next(work with { Phase = WorkPhase.Removing }, new ClearContainer());
        var cause = exit.OutOfMemory ? ReplicaEnding.OutOfMemory : work.StopCause == ReplicaEnding.None ? ReplicaEnding.Exit : work.StopCause;
        var reason = exit.Reason ?? cause switch
        {
            ReplicaEnding.OutOfMemory => "it used more memory than it may",
            ReplicaEnding.DurationReached => "its duration was reached",
            ReplicaEnding.Stopped => "it was stopped",
            // The reference generator's exit codes, which other images may use too: no restart helps while the address is wrong.
            ReplicaEnding.Exit when exit.Code == BrokerUnreachable => "it could not reach its Kafka (exit code 69): see the agent's container-side addresses",
            ReplicaEnding.Exit when exit.Code == RegistryUnreachable => "it could not reach its schema registry (exit code 68): see the agent's container-side addresses",
            _ => "",
        };
        return Report(work with { Phase = WorkPhase.Ended }, agent, now, ReplicaState.Exited, reason, cause, exit.Code);
    }

    private static ReplicaDecision Report(
        ReplicaWork work, AgentId agent, DateTimeOffset now, ReplicaState state, string reason,
        ReplicaEnding ending = ReplicaEnding.None, int? exitCode = null)
    {
        var status = new ReplicaStatus
        {
            JobId = work.Instruction.JobId,
            Uid = work.Instruction.Uid,
            Replica = work.Instruction.Replica,
            Run = work.Instruction.Run,
            Attempt = work.Instruction.Attempt,
            Agent = agent,
            State = state,
            ContainerId = work.ContainerId,
            ExitCode = exitCode,
            Ending = ending,
            Reason = reason,
            At = now,
        };
        // Nobody is told about what nobody wants: the owner has put a tombstone there.
        return work.IsUnwanted ? Next(work) : Next(work with { LastReport = status }, new ReportReplica(status));
    }

    private static StopContainer Stop(ReplicaWork work) => new(work.Instruction.Container?.StopGrace ?? Jobs.Specs.JobSpec.DefaultStopGrace);

    private static ReplicaDecision Next(ReplicaWork work, params ReadOnlySpan<ReplicaEffect> effects) => new(work, [.. effects]);
}
