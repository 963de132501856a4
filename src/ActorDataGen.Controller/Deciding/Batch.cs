using System.Text;
using ActorDataGen.Jobs;
using ActorDataGen.Jobs.Lifecycle;
using ActorDataGen.Kafka.Producing;
using ActorDataGen.Wire;
using ActorDataGen.Wire.Mapping;
using ActorDataGen.Wire.Serdes;
using Confluent.Kafka;

namespace ActorDataGen.Controller.Deciding;

/// <summary>What is to be written in the next transaction of a partition.</summary>
internal sealed class Batch(int partition, ManagementTopics topics, WireSerdes serdes)
{
    private readonly List<OutgoingRecord> _records = [];
    // Of several states of a job within one transaction the last is enough.
    private readonly Dictionary<JobId, JobState?> _jobs = [];

    /// <summary>True when there is nothing to commit, not even an offset.</summary>
    public bool IsEmpty => _records.Count == 0 && _jobs.Count == 0 && Submissions == 0;

    /// <summary>How many submissions it answers.</summary>
    public int Submissions { get; set; }

    /// <summary>How many instructions it holds.</summary>
    public int Instructions { get; private set; }

    /// <summary>About how many records it is going to be.</summary>
    public int Size => _records.Count + _jobs.Count;

    /// <summary>The jobs it writes.</summary>
    public IEnumerable<JobId> Jobs => _jobs.Keys;

    public void Add(OutgoingRecord record) => _records.Add(record);

    /// <summary>Takes in an effect that writes something; false for the others.</summary>
    public bool TryAdd(IJobEffect effect)
    {
        switch (effect)
        {
            case WriteInstruction { Instruction: var instruction }:
                Instructions++;
                Instruct(instruction.Agent, instruction.Uid, instruction.Replica, serdes.JobInstruction.Write(WireMapping.ToWire(instruction)));
                return true;
            case TombstoneInstruction tombstone:
                Instruct(tombstone.Agent, tombstone.Uid, tombstone.Replica, null);
                return true;
            case PublishStatus publish:
                _jobs[publish.State.Id] = publish.State;
                return true;
            case TombstoneStatus tombstone:
                _jobs[tombstone.JobId] = null;
                return true;
            case TombstoneAttempt attempt:
                // A job's attempts are reported in the job's own partition, which is this one.
                _records.Add(new OutgoingRecord(Status, Key(WireKeys.Replica(attempt.Uid, attempt.Replica, attempt.Attempt)), null));
                return true;
            default:
                return false;
        }
    }

    /// <summary>All there is to write.</summary>
    public List<OutgoingRecord> Records(DateTimeOffset now)
    {
        foreach (var (id, state) in _jobs)
        {
            _records.Add(new OutgoingRecord(Status, Key(WireKeys.Job(id)),
                state is null ? null : serdes.JobStatus.Write(WireMapping.ToWire(state, now))));
        }

        return _records;
    }

    private TopicPartition Status => new(topics.JobStatus, partition);

    private void Instruct(AgentId agent, JobUid uid, int replica, byte[]? value) => _records.Add(new OutgoingRecord(
        new TopicPartition(topics.JobInstruction, Partitioner.PartitionOf(agent.ToString(), topics.InstructionPartitions)),
        Key(WireKeys.Instruction(agent, uid, replica)), value));

    private static byte[] Key(string key) => Encoding.UTF8.GetBytes(key);
}
