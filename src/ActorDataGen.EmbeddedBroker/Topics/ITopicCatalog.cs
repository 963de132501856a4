using ActorDataGen.EmbeddedBroker.Storage;

namespace ActorDataGen.EmbeddedBroker.Topics;

/// <summary>The topics there are, as coordinators see them.</summary>
internal interface ITopicCatalog
{
    /// <summary>The log of a partition, or null where there is no such topic or partition.</summary>
    IPartitionLog? FindLog(string topic, int partition);

    /// <summary>How many partitions the topic has, or 0 where there is none.</summary>
    int PartitionCount(string topic);

    /// <summary>
    /// The log of an internal topic with one partition, made when it is not there yet. Clients may read it, not write it.
    /// Compacted where the configuration says so: each key's last record stays.
    /// </summary>
    IPartitionLog OpenInternal(string topic, IReadOnlyDictionary<string, string> configuration);

    /// <summary>A topic is gone: its committed offsets and transaction partitions should go, too. Raised outside of any lock.</summary>
    event Action<string>? TopicDeleted;
}
