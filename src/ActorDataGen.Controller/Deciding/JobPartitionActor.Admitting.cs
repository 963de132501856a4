using System.Text;
using ActorDataGen.Controller.Submissions;
using ActorDataGen.Jobs;
using ActorDataGen.Jobs.Lifecycle;
using ActorDataGen.Jobs.Replicas;
using ActorDataGen.Kafka.Producing;
using ActorDataGen.Wire;
using ActorDataGen.Wire.Mapping;
using ActorDataGen.Wire.Serdes;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace ActorDataGen.Controller.Deciding;

/// <summary>How a record becomes something that a job is told, or a dead letter, or goes to the partition where it belongs.</summary>
internal sealed partial class JobPartitionActor
{
    private static readonly TimeSpan RegistryPause = TimeSpan.FromSeconds(1);

    private void Admit(Input input)
    {
        if (input.Record is not { } record)
        {
            // A job that is gone meanwhile has nothing to be told, except by agents that still run it.
            if (_jobs.ContainsKey(input.Job) || input.Message is ReplicaReported)
            {
                Tell(new Consider(input.Job, input.Message!, null));
            }
        }
        else if (record.Topic == _handling.Topic)
        {
            AdmitSubmission(input, record);
        }
        else if (record.Message.Value is { } value && WireKeys.TryReadReplica(KeyOf(record), out _, out _, out _))
        {
            Decode(input, value, _context.Serdes.JobStatus, read => AdmitStatus(WireMapping.ReplicaFromWire(read)));
        }
    }

    private void AdmitSubmission(Input input, ConsumeResult<byte[]?, byte[]?> record)
    {
        if (record.Message.Value is { } value)
        {
            Decode(input, value, _context.Serdes.JobHandling, read => AdmitCommand(record, WireMapping.FromWire(read)));
        }
        else
        {
            TurnDown(record, new WireException(WireProblem.BadRecord, "The record has no value; write one in the schema job_handling."));
        }

        if (!_decoding)
        {
            Consumed(record);
        }
    }

    private void Consumed(ConsumeResult<byte[]?, byte[]?> record)
    {
        _next = record.Offset + 1;
        _batch.Submissions++;
    }

    private void AdmitCommand(ConsumeResult<byte[]?, byte[]?> record, JobCommand command)
    {
        if (!ForwardIfElsewhere(record, command.JobId))
        {
            Tell(new Consider(command.JobId, new CommandSubmitted(command, DeadLetters.TimeOf(record) ?? Now, JobUid.New()), record));
        }
    }

    private void AdmitStatus(ReplicaStatus status)
    {
        if (PartitionOf(status.JobId) == _partition)
        {
            Tell(new Consider(status.JobId, new ReplicaReported(status), null));
        }
    }

    private bool ForwardIfElsewhere(ConsumeResult<byte[]?, byte[]?> record, JobId job)
    {
        var home = PartitionOf(job);
        if (home == _partition)
        {
            return false;
        }

        // As it was, with its own time: which of a delete and a create came first is told by that.
        _batch.Add(new OutgoingRecord(new TopicPartition(_handling.Topic, home), Encoding.UTF8.GetBytes(job.ToString()), record.Message.Value)
        {
            Headers = record.Message.Headers,
            Timestamp = DeadLetters.TimeOf(record),
        });
        return true;
    }

    private void TurnDown(ConsumeResult<byte[]?, byte[]?> record, WireException problem)
    {
        var job = new JobId(problem.JobId);
        if (job.IsEmpty || job.ToString().Length > JobId.MaxLength)
        {
            Bury(record, problem.Message);
        }
        else if (!ForwardIfElsewhere(record, job))
        {
            // The job's own answer contains a dead letter.
            Tell(new Consider(job, new SubmissionInvalid(job, problem.Message, problem.RequestId), record));
        }
    }

    private void Bury(ConsumeResult<byte[]?, byte[]?> record, string reason)
    {
        LogDeadLetter(_logger, record.TopicPartitionOffset, reason);
        _batch.Add(DeadLetters.Of(record, reason, _context.Options.Topics));
    }

    // What is built in is read at once. For another schema the registry is asked, and until it answers the partition waits.
    private void Decode<T>(Input input, byte[] value, WireSerde<T> serde, Action<T> admit)
    {
        try
        {
            if (serde.TryRead(value, out var read))
            {
                admit(read);
                return;
            }
        }
        catch (WireException e)
        {
            Reject(input, e);
            return;
        }

        _decoding = true;
        serde.ReadAsync(value, _stopping.Token).AsTask().PipeTo(Self,
            success: read => new Decoded(input, () => admit(read)), failure: e => new NotDecoded(input, e));
    }

    private void OnDecoded(Decoded decoded)
    {
        _decoding = false;
        try
        {
            decoded.Admit();
        }
        catch (WireException e)
        {
            Reject(decoded.Input, e);
        }

        AfterDecoding(decoded.Input);
    }

    private void OnNotDecoded(NotDecoded failed)
    {
        if (failed.Error is not WireException e)
        {
            throw new InvalidOperationException("A record could not be read", failed.Error);
        }

        if (e.IsTransient)
        {
            LogRegistryAway(_logger, _handling, e.Message);
            Timers.StartSingleTimer(failed, new DecodeAgain(failed.Input), RegistryPause);
            return;
        }

        _decoding = false;
        Reject(failed.Input, e);
        AfterDecoding(failed.Input);
    }

    private void AfterDecoding(Input input)
    {
        if (input.Record is { } record && record.Topic == _handling.Topic)
        {
            Consumed(record);
        }

        Pump();
    }

    private void Reject(Input input, WireException e)
    {
        if (input.Record!.Topic == _handling.Topic)
        {
            TurnDown(input.Record, e);
        }
        else
        {
            LogBadStatus(_logger, _status, KeyOf(input.Record), e.Message);
        }
    }

    private int PartitionOf(JobId job) => Partitioner.PartitionOf(job.ToString(), _context.Options.Topics.JobPartitions);

    private static string KeyOf(ConsumeResult<byte[]?, byte[]?> record) => Encoding.UTF8.GetString(record.Message.Key ?? []);

    [LoggerMessage(3021, LogLevel.Information, "{Offset} goes to the dead letters: {Reason}")]
    private static partial void LogDeadLetter(ILogger logger, TopicPartitionOffset offset, string reason);

    [LoggerMessage(3022, LogLevel.Warning, "{Partition} waits for the schema registry: {Reason}")]
    private static partial void LogRegistryAway(ILogger logger, TopicPartition partition, string reason);
}
