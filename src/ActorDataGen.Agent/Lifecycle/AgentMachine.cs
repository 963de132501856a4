using System.Collections.Immutable;
using ActorDataGen.Agent.Engines;
using ActorDataGen.Agent.Replicas;
using ActorDataGen.Jobs.Agents;
using ActorDataGen.Jobs.Replicas;

namespace ActorDataGen.Agent.Lifecycle;

/// <summary>Decides what an agent does. Never acts, waits, logs or reads a clock.</summary>
/// <remarks>
/// It compares what is wanted (instructions) with what there is (actors, and containers when listed), and closes the
/// difference: on each instruction while all is well, and as a whole at the start, when the engine is back, and regularly.
/// </remarks>
internal static class AgentMachine
{
    public static AgentDecision Decide(AgentView view, AgentMessage message, DateTimeOffset now)
    {
        var effects = ImmutableArray.CreateBuilder<AgentEffect>();
        var before = view.State;
        var next = message switch
        {
            InstructionChanged changed => Instruct(view, changed, now, effects),
            DirectiveChanged changed => Direct(view, changed.Directive, effects),
            FeedCaughtUp when view.IsCaughtUp => view,
            FeedCaughtUp => Compare(view with { IsCaughtUp = true }, effects),
            ChecksDone done => Check(view, done.Failed, effects),
            ReconcileDue => Compare(view, effects),
            CapacityLearned learned => view with { Capacity = learned.Capacity },
            ContainersListed listed => Reconcile(view, listed, now, effects),
            DrainDeadlineDue => EndDrain(view, now, effects),
            AttemptRuns runs => Change(view, runs.Attempt, attempt => attempt with { Holds = true, ContainerId = runs.ContainerId }),
            AttemptEnded ended => End(Change(view, ended.Attempt, attempt => attempt with { Holds = false, ContainerId = "" }), ended.Attempt, now, effects),
            AttemptGone gone => End(view with { Live = view.Live.Remove(gone.Attempt) }, gone.Attempt, now, effects),
            _ => view,
        };
        // Controllers place by this: they hear of a change at once, not with the next heartbeat.
        if (next.State != before || next.FailedChecks != view.FailedChecks || message is DirectiveChanged)
            effects.Add(new SendHeartbeat());
        return new AgentDecision(next, effects.ToImmutable());
    }

    private static AgentView Instruct(AgentView view, InstructionChanged changed, DateTimeOffset now, ImmutableArray<AgentEffect>.Builder effects)
    {
        var next = view with
        {
            Instructions = changed.Instruction is { } instruction
                ? view.Instructions.SetItem(changed.Slot, instruction)
                : view.Instructions.Remove(changed.Slot),
            Refused = changed.Instruction is null ? view.Refused.Remove(changed.Slot) : view.Refused,
        };
        // Before the first comparison nothing is known of containers, and while a check fails nothing is touched.
        return next.IsReconciled && next.MayAct ? Close(next, changed.Slot, isThere: false, now, effects) : next;
    }

    private static AgentView Direct(AgentView view, AgentDirective? directive, ImmutableArray<AgentEffect>.Builder effects)
    {
        if (directive is { Draining: true, DrainDeadline: { } deadline })
            effects.Add(new ArmDrainDeadline(deadline));
        return view with { Directive = directive };
    }

    private static AgentView Check(AgentView view, ImmutableSortedSet<string> failed, ImmutableArray<AgentEffect>.Builder effects)
    {
        if (failed.SetEquals(view.FailedChecks))
            return view;
        var next = view with { FailedChecks = failed };
        return failed.IsEmpty ? Compare(next, effects) : next;
    }

    private static AgentView Compare(AgentView view, ImmutableArray<AgentEffect>.Builder effects)
    {
        if (view.MayAct)
            effects.Add(new ListContainers());
        return view;
    }

    private static AgentView Reconcile(AgentView view, ContainersListed listed, DateTimeOffset now, ImmutableArray<AgentEffect>.Builder effects)
    {
        if (!view.MayAct)
            return view;
        var next = view with { IsReconciled = true };
        var there = new HashSet<AttemptKey>();
        foreach (var container in listed.Containers)
        {
            var key = AttemptKey.Of(container.Identity);
            there.Add(key);
            if (next.Live.ContainsKey(key))
                effects.Add(new TellAttempt(key, new ContainerLookedUp(container)));
            else if (!next.Instructions.TryGetValue(key.Slot, out var instruction) || instruction.Attempt != key.Attempt)
                next = Reap(next, container, isSuperseded: instruction is not null, effects);
        }

        foreach (var (key, attempt) in next.Live)
        {
            if (listed.KnownThen.Contains(key) && !there.Contains(key))
                effects.Add(new TellAttempt(key, new ContainerMissed()));
        }

        foreach (var slot in next.Instructions.Keys)
        {
            var attempt = next.Instructions[slot].Attempt;
            next = Close(next, slot, there.Contains(new AttemptKey(slot, attempt)), now, effects);
        }

        return next;
    }

    /// <summary>Ends and removes a container that is not wanted. The owner of a later attempt waits to hear that it has ended.</summary>
    private static AgentView Reap(AgentView view, EngineContainer container, bool isSuperseded, ImmutableArray<AgentEffect>.Builder effects)
    {
        var identity = container.Identity;
        var stop = new ReplicaInstruction
        {
            Agent = view.Agent,
            JobId = identity.JobId,
            Uid = identity.JobUid,
            Replica = identity.Replica,
            Run = identity.Run,
            Attempt = identity.Attempt,
            Desired = DesiredState.Stop,
            Reason = "it is not wanted here",
        };
        return Start(view, AttemptKey.Of(identity), stop, !isSuperseded, effects);
    }

    /// <summary>Closes the difference between a slot's instruction and its actors.</summary>
    private static AgentView Close(
        AgentView view, ReplicaSlot slot, bool isThere, DateTimeOffset now, ImmutableArray<AgentEffect>.Builder effects)
    {
        var instruction = view.Instructions.GetValueOrDefault(slot);
        var isOlderHolding = false;
        foreach (var (key, attempt) in view.Live)
        {
            if (key.Slot != slot || key.Attempt == instruction?.Attempt)
                continue;
            if (instruction is not null && attempt.Holds)
            {
                isOlderHolding = true;
                effects.Add(new TellAttempt(key, new GiveInstruction(instruction with { Attempt = key.Attempt, Desired = DesiredState.Stop, Container = null })));
            }
            else
                effects.Add(new TellAttempt(key, new Unwant()));
        }

        if (instruction is null)
            return view;
        var wanted = AttemptKey.Of(instruction);
        if (view.Live.ContainsKey(wanted))
        {
            effects.Add(new TellAttempt(wanted, new GiveInstruction(instruction)));
            return view;
        }

        if (isThere || instruction.Desired == DesiredState.Stop)
            return Start(view, wanted, instruction, isUnwanted: false, effects);
        // One container a replica: the earlier attempt ends first, and its end brings us back here.
        if (isOlderHolding || (view.Refused.TryGetValue(slot, out var refused) && refused == instruction.Attempt))
            return view;
        if (WhyNot(view, instruction) is not { } reason)
            return Start(view, wanted, instruction, isUnwanted: false, effects);
        effects.Add(new ReportRefusal(Refusal(view, instruction, reason, now), instruction.Container?.Image ?? ""));
        return view with { Refused = view.Refused.SetItem(slot, instruction.Attempt) };
    }

    private static AgentView Start(
        AgentView view, AttemptKey key, ReplicaInstruction instruction, bool isUnwanted, ImmutableArray<AgentEffect>.Builder effects)
    {
        effects.Add(new StartAttempt(key, instruction, isUnwanted));
        var container = instruction.Container;
        return view with { Live = view.Live.SetItem(key, new LiveAttempt(container?.Cpu ?? 0, container?.Memory ?? 0, Holds: true)) };
    }

    private static AgentView End(AgentView view, AttemptKey ended, DateTimeOffset now, ImmutableArray<AgentEffect>.Builder effects) =>
        view.IsReconciled && view.MayAct && view.Instructions.TryGetValue(ended.Slot, out var instruction)
            ? instruction.Attempt == ended.Attempt && view.Live.ContainsKey(ended) ? view : Close(view, ended.Slot, isThere: false, now, effects)
            : view;

    private static AgentView EndDrain(AgentView view, DateTimeOffset now, ImmutableArray<AgentEffect>.Builder effects)
    {
        if (view.Directive is not { Draining: true, DrainDeadline: { } deadline })
            return view;
        if (deadline > now)
        {
            // Timers and the clock are not the same thing, and a later directive may have moved the deadline.
            effects.Add(new ArmDrainDeadline(deadline));
            return view;
        }

        foreach (var (key, attempt) in view.Live)
        {
            if (attempt.Holds && view.Instructions.TryGetValue(key.Slot, out var instruction) && instruction.Attempt == key.Attempt)
                effects.Add(new TellAttempt(key, new GiveInstruction(instruction with { Desired = DesiredState.Stop })));
        }

        return view;
    }

    private static AgentView Change(AgentView view, AttemptKey key, Func<LiveAttempt, LiveAttempt> change) =>
        view.Live.TryGetValue(key, out var attempt) ? view with { Live = view.Live.SetItem(key, change(attempt)) } : view;

    /// <summary>Owners of different partitions place here at the same time and see each other's placements late: the agent admits.</summary>
    private static string? WhyNot(AgentView view, ReplicaInstruction instruction)
    {
        if (instruction.Container is not { } container)
            return "its instruction does not say what to run";
        if (view.IsDraining)
            return "the agent is being drained";
        var (capacity, allocated) = (view.Capacity, view.Allocated);
        return capacity.Containers > 0 && allocated.Containers >= capacity.Containers
                ? FormattableString.Invariant($"the agent runs {allocated.Containers} of at most {capacity.Containers} containers")
            // A thousandth of a core: sums of 0.1 are not exact.
            : capacity.Cpu > 0 && allocated.Cpu + container.Cpu > capacity.Cpu + 0.001
                ? FormattableString.Invariant($"the agent has {Math.Max(0, capacity.Cpu - allocated.Cpu):0.###} cores free, and {container.Cpu:0.###} are asked for")
            : capacity.Memory > 0 && allocated.Memory + container.Memory > capacity.Memory
                ? FormattableString.Invariant($"the agent has {Math.Max(0, capacity.Memory - allocated.Memory)} bytes of memory free, and {container.Memory} are asked for")
            : null;
    }

    private static ReplicaStatus Refusal(AgentView view, ReplicaInstruction instruction, string reason, DateTimeOffset now) => new()
    {
        JobId = instruction.JobId,
        Uid = instruction.Uid,
        Replica = instruction.Replica,
        Run = instruction.Run,
        Attempt = instruction.Attempt,
        Agent = view.Agent,
        State = ReplicaState.Refused,
        Reason = reason,
        At = now,
    };
}
