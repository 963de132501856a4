using System.Buffers;
using ActorDataGen.EmbeddedBroker.Server;
using ActorDataGen.EmbeddedBroker.Storage;
using ActorDataGen.EmbeddedBroker.Topics;
using ActorDataGen.KafkaProtocol;
using ActorDataGen.KafkaProtocol.Messages;
using ActorDataGen.KafkaProtocol.Records;
using ActorDataGen.KafkaProtocol.Wire;

namespace ActorDataGen.EmbeddedBroker.Apis;

/// <summary>
/// Produce 3–11. Named from 0 on, as Kafka 4 does too: librdkafka before 2.11 takes a broker without version 0 for one that
/// cannot compress. Version 12 is left out because it lets the broker add partitions to transactions, which is asked for nowhere.
/// </summary>
internal sealed class ProduceApi(TopicCatalog topics, TransactionGate transactions) : ApiHandler
{
    public override ApiSpec Api => ProduceRequest.Api;

    public override short AdvertisedMinVersion => 0;

    internal override ValueTask HandleAsync(ReadOnlySequence<byte> frame, RequestContext context, ResponseWriter response)
    {
        var request = Read(frame);
        Answer(request, response, request.Acks is -1 or 0 or 1
            ? partition => Append(request, context.Version, partition.Topic, partition.Partition)
            : static _ => Refuse(ErrorCode.InvalidRequiredAcks, "acks must be -1, 0 or 1"));
        return ValueTask.CompletedTask;
    }

    internal override ValueTask FailAsync(ReadOnlySequence<byte> frame, RequestContext context, ErrorCode error, ResponseWriter response)
    {
        Answer(Read(frame), response, _ => Refuse(error, null));
        return ValueTask.CompletedTask;
    }

    private static AppendResult Refuse(ErrorCode error, string? message) => new(error, -1, -1, -1, message);

    private ProduceRequest Read(ReadOnlySequence<byte> frame)
    {
        RequestHeader.Read(frame, Api, out var body);
        var request = new ProduceRequest();
        request.Transfer(ref body);
        return request;
    }

    private void Answer(ProduceRequest request, ResponseWriter response, Func<(string Topic, ProducePartition Partition), AppendResult> append)
    {
        var answer = new ProduceResponse();
        var hasFailed = false;
        foreach (var topic in request.TopicData)
        {
            var topicAnswer = new ProduceTopicResponse { Name = topic.Name };
            answer.Responses.Add(topicAnswer);
            foreach (var partition in topic.PartitionData)
            {
                var result = append((topic.Name, partition));
                hasFailed |= result.Error != ErrorCode.None;
                topicAnswer.PartitionResponses.Add(new ProducePartitionResponse
                {
                    Index = partition.Index,
                    ErrorCode = result.Error,
                    BaseOffset = result.BaseOffset,
                    LogAppendTimeMs = result.LogAppendTime,
                    LogStartOffset = result.LogStartOffset,
                    ErrorMessage = result.Message,
                });
            }
        }

        if (request.Acks == 0)
        {
            // Nobody waits for an answer; as in Kafka, closing the connection is how a failure is told.
            response.MustClose = hasFailed;
            return;
        }

        response.WriteMessage(Api, answer);
    }

    private AppendResult Append(ProduceRequest request, short version, string topicName, ProducePartition partition)
    {
        var topic = topics.Find(topicName);
        if (topic is null || (uint)partition.Index >= (uint)topic.Partitions.Count)
        {
            return Refuse(ErrorCode.UnknownTopicOrPartition, null);
        }

        if (topic.IsInternal)
        {
            return Refuse(ErrorCode.InvalidTopic, $"{topicName} is the broker's own");
        }

        if (partition.Records is not { Length: > 0 } records)
        {
            return Refuse(ErrorCode.InvalidRecord, "no records");
        }

        var log = topic.Partitions[partition.Index];
        if (RecordBatchHeader.TryRead(records, out var header) && header.IsTransactional)
        {
            if (request.TransactionalId is not { } id)
            {
                return Refuse(ErrorCode.InvalidTxnState, "a transactional batch without a transactional id");
            }

            if (!log.HasOpenTransaction(header.ProducerId, header.ProducerEpoch)
                && transactions.Verify(id, header.ProducerId, header.ProducerEpoch, topicName, partition.Index) is var error and not ErrorCode.None)
            {
                // Version 11 brought the error that tells a producer to abort and go on (KIP-890).
                return Refuse(error == ErrorCode.TransactionAbortable && version < 11 ? ErrorCode.InvalidTxnState : error, null);
            }
        }

        return log.Append(records, AppendOrigin.Client);
    }
}
