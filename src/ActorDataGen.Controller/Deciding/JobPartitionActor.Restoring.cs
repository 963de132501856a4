using System.Text;
using ActorDataGen.Controller.Agents;
using ActorDataGen.Controller.Ownership;
using ActorDataGen.Jobs.Lifecycle;
using ActorDataGen.Jobs.Replicas;
using ActorDataGen.Kafka.Consuming;
using ActorDataGen.Wire;
using ActorDataGen.Wire.Mapping;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace ActorDataGen.Controller.Deciding;

/// <summary>How a partition gets its jobs back.</summary>
internal sealed partial class JobPartitionActor
{
    // Nothing is decoded while the topic is read, so much may be under way.
    private const int RestoreCapacity = 20_000;

    // The last value of each key: what was written before, and not compacted away yet, is not even decoded.
    private readonly Dictionary<string, byte[]> _restored = [];

    private void OnRestoring(RecordsArrived arrived)
    {
        foreach (var record in arrived.Records)
        {
            var key = Encoding.UTF8.GetString(record.Message.Key ?? []);
            if (record.Message.Value is { } value)
            {
                _restored[key] = value;
            }
            else
            {
                _restored.Remove(key);
            }
        }

        arrived.Feed.Acknowledge(arrived.Records.Count);
    }

    private void OnRestoredBytes(FeedCaughtUp end)
    {
        if (_restoring)
        {
            return;
        }

        _restoring = true;
        RestoreAsync([.. _restored]).PipeTo(Self);
        _restored.Clear();
    }

    private bool _restoring;

    private Task<Restored> RestoreAsync(KeyValuePair<string, byte[]>[] records) => Task.Run(async () =>
    {
        var jobs = new List<JobState>();
        var statuses = new List<ReplicaStatus>();
        foreach (var (key, value) in records)
        {
            try
            {
                if (WireKeys.TryReadJob(key, out _))
                {
                    jobs.Add(WireMapping.JobFromWire(await _context.Serdes.JobStatus.ReadAsync(value, _stopping.Token)));
                }
                else if (WireKeys.TryReadReplica(key, out _, out _, out _))
                {
                    statuses.Add(WireMapping.ReplicaFromWire(await _context.Serdes.JobStatus.ReadAsync(value, _stopping.Token)));
                }
            }
            catch (WireException e) when (e.Problem == WireProblem.BadRecord)
            {
                // Somebody else wrote to this topic: one key that nobody can read must not take the partition's other jobs away.
                LogBadStatus(_logger, _status, key, e.Message);
            }
        }

        return new Restored(jobs, statuses, await _group.CommittedAsync(_handling));
    });

    private void OnRestored(Restored restored)
    {
        Become(Owning);
        foreach (var state in restored.Jobs)
        {
            var entry = new JobEntry { State = state };
            _jobs.Add(state.Id, entry);
            if (IsAtRest(state))
            {
                _due.Set(state.Id, JobMachine.NextDue(state, _context.Options.Jobs));
            }
            else
            {
                IndexAgents(state.Id, entry);
                _inbox.Enqueue(new Input(state.Id, JobRestored.Instance));
            }
        }

        foreach (var status in restored.Statuses)
        {
            _inbox.Enqueue(new Input(status.JobId, new ReplicaReported(status)));
        }

        _next = restored.Committed.Value >= 0 ? restored.Committed : null;
        _handlingFeed = _group.Open(_handling, restored.Committed, new ActorSink(Self));
        _agents.Tell(new ObserveAgents([.. _jobsOf.Keys]));
        Context.Parent.Tell(new PartitionOwned(_partition, _jobs.Count));
        ArmDue();
        Pump();
    }

    [LoggerMessage(3020, LogLevel.Error, "{Partition}: the status under {Key} can't be read and is left out: {Reason}")]
    private static partial void LogBadStatus(ILogger logger, TopicPartition partition, string key, string reason);

    private sealed record Restored(List<JobState> Jobs, List<ReplicaStatus> Statuses, Offset Committed);
}
