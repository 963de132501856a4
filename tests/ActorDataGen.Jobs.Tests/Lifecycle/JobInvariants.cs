using ActorDataGen.Jobs.Lifecycle;
using ActorDataGen.Jobs.Replicas;

namespace ActorDataGen.Jobs.Tests.Lifecycle;

/// <summary>What must hold of every decision, whatever came before.</summary>
internal sealed class JobInvariants
{
    /// <summary>Job_Instruction as the effects so far have left it.</summary>
    public Dictionary<(AgentId Agent, JobUid Uid, int Replica), ReplicaInstruction> Instructions { get; } = [];

    public void Check(JobState? before, IJobMessage message, Decision decision)
    {
        var after = decision.Next;
        foreach (var effect in decision.Effects)
        {
            if (effect is WriteInstruction { Instruction: var instruction })
            {
                Instructions[(instruction.Agent, instruction.Uid, instruction.Replica)] = instruction;
            }
            else if (effect is TombstoneInstruction tombstone)
            {
                Instructions.Remove((tombstone.Agent, tombstone.Uid, tombstone.Replica));
            }
        }

        CheckPublished(before, message, decision);
        if (after is null)
        {
            if (before is { Uid.IsEmpty: false })
            {
                // A stop for an attempt that nobody remembered may be left, until its agent has answered it.
                Assert.DoesNotContain(Instructions, entry => entry.Key.Uid == before.Uid && entry.Value.Desired == DesiredState.Run);
            }

            return;
        }

        if (before is not null && before.Uid == after.Uid)
        {
            CheckHistory(before, after, message);
        }

        CheckReplicas(after);
    }

    private static void CheckPublished(JobState? before, IJobMessage message, Decision decision)
    {
        var published = decision.Effects.OfType<PublishStatus>().ToList();
        if (published.Count > 0)
        {
            Assert.Single(published);
            Assert.Same(decision.Next, published[0].State);
            Assert.True(decision.Next!.Revision == (before?.Revision ?? 0) + 1, $"{message}: a published state has the next revision");
        }
        else if (decision.Next is not null && before is not null)
        {
            // What is not published is only when to ask again, which a new owner does by itself.
            Assert.Equal(before.Revision, decision.Next.Revision);
            Assert.Equal(Plain(before), Plain(decision.Next));
        }

        if (decision.Next is null && before is not null)
        {
            Assert.Contains(decision.Effects, effect => effect is TombstoneStatus);
        }

        var armed = decision.Effects.OfType<ArmTimer>().ToList();
        Assert.True(armed.Count <= 1);
        if (decision.Next is not null)
        {
            var due = JobMachine.NextDue(decision.Next, JobMachineOptions.Default);
            Assert.True(
                armed.Count == 1 ? armed[0].Due == due : before is not null && due == JobMachine.NextDue(before, JobMachineOptions.Default) || due is null,
                $"{message}: the timer is armed for what is due next");
        }
    }

    private static JobState Plain(JobState state) => state with
    {
        Replicas = [.. state.Replicas.ToImmutableArray().Select(replica => replica with { DueAt = null, Avoid = [] })],
    };

    private static void CheckHistory(JobState before, JobState after, IJobMessage message)
    {
        Assert.True(after.Run >= before.Run, "runs never fall");
        Assert.True(
            !before.Phase.IsEnded() || !after.Phase.IsActive() || after.Run > before.Run,
            $"{message}: an ended run stays ended ({before.Phase} to {after.Phase} in run {after.Run})");
        Assert.True(after.Replicas.Count >= before.Replicas.Count, "replicas are never forgotten");
        for (var index = 0; index < before.Replicas.Count; index++)
        {
            var (was, now) = (before.Replicas[index], after.Replicas[index]);
            Assert.True(now.Attempt >= was.Attempt, "attempts never fall");
            Assert.True(
                !was.Phase.IsOver() || now.Phase.IsOver() || now.Run > was.Run || message is CommandSubmitted,
                "a replica that is over returns only in a new run, or by a command");
        }

        var decided = after.Phase != before.Phase || before.Replicas.Zip(after.Replicas).Any(pair => pair.First.Phase != pair.Second.Phase || pair.First.Attempt != pair.Second.Attempt);
        var added = after.Changes.Where(change => !before.Changes.Any(earlier => ReferenceEquals(earlier, change))).ToList();
        Assert.True(!decided || added.Count > 0, $"{message}: no decision without a cause in the history");
        Assert.All(added, change => Assert.NotEqual("", change.Reason));
        Assert.All(added, change => Assert.True(Enum.IsDefined(change.Phase)));
        Assert.True(after.Changes.Count <= JobState.MaxChanges);
    }

    private void CheckReplicas(JobState state)
    {
        for (var index = 0; index < state.Replicas.Count; index++)
        {
            var replica = state.Replicas[index];
            Assert.Equal(index, replica.Number);
            var wanted = Instructions
                .Where(entry => entry.Key.Uid == state.Uid && entry.Key.Replica == index && entry.Value.Desired == DesiredState.Run)
                .Select(entry => entry.Value).ToList();
            Assert.True(wanted.Count <= 1, $"replica {index}: at most one live attempt is wanted, not {wanted.Count}");
            if (replica.Phase == ReplicaPhase.Active)
            {
                var instruction = Assert.Single(wanted);
                Assert.Equal((replica.Agent, replica.Attempt, replica.Run), (instruction.Agent, instruction.Attempt, instruction.Run));
            }
            else
            {
                Assert.True(wanted.Count == 0, $"replica {index} is {replica.Phase}: nothing of it is wanted");
            }

            if (replica.Phase is ReplicaPhase.RestartDelayed or ReplicaPhase.RescheduleDelayed)
            {
                Assert.NotNull(replica.DueAt);
            }
        }

        if (state.Phase.IsActive())
        {
            Assert.Contains(state.Replicas.ToImmutableArray(), replica => !replica.Phase.IsOver());
        }
        else
        {
            Assert.All(state.Replicas.ToImmutableArray(), replica => Assert.True(replica.Phase.IsOver()));
            Assert.Equal(StopIntent.None, state.Intent);
        }
    }
}
