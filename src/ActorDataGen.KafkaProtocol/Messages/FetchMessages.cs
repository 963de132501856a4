using System.Buffers;
using ActorDataGen.KafkaProtocol.Wire;

namespace ActorDataGen.KafkaProtocol.Messages;

/// <summary>Asks Fetch, versions 4 to 17.</summary>
internal sealed class FetchRequest : IRequest<FetchResponse>
{
    public static ApiSpec Api => new(ApiKey.Fetch, 4, 17, 12);

    public int ReplicaId { get; set; } = -1;

    public int MaxWaitMs { get; set; }

    public int MinBytes { get; set; }

    public int MaxBytes { get; set; } = int.MaxValue;

    public sbyte IsolationLevel { get; set; }

    public int SessionId { get; set; }

    public int SessionEpoch { get; set; } = -1;

    public List<FetchTopic> Topics { get; set; } = [];

    public List<FetchForgottenTopic> ForgottenTopicsData { get; set; } = [];

    public string RackId { get; set; } = "";

    public void Transfer(ref FieldCodec f)
    {
        if (f.Version <= 14)
        {
            ReplicaId = f.Int32(ReplicaId);
        }

        MaxWaitMs = f.Int32(MaxWaitMs);
        MinBytes = f.Int32(MinBytes);
        MaxBytes = f.Int32(MaxBytes);
        IsolationLevel = f.Int8(IsolationLevel);

        if (f.Version >= 7)
        {
            SessionId = f.Int32(SessionId);
            SessionEpoch = f.Int32(SessionEpoch);
        }

        Topics = f.Array(Topics);

        if (f.Version >= 7)
        {
            ForgottenTopicsData = f.Array(ForgottenTopicsData);
        }

        if (f.Version >= 11)
        {
            RackId = f.String(RackId);
        }

        f.Tags();
    }
}

/// <summary>Part of <see cref="FetchRequest"/>.</summary>
internal sealed class FetchTopic : IWireStruct
{
    public string Topic { get; set; } = "";

    public Guid TopicId { get; set; }

    public List<FetchPartition> Partitions { get; set; } = [];

    public void Transfer(ref FieldCodec f)
    {
        if (f.Version <= 12)
        {
            Topic = f.String(Topic);
        }

        if (f.Version >= 13)
        {
            TopicId = f.Uuid(TopicId);
        }

        Partitions = f.Array(Partitions);
        f.Tags();
    }
}

/// <summary>Part of <see cref="FetchRequest"/>.</summary>
internal sealed class FetchPartition : IWireStruct
{
    public int Partition { get; set; }

    public int CurrentLeaderEpoch { get; set; } = -1;

    public long FetchOffset { get; set; }

    public int LastFetchedEpoch { get; set; } = -1;

    public long LogStartOffset { get; set; } = -1;

    public int PartitionMaxBytes { get; set; }

    public void Transfer(ref FieldCodec f)
    {
        Partition = f.Int32(Partition);

        if (f.Version >= 9)
        {
            CurrentLeaderEpoch = f.Int32(CurrentLeaderEpoch);
        }

        FetchOffset = f.Int64(FetchOffset);

        if (f.Version >= 12)
        {
            LastFetchedEpoch = f.Int32(LastFetchedEpoch);
        }

        if (f.Version >= 5)
        {
            LogStartOffset = f.Int64(LogStartOffset);
        }

        PartitionMaxBytes = f.Int32(PartitionMaxBytes);
        f.Tags();
    }
}

/// <summary>Part of <see cref="FetchRequest"/>.</summary>
internal sealed class FetchForgottenTopic : IWireStruct
{
    public string Topic { get; set; } = "";

    public Guid TopicId { get; set; }

    public List<int> Partitions { get; set; } = [];

    public void Transfer(ref FieldCodec f)
    {
        if (f.Version is >= 7 and <= 12)
        {
            Topic = f.String(Topic);
        }

        if (f.Version >= 13)
        {
            TopicId = f.Uuid(TopicId);
        }

        if (f.Version >= 7)
        {
            Partitions = f.Int32Array(Partitions);
        }

        f.Tags();
    }
}

/// <summary>Answers <see cref="FetchRequest"/>.</summary>
internal sealed class FetchResponse : IWireStruct
{
    public int ThrottleTimeMs { get; set; }

    public ErrorCode ErrorCode { get; set; }

    public int SessionId { get; set; }

    public List<FetchTopicResponse> Responses { get; set; } = [];

    public void Transfer(ref FieldCodec f)
    {
        ThrottleTimeMs = f.Int32(ThrottleTimeMs);

        if (f.Version >= 7)
        {
            ErrorCode = f.Error(ErrorCode);
            SessionId = f.Int32(SessionId);
        }

        Responses = f.Array(Responses);
        f.Tags();
    }
}

/// <summary>Part of <see cref="FetchResponse"/>.</summary>
internal sealed class FetchTopicResponse : IWireStruct
{
    public string Topic { get; set; } = "";

    public Guid TopicId { get; set; }

    public List<FetchPartitionData> Partitions { get; set; } = [];

    public void Transfer(ref FieldCodec f)
    {
        if (f.Version <= 12)
        {
            Topic = f.String(Topic);
        }

        if (f.Version >= 13)
        {
            TopicId = f.Uuid(TopicId);
        }

        Partitions = f.Array(Partitions);
        f.Tags();
    }
}

/// <summary>Part of <see cref="FetchResponse"/>.</summary>
internal sealed class FetchPartitionData : IWireStruct
{
    public int PartitionIndex { get; set; }

    public ErrorCode ErrorCode { get; set; }

    public long HighWatermark { get; set; }

    public long LastStableOffset { get; set; } = -1;

    public long LogStartOffset { get; set; } = -1;

    public List<FetchAbortedTransaction>? AbortedTransactions { get; set; } = [];

    public int PreferredReadReplica { get; set; } = -1;

    public ReadOnlySequence<byte>? Records { get; set; }

    public void Transfer(ref FieldCodec f)
    {
        PartitionIndex = f.Int32(PartitionIndex);
        ErrorCode = f.Error(ErrorCode);
        HighWatermark = f.Int64(HighWatermark);
        LastStableOffset = f.Int64(LastStableOffset);

        if (f.Version >= 5)
        {
            LogStartOffset = f.Int64(LogStartOffset);
        }

        AbortedTransactions = f.NullableArray(AbortedTransactions);

        if (f.Version >= 11)
        {
            PreferredReadReplica = f.Int32(PreferredReadReplica);
        }

        Records = f.Records(Records);
        f.Tags();
    }
}

/// <summary>Part of <see cref="FetchResponse"/>.</summary>
internal sealed class FetchAbortedTransaction : IWireStruct
{
    public long ProducerId { get; set; }

    public long FirstOffset { get; set; }

    public void Transfer(ref FieldCodec f)
    {
        ProducerId = f.Int64(ProducerId);
        FirstOffset = f.Int64(FirstOffset);
        f.Tags();
    }
}
