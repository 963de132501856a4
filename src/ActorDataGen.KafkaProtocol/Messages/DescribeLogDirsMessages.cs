using ActorDataGen.KafkaProtocol.Wire;

namespace ActorDataGen.KafkaProtocol.Messages;

/// <summary>Asks DescribeLogDirs, versions 1 to 4.</summary>
internal sealed class DescribeLogDirsRequest : IRequest<DescribeLogDirsResponse>
{
    public static ApiSpec Api => new(ApiKey.DescribeLogDirs, 1, 4, 2);

    public List<DescribeLogDirsRequestTopic>? Topics { get; set; } = [];

    public void Transfer(ref FieldCodec f)
    {
        Topics = f.NullableArray(Topics);
        f.Tags();
    }
}

/// <summary>Part of <see cref="DescribeLogDirsRequest"/>.</summary>
internal sealed class DescribeLogDirsRequestTopic : IWireStruct
{
    public string Topic { get; set; } = "";

    public List<int> Partitions { get; set; } = [];

    public void Transfer(ref FieldCodec f)
    {
        Topic = f.String(Topic);
        Partitions = f.Int32Array(Partitions);
        f.Tags();
    }
}

/// <summary>Answers <see cref="DescribeLogDirsRequest"/>.</summary>
internal sealed class DescribeLogDirsResponse : IWireStruct
{
    public int ThrottleTimeMs { get; set; }

    public ErrorCode ErrorCode { get; set; }

    public List<DescribeLogDirsResult> Results { get; set; } = [];

    public void Transfer(ref FieldCodec f)
    {
        ThrottleTimeMs = f.Int32(ThrottleTimeMs);

        if (f.Version >= 3)
        {
            ErrorCode = f.Error(ErrorCode);
        }

        Results = f.Array(Results);
        f.Tags();
    }
}

/// <summary>Part of <see cref="DescribeLogDirsResponse"/>.</summary>
internal sealed class DescribeLogDirsResult : IWireStruct
{
    public ErrorCode ErrorCode { get; set; }

    public string LogDir { get; set; } = "";

    public List<DescribeLogDirsTopic> Topics { get; set; } = [];

    public long TotalBytes { get; set; } = -1;

    public long UsableBytes { get; set; } = -1;

    public void Transfer(ref FieldCodec f)
    {
        ErrorCode = f.Error(ErrorCode);
        LogDir = f.String(LogDir);
        Topics = f.Array(Topics);

        if (f.Version >= 4)
        {
            TotalBytes = f.Int64(TotalBytes);
            UsableBytes = f.Int64(UsableBytes);
        }

        f.Tags();
    }
}

/// <summary>Part of <see cref="DescribeLogDirsResponse"/>.</summary>
internal sealed class DescribeLogDirsTopic : IWireStruct
{
    public string Name { get; set; } = "";

    public List<DescribeLogDirsPartition> Partitions { get; set; } = [];

    public void Transfer(ref FieldCodec f)
    {
        Name = f.String(Name);
        Partitions = f.Array(Partitions);
        f.Tags();
    }
}

/// <summary>Part of <see cref="DescribeLogDirsResponse"/>.</summary>
internal sealed class DescribeLogDirsPartition : IWireStruct
{
    public int PartitionIndex { get; set; }

    public long PartitionSize { get; set; }

    public long OffsetLag { get; set; }

    public bool IsFutureKey { get; set; }

    public void Transfer(ref FieldCodec f)
    {
        PartitionIndex = f.Int32(PartitionIndex);
        PartitionSize = f.Int64(PartitionSize);
        OffsetLag = f.Int64(OffsetLag);
        IsFutureKey = f.Bool(IsFutureKey);
        f.Tags();
    }
}
