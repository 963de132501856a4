using ActorDataGen.EmbeddedBroker.Server;
using ActorDataGen.EmbeddedBroker.Topics;
using ActorDataGen.KafkaProtocol;
using ActorDataGen.KafkaProtocol.Messages;

namespace ActorDataGen.EmbeddedBroker.Apis;

/// <summary>DescribeLogDirs 1–4: how large the partitions are. The folder of a broker in memory is called <c>memory</c>.</summary>
internal sealed class DescribeLogDirsApi(TopicCatalog topics, EmbeddedBrokerOptions options) : ApiHandler<DescribeLogDirsRequest, DescribeLogDirsResponse>
{
    protected override ValueTask<DescribeLogDirsResponse> HandleAsync(DescribeLogDirsRequest request, RequestContext context)
    {
        var asked = request.Topics?.ToDictionary(static t => t.Topic, static t => t.Partitions.ToHashSet());
        var logs = topics.Logs.Where(l => asked is null || (asked.TryGetValue(l.Topic, out var partitions) && partitions.Contains(l.Partition)));
        var drive = options.DataDirectory is { } folder ? new DriveInfo(Path.GetFullPath(folder)) : null;
        return new(new DescribeLogDirsResponse
        {
            Results = [new DescribeLogDirsResult
            {
                LogDir = options.DataDirectory is { } data ? Path.GetFullPath(data) : "memory",
                TotalBytes = drive?.TotalSize ?? -1,
                UsableBytes = drive?.AvailableFreeSpace ?? -1,
                Topics = [.. logs.GroupBy(static l => l.Topic).Select(static g => new DescribeLogDirsTopic
                {
                    Name = g.Key,
                    Partitions = [.. g.Select(static l => new DescribeLogDirsPartition { PartitionIndex = l.Partition, PartitionSize = l.Size })],
                })],
            }],
        });
    }

    protected override DescribeLogDirsResponse Fail(DescribeLogDirsRequest request, ErrorCode error) => new() { ErrorCode = error };
}
