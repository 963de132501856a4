using System.Buffers;
using ActorDataGen.EmbeddedBroker.Server;
using ActorDataGen.EmbeddedBroker.Storage;
using ActorDataGen.EmbeddedBroker.Topics;
using ActorDataGen.KafkaProtocol;
using ActorDataGen.KafkaProtocol.Messages;
using ActorDataGen.KafkaProtocol.Wire;

namespace ActorDataGen.EmbeddedBroker.Apis;

/// <summary>
/// Fetch 4–17. Fetch sessions are refused the way the protocol provides for: a request for one is answered with session 0, so
/// the client goes on with full requests; one that goes on with a session gets FETCH_SESSION_ID_NOT_FOUND.
/// </summary>
internal sealed class FetchApi(TopicCatalog topics, EmbeddedBrokerOptions options, TimeProvider time) : ApiHandler
{
    // What is read from the log and given to the socket at once.
    private const int PieceSize = 64 * 1024;

    public override ApiSpec Api => FetchRequest.Api;

    internal override async ValueTask HandleAsync(ReadOnlySequence<byte> frame, RequestContext context, ResponseWriter response)
    {
        var request = Read(frame);
        if (request.SessionEpoch > 0)
        {
            response.WriteMessage(Api, new FetchResponse { ErrorCode = ErrorCode.FetchSessionIdNotFound });
            return;
        }

        var plan = new FetchPlan(request, context.Version, topics, Math.Min(request.MaxBytes, options.MaxFetchBytes));
        try
        {
            if (!plan.Gather() && request.MaxWaitMs > 0)
            {
                await plan.WaitAsync(TimeSpan.FromMilliseconds(request.MaxWaitMs), time, context.Aborted);
            }

            await WriteAsync(plan, response);
        }
        finally
        {
            plan.Release();
        }
    }

    internal override ValueTask FailAsync(ReadOnlySequence<byte> frame, RequestContext context, ErrorCode error, ResponseWriter response)
    {
        var request = Read(frame);
        response.WriteMessage(Api, new FetchResponse
        {
            ErrorCode = context.Version >= 7 && error is ErrorCode.FetchSessionIdNotFound or ErrorCode.InvalidFetchSessionEpoch ? error : ErrorCode.None,
            Responses = [.. request.Topics.Select(t => new FetchTopicResponse
            {
                Topic = t.Topic,
                TopicId = t.TopicId,
                Partitions = [.. t.Partitions.Select(p => new FetchPartitionData { PartitionIndex = p.Partition, ErrorCode = error, HighWatermark = -1 })],
            })],
        });
        return ValueTask.CompletedTask;
    }

    private FetchRequest Read(ReadOnlySequence<byte> frame)
    {
        RequestHeader.Read(frame, Api, out var body);
        var request = new FetchRequest();
        request.Transfer(ref body);
        return request;
    }

    /// <summary>Writes the answer by hand: the records go from the log to the socket, not through a message object.</summary>
    private async ValueTask WriteAsync(FetchPlan plan, ResponseWriter response)
    {
        var buffer = response.BeginFrame(Api);
        var cuts = WriteFields(plan, buffer, response.Version);
        var bytes = response.EndFrameHeld(buffer, plan.TotalBytes);
        var written = 0;
        foreach (var (end, partition) in cuts)
        {
            response.Output.Write(bytes.Span[written..end]);
            written = end;
            await CopyAsync(partition.Slice, response);
        }

        response.Output.Write(bytes.Span[written..]);
    }

    private static async ValueTask CopyAsync(LogSlice slice, ResponseWriter response)
    {
        var sent = 0;
        while (sent < slice.Length)
        {
            var memory = response.Output.GetMemory(Math.Min(PieceSize, slice.Length - sent));
            var count = Math.Min(memory.Length, slice.Length - sent);
            if (slice.Read(sent, memory.Span[..count]) != count)
            {
                throw new IOException("a segment is shorter than it was");
            }

            response.Output.Advance(count);
            sent += count;
            if (response.Output.UnflushedBytes >= PieceSize)
            {
                await response.FlushAsync();
            }
        }
    }

    /// <summary>Writes everything but the records; returns where they belong.</summary>
    private List<(int End, FetchPlan.Entry Partition)> WriteFields(FetchPlan plan, MessageBuffer buffer, short version)
    {
        var cuts = new List<(int, FetchPlan.Entry)>();
        var f = FieldCodec.Writer(buffer, version, Api.IsFlexible(version));
        f.Int32(0);
        if (version >= 7)
        {
            f.Error(ErrorCode.None);
            f.Int32(0);
        }

        f.Count(plan.Topics.Count);
        foreach (var topic in plan.Topics)
        {
            if (version <= 12)
            {
                f.String(topic.Name);
            }
            else
            {
                f.Uuid(topic.Id);
            }

            f.Count(topic.Partitions.Count);
            foreach (var partition in topic.Partitions)
            {
                WritePartition(ref f, partition, version);
                f.Count(partition.Slice.Length);
                if (partition.Slice.Length > 0)
                {
                    cuts.Add((buffer.Length, partition));
                }

                f.Tags();
            }

            f.Tags();
        }

        f.Tags();
        return cuts;
    }

    private static void WritePartition(ref FieldCodec f, FetchPlan.Entry partition, short version)
    {
        f.Int32(partition.Index);
        f.Error(partition.Error);
        f.Int64(partition.HighWatermark);
        f.Int64(partition.LastStableOffset);
        if (version >= 5)
        {
            f.Int64(partition.LogStartOffset);
        }

        f.Count(partition.Aborted?.Count ?? -1);
        foreach (var aborted in partition.Aborted ?? [])
        {
            f.Int64(aborted.ProducerId);
            f.Int64(aborted.FirstOffset);
            f.Tags();
        }

        if (version >= 11)
        {
            f.Int32(-1);
        }
    }
}
