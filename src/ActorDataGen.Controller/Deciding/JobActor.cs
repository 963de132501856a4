using ActorDataGen.Jobs;
using ActorDataGen.Jobs.Lifecycle;
using Confluent.Kafka;

namespace ActorDataGen.Controller.Deciding;

/// <summary>Something happened to a job.</summary>
/// <param name="Job">The job.</param>
/// <param name="Message">What.</param>
/// <param name="Cause">The submission that says so; null where it was none.</param>
internal sealed record Consider(JobId Job, IJobMessage Message, ConsumeResult<byte[]?, byte[]?>? Cause);

/// <summary>What the job made of it.</summary>
internal sealed record Decided(Consider About, Decision Decision);

/// <summary>The decision threw, which is a bug; the job is as it was.</summary>
internal sealed record DecisionFailed(Consider About, Exception Error);

/// <summary>
/// A live job: its state and the order of what happens to it. What it decides counts once its partition has committed it; if that fails,
/// the partition starts again and so does this.
/// </summary>
internal sealed class JobActor : ReceiveActor
{
    private readonly JobMachineOptions _options;
    private readonly TimeProvider _time;
    private JobState? _state;

    public JobActor(JobState? state, JobMachineOptions options, TimeProvider time)
    {
        (_state, _options, _time) = (state, options, time);
        Receive<Consider>(OnConsider);
    }

    private void OnConsider(Consider about)
    {
        try
        {
            var decision = JobMachine.Decide(_state, about.Message, _options, Random.Shared.NextDouble(), _time.GetUtcNow());
            _state = decision.Next;
            Context.Parent.Tell(new Decided(about, decision));
        }
        // One record that the machine trips over must not hold up every job of the partition: the partition logs it and goes on.
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            Context.Parent.Tell(new DecisionFailed(about, e));
        }
    }
}
