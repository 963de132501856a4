using ActorDataGen.Generator.Runs;
using ActorDataGen.KafkaProtocol;
using ActorDataGen.KafkaProtocol.Messages;

namespace ActorDataGen.Generator.Output.Protocol;

/// <summary>
/// Talks to the brokers of one cluster and to the coordinators of one transactional id and one group. Requests are of the versions
/// before transactions of version 2 (KIP-890): those every broker since 2.5 speaks.
/// </summary>
internal sealed class TransactionClient(GeneratorSettings settings, TimeProvider time) : IAsyncDisposable
{
    private static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(15);

    // Coordinators answer "not yet" while the markers of the last transaction are on their way: a matter of milliseconds.
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(3);

    private readonly Dictionary<(string Host, int Port), BrokerConnection> _connections = [];
    private readonly Dictionary<int, (string Host, int Port)> _brokers = [];
    private (string Host, int Port)? _transactionCoordinator;
    private (string Host, int Port)? _groupCoordinator;

    public long ProducerId { get; private set; } = -1;

    public short ProducerEpoch { get; private set; } = -1;

    /// <summary>How many partitions a topic has and who leads them; makes the topic if the broker does that.</summary>
    public async Task<IReadOnlyList<MetadataResponsePartition>> FindTopicAsync(string topic, CancellationToken cancellationToken)
    {
        MetadataResponseTopic? found = null;
        await RetryAsync(async () =>
        {
            var connection = await AnyAsync(cancellationToken);
            var metadata = await connection.SendAsync<MetadataRequest, MetadataResponse>(
                new MetadataRequest { Topics = [new MetadataRequestTopic { Name = topic }] }, 8, cancellationToken);
            foreach (var broker in metadata.Brokers)
            {
                _brokers[broker.NodeId] = (broker.Host, broker.Port);
            }

            found = metadata.Topics[0];
            return found.ErrorCode != ErrorCode.None ? found.ErrorCode
                : found.Partitions.Any(p => p.LeaderId < 0) ? ErrorCode.LeaderNotAvailable : ErrorCode.None;
        }, $"topic {topic}", cancellationToken);
        return [.. found!.Partitions.OrderBy(p => p.PartitionIndex)];
    }

    public Task<BrokerConnection> LeaderAsync(int node, CancellationToken cancellationToken) => ConnectAsync(_brokers[node], cancellationToken);

    /// <summary>Takes the transactional id over: whoever had it is fenced, and what it had open is aborted.</summary>
    /// <remarks>With an id and epoch of its own it is renewed only if nobody has taken it over meanwhile (KIP-360).</remarks>
    public async Task InitAsync(CancellationToken cancellationToken)
    {
        await RetryAsync(async () =>
        {
            var connection = await TransactionCoordinatorAsync(cancellationToken);
            var answer = await connection.SendAsync<InitProducerIdRequest, InitProducerIdResponse>(new InitProducerIdRequest
            {
                TransactionalId = settings.TransactionalId,
                TransactionTimeoutMs = (int)Math.Max(10_000, 4 * settings.CommitInterval.TotalMilliseconds),
                ProducerId = ProducerId,
                ProducerEpoch = ProducerEpoch,
            }, 4, cancellationToken);
            if (answer.ErrorCode == ErrorCode.None)
            {
                (ProducerId, ProducerEpoch) = (answer.ProducerId, answer.ProducerEpoch);
            }

            return answer.ErrorCode;
        }, "the transactional id", cancellationToken);
    }

    /// <summary>The position that was committed last, or null. Waits for a transaction that is being completed.</summary>
    public async Task<long?> FetchPositionAsync(CancellationToken cancellationToken)
    {
        long? position = null;
        await RetryAsync(async () =>
        {
            var connection = await GroupCoordinatorAsync(cancellationToken);
            var answer = await connection.SendAsync<OffsetFetchRequest, OffsetFetchResponse>(new OffsetFetchRequest
            {
                GroupId = settings.PositionGroup,
                Topics = [new OffsetFetchRequestTopic { Name = settings.Topic, PartitionIndexes = [0] }],
                RequireStable = true,
            }, 7, cancellationToken);
            var partition = answer.Topics.SelectMany(t => t.Partitions).FirstOrDefault();
            position = partition is { CommittedOffset: >= 0 } ? partition.CommittedOffset : null;
            return answer.ErrorCode != ErrorCode.None ? answer.ErrorCode : partition?.ErrorCode ?? ErrorCode.None;
        }, "the position", cancellationToken);
        return position;
    }

    public Task AddPartitionsAsync(IEnumerable<PartitionWriter> partitions, CancellationToken cancellationToken)
    {
        var topics = partitions.GroupBy(p => p.Topic).Select(t => new AddPartitionsToTxnTopic
        {
            Name = t.Key,
            Partitions = [.. t.Select(p => p.Partition)],
        }).ToList();
        return RetryAsync(async () =>
        {
            var connection = await TransactionCoordinatorAsync(cancellationToken);
            var answer = await connection.SendAsync<AddPartitionsToTxnRequest, AddPartitionsToTxnResponse>(new AddPartitionsToTxnRequest
            {
                V3AndBelowTransactionalId = settings.TransactionalId,
                V3AndBelowProducerId = ProducerId,
                V3AndBelowProducerEpoch = ProducerEpoch,
                V3AndBelowTopics = topics,
            }, 3, cancellationToken);
            return answer.ResultsByTopicV3AndBelow.SelectMany(t => t.ResultsByPartition).Select(p => p.PartitionErrorCode)
                .FirstOrDefault(e => e != ErrorCode.None && e != ErrorCode.OperationNotAttempted);
        }, "the transaction's partitions", cancellationToken);
    }

    /// <summary>Commits the position and with it everything written since the last commit.</summary>
    public async Task CommitAsync(long position, CancellationToken cancellationToken)
    {
        await RetryAsync(async () =>
        {
            var connection = await TransactionCoordinatorAsync(cancellationToken);
            return (await connection.SendAsync<AddOffsetsToTxnRequest, AddOffsetsToTxnResponse>(new AddOffsetsToTxnRequest
            {
                TransactionalId = settings.TransactionalId,
                ProducerId = ProducerId,
                ProducerEpoch = ProducerEpoch,
                GroupId = settings.PositionGroup,
            }, 3, cancellationToken)).ErrorCode;
        }, "the position", cancellationToken);
        await RetryAsync(async () =>
        {
            var connection = await GroupCoordinatorAsync(cancellationToken);
            var answer = await connection.SendAsync<TxnOffsetCommitRequest, TxnOffsetCommitResponse>(new TxnOffsetCommitRequest
            {
                TransactionalId = settings.TransactionalId,
                GroupId = settings.PositionGroup,
                ProducerId = ProducerId,
                ProducerEpoch = ProducerEpoch,
                Topics = [new TxnOffsetCommitRequestTopic
                {
                    Name = settings.Topic,
                    Partitions = [new TxnOffsetCommitRequestPartition { PartitionIndex = 0, CommittedOffset = position, CommittedMetadata = "" }],
                }],
            }, 3, cancellationToken);
            return answer.Topics.SelectMany(t => t.Partitions).Select(p => p.ErrorCode).FirstOrDefault();
        }, "the position", cancellationToken);
        await RetryAsync(async () =>
        {
            var connection = await TransactionCoordinatorAsync(cancellationToken);
            return (await connection.SendAsync<EndTxnRequest, EndTxnResponse>(new EndTxnRequest
            {
                TransactionalId = settings.TransactionalId,
                ProducerId = ProducerId,
                ProducerEpoch = ProducerEpoch,
                Committed = true,
            }, 3, cancellationToken)).ErrorCode;
        }, "the commit", cancellationToken);
    }

    /// <summary>Forgets all connections and coordinators, to find them anew.</summary>
    public async Task DisconnectAsync()
    {
        foreach (var connection in _connections.Values)
        {
            await connection.DisposeAsync();
        }

        _connections.Clear();
        (_transactionCoordinator, _groupCoordinator) = (null, null);
    }

    public async ValueTask DisposeAsync() => await DisconnectAsync();

    /// <summary>What an error of the broker means for the run.</summary>
    public Exception Translate(ErrorCode error, string what) => error switch
    {
        ErrorCode.ProducerFenced or ErrorCode.InvalidProducerEpoch or ErrorCode.InvalidProducerIdMapping =>
            new GeneratorException(ExitCode.Fenced, "a newer attempt of this replica has taken over"),
        ErrorCode.NotLeaderOrFollower or ErrorCode.LeaderNotAvailable or ErrorCode.RequestTimedOut or ErrorCode.NotEnoughReplicas
            or ErrorCode.NotEnoughReplicasAfterAppend or ErrorCode.FencedLeaderEpoch or ErrorCode.UnknownLeaderEpoch
            or ErrorCode.CoordinatorNotAvailable or ErrorCode.NotCoordinator or ErrorCode.CoordinatorLoadInProgress
            or ErrorCode.OutOfOrderSequenceNumber or ErrorCode.UnknownProducerId or ErrorCode.UnknownTopicOrPartition
            or ErrorCode.ConcurrentTransactions or ErrorCode.UnstableOffsetCommit => new OutputLostException($"{what}: {error}"),
        _ => new GeneratorException(ExitCode.Refused, $"the broker refused to take records for '{settings.Topic}': {what}: {error}"),
    };

    private async Task RetryAsync(Func<Task<ErrorCode>> attempt, string what, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        while (true)
        {
            var error = await attempt();
            if (error == ErrorCode.None)
            {
                return;
            }

            var isTransient = error is ErrorCode.ConcurrentTransactions or ErrorCode.CoordinatorLoadInProgress or ErrorCode.UnstableOffsetCommit
                or ErrorCode.CoordinatorNotAvailable or ErrorCode.NotCoordinator or ErrorCode.LeaderNotAvailable or ErrorCode.UnknownTopicOrPartition;
            if (!isTransient || time.GetElapsedTime(began) > RequestTimeout)
            {
                throw error == ErrorCode.UnknownTopicOrPartition
                    ? new GeneratorException(ExitCode.Refused, $"there is no topic '{settings.Topic}', and the broker makes none (KAFKA_TOPIC)")
                    : Translate(error, what);
            }

            if (error is ErrorCode.NotCoordinator or ErrorCode.CoordinatorNotAvailable)
            {
                (_transactionCoordinator, _groupCoordinator) = (null, null);
            }

            await Task.Delay(error == ErrorCode.ConcurrentTransactions ? RetryDelay : 20 * RetryDelay, time, cancellationToken);
        }
    }

    private async Task<BrokerConnection> TransactionCoordinatorAsync(CancellationToken cancellationToken)
    {
        _transactionCoordinator ??= await FindCoordinatorAsync(settings.TransactionalId, 1, cancellationToken);
        return await ConnectAsync(_transactionCoordinator.Value, cancellationToken);
    }

    private async Task<BrokerConnection> GroupCoordinatorAsync(CancellationToken cancellationToken)
    {
        _groupCoordinator ??= await FindCoordinatorAsync(settings.PositionGroup, 0, cancellationToken);
        return await ConnectAsync(_groupCoordinator.Value, cancellationToken);
    }

    private async Task<(string Host, int Port)> FindCoordinatorAsync(string key, sbyte type, CancellationToken cancellationToken)
    {
        (string, int) found = default;
        await RetryAsync(async () =>
        {
            var connection = await AnyAsync(cancellationToken);
            var answer = await connection.SendAsync<FindCoordinatorRequest, FindCoordinatorResponse>(
                new FindCoordinatorRequest { Key = key, KeyType = type }, 3, cancellationToken);
            found = (answer.Host, answer.Port);
            return answer.ErrorCode;
        }, "the coordinator", cancellationToken);
        return found;
    }

    private async Task<BrokerConnection> AnyAsync(CancellationToken cancellationToken)
    {
        Exception? last = null;
        foreach (var address in _connections.Keys.Concat(Bootstrap()).ToArray())
        {
            try
            {
                return await ConnectAsync(address, cancellationToken);
            }
            catch (OutputLostException e)
            {
                last = e;
            }
        }

        throw new OutputLostException(last?.Message ?? "no broker is named", last);
    }

    private IEnumerable<(string Host, int Port)> Bootstrap()
    {
        foreach (var server in settings.BootstrapServers.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var colon = server.LastIndexOf(':');
            if (colon < 1 || !int.TryParse(server.AsSpan(colon + 1), out var port) || port is < 1 or > 65535)
            {
                throw new GeneratorException(ExitCode.WrongSettings, $"KAFKA_BOOTSTRAP_SERVERS: '{server}' is not host:port");
            }

            yield return (server[..colon].Trim('[', ']'), port);
        }
    }

    private async Task<BrokerConnection> ConnectAsync((string Host, int Port) address, CancellationToken cancellationToken)
    {
        if (_connections.TryGetValue(address, out var connection) && !connection.IsBroken)
        {
            return connection;
        }

        if (connection is not null)
        {
            await connection.DisposeAsync();
        }

        _connections.Remove(address);
        connection = await BrokerConnection.OpenAsync(address.Host, address.Port, time, RequestTimeout, cancellationToken);
        _connections[address] = connection;
        return connection;
    }
}
