using ActorDataGen.KafkaProtocol;
using ActorDataGen.KafkaProtocol.Messages;
using ActorDataGen.TestSupport;

namespace ActorDataGen.EmbeddedBroker.Tests.Contract;

public sealed class TransactionContractTests(ContractBroker broker) : TransactionContract
{
    protected override Task<string> StartAsync() => broker.RequireAsync();
}

public sealed class TransactionContractKafkaTests(ApacheKafka kafka) : TransactionContract
{
    protected override Task<string> StartAsync() => kafka.RequireAsync();
}

public abstract class TransactionContract : BrokerContract
{
    /// <summary>A transactional producer as the broker sees it.</summary>
    private sealed record Producer(string TransactionalId, long Id, short Epoch);

    private Task<InitProducerIdResponse> TryInitAsync(string id, int timeout = 60_000, long producerId = -1, short epoch = -1) => UntilReadyAsync(
        () => Client.SendAsync(
            new InitProducerIdRequest { TransactionalId = id, TransactionTimeoutMs = timeout, ProducerId = producerId, ProducerEpoch = epoch }, 4),
        r => r.ErrorCode);

    private async Task<Producer> InitAsync(string? id = null, int timeout = 60_000)
    {
        id ??= NewName("tx");
        await FindCoordinatorAsync(id, 1);
        var response = await TryInitAsync(id, timeout);
        Assert.Equal(ErrorCode.None, response.ErrorCode);
        return new Producer(id, response.ProducerId, response.ProducerEpoch);
    }

    private Task<ErrorCode> AddAsync(Producer producer, string topic, int partition = 0) => UntilReadyAsync(
        async () => (await Client.SendAsync(
            new AddPartitionsToTxnRequest
            {
                V3AndBelowTransactionalId = producer.TransactionalId,
                V3AndBelowProducerId = producer.Id,
                V3AndBelowProducerEpoch = producer.Epoch,
                V3AndBelowTopics = [new AddPartitionsToTxnTopic { Name = topic, Partitions = [partition] }],
            },
            3)).ResultsByTopicV3AndBelow[0].ResultsByPartition[0].PartitionErrorCode,
        e => e);

    private Task<ErrorCode> EndAsync(Producer producer, bool commit) => UntilReadyAsync(
        async () => (await Client.SendAsync(
            new EndTxnRequest
            {
                TransactionalId = producer.TransactionalId,
                ProducerId = producer.Id,
                ProducerEpoch = producer.Epoch,
                Committed = commit,
            },
            4)).ErrorCode,
        e => e);

    private async Task<ErrorCode> WriteAsync(Producer producer, string topic, int sequence, params string[] values) => (await ProduceAsync(
        topic, Batch(values, producer.Id, producer.Epoch, sequence, transactional: true), transactionalId: producer.TransactionalId)).ErrorCode;

    private Task<List<string>> CommittedAsync(string topic, int count) =>
        EventuallyAsync(() => ReadAsync(topic, ReadCommitted), values => values.Count >= count);

    private async Task<ErrorCode> SendOffsetAsync(
        Producer producer, string group, string topic, long offset, string memberId = "", int generation = -1)
    {
        var response = await Client.SendAsync(
            new TxnOffsetCommitRequest
            {
                TransactionalId = producer.TransactionalId,
                GroupId = group,
                ProducerId = producer.Id,
                ProducerEpoch = producer.Epoch,
                MemberId = memberId,
                GenerationId = generation,
                Topics =
                [
                    new TxnOffsetCommitRequestTopic { Name = topic, Partitions = [new TxnOffsetCommitRequestPartition { CommittedOffset = offset }] },
                ],
            },
            4);
        return Assert.Single(Assert.Single(response.Topics).Partitions).ErrorCode;
    }

    private Task<ErrorCode> AddOffsetsAsync(Producer producer, string group) => UntilReadyAsync(
        async () => (await Client.SendAsync(
            new AddOffsetsToTxnRequest
            {
                TransactionalId = producer.TransactionalId,
                ProducerId = producer.Id,
                ProducerEpoch = producer.Epoch,
                GroupId = group,
            },
            3)).ErrorCode,
        e => e);

    private async Task<(long Offset, ErrorCode Error)> OffsetAsync(string group, string topic, bool stable = false)
    {
        var response = await Client.SendAsync(
            new OffsetFetchRequest
            {
                RequireStable = stable,
                Groups =
                    [new OffsetFetchRequestGroup { GroupId = group, Topics = [new OffsetFetchRequestTopics { Name = topic, PartitionIndexes = [0] }] }],
            },
            8);
        var partition = Assert.Single(Assert.Single(Assert.Single(response.Groups).Topics).Partitions);
        return (partition.CommittedOffset, partition.ErrorCode);
    }

    [Fact]
    public async Task Init_Again_NextEpoch_SameId()
    {
        var first = await InitAsync();
        var second = await InitAsync(first.TransactionalId);
        Assert.Equal((first.Id, first.Epoch + 1), (second.Id, second.Epoch));
    }

    [Fact]
    public async Task Init_WhatIsWrong_Refused()
    {
        await InitAsync();
        Assert.Equal(ErrorCode.InvalidTransactionTimeout, (await TryInitAsync(NewName("tx"), timeout: 3_600_000)).ErrorCode);
        Assert.Equal(ErrorCode.InvalidTransactionTimeout, (await TryInitAsync(NewName("tx"), timeout: 0)).ErrorCode);
        Assert.Equal(ErrorCode.InvalidRequest, (await TryInitAsync("")).ErrorCode);
        var plain = await Client.SendAsync(new InitProducerIdRequest { TransactionTimeoutMs = 1000 }, 4);
        Assert.Equal((ErrorCode.None, (short)0), (plain.ErrorCode, plain.ProducerEpoch));
    }

    [Fact]
    public async Task Init_WithItsEpoch_Bumps_ARetryGetsTheSame_AnotherIsFenced()
    {
        var producer = await InitAsync();
        var bumped = await TryInitAsync(producer.TransactionalId, 60_000, producer.Id, producer.Epoch);
        Assert.Equal((ErrorCode.None, producer.Id, producer.Epoch + 1), (bumped.ErrorCode, bumped.ProducerId, bumped.ProducerEpoch));
        var retried = await TryInitAsync(producer.TransactionalId, 60_000, producer.Id, producer.Epoch);
        Assert.Equal((ErrorCode.None, bumped.ProducerEpoch), (retried.ErrorCode, retried.ProducerEpoch));
        await InitAsync(producer.TransactionalId);
        var fenced = await TryInitAsync(producer.TransactionalId, 60_000, producer.Id, producer.Epoch);
        Assert.Equal(ErrorCode.ProducerFenced, fenced.ErrorCode);
    }

    [Fact]
    public async Task Commit_IsVisibleAtOnce_AndNotBefore()
    {
        var topic = await NewTopicAsync();
        var producer = await InitAsync();
        Assert.Equal(ErrorCode.None, await AddAsync(producer, topic));
        Assert.Equal(ErrorCode.None, await WriteAsync(producer, topic, 0, "a", "b"));
        await ProduceAsync(topic, Batch(["plain"]));

        var open = await FetchAsync(topic, 0, ReadCommitted);
        Assert.Empty(Values(open));
        Assert.Equal((0, 3), (open.LastStableOffset, open.HighWatermark));
        Assert.Equal(["a", "b", "plain"], await ReadAsync(topic));
        Assert.Equal((3, 0), ((await ListOffsetAsync(topic, Latest)).Offset, (await ListOffsetAsync(topic, Latest, ReadCommitted)).Offset));

        Assert.Equal(ErrorCode.None, await EndAsync(producer, commit: true));
        Assert.Equal(["a", "b", "plain"], await CommittedAsync(topic, 3));
        // The marker takes an offset.
        Assert.Equal(4, (await ListOffsetAsync(topic, Latest, ReadCommitted)).Offset);
    }

    [Fact]
    public async Task Abort_IsNamedToReadersOfCommitted()
    {
        var topic = await NewTopicAsync();
        var producer = await InitAsync();
        await AddAsync(producer, topic);
        await WriteAsync(producer, topic, 0, "gone", "gone too");
        Assert.Equal(ErrorCode.None, await EndAsync(producer, commit: false));
        await AddAsync(producer, topic);
        Assert.Equal(ErrorCode.None, await WriteAsync(producer, topic, 2, "kept"));
        Assert.Equal(ErrorCode.None, await EndAsync(producer, commit: true));

        Assert.Equal(["kept"], await CommittedAsync(topic, 1));
        var all = await FetchAsync(topic, 0, ReadCommitted);
        var aborted = Assert.Single(all.AbortedTransactions!);
        Assert.Equal((producer.Id, 0), (aborted.ProducerId, aborted.FirstOffset));
        Assert.Equal(["gone", "gone too", "kept"], await ReadAsync(topic));
        Assert.Empty((await FetchAsync(topic, 3, ReadCommitted)).AbortedTransactions!);
    }

    [Fact]
    public async Task Transaction_OverSeveralPartitions_EndsInAllOfThem()
    {
        var topic = await NewTopicAsync(2);
        var producer = await InitAsync();
        await AddAsync(producer, topic, 0);
        await AddAsync(producer, topic, 1);
        await WriteAsync(producer, topic, 0, "zero");
        var one = await ProduceAsync(topic, Batch(["one"], producer.Id, producer.Epoch, 0, true), -1, producer.TransactionalId, 1);
        Assert.Equal(ErrorCode.None, one.ErrorCode);
        Assert.Equal(ErrorCode.None, await EndAsync(producer, commit: true));
        Assert.Equal(["zero"], await CommittedAsync(topic, 1));
    }

    [Fact]
    public async Task Write_WithoutAddingThePartition_Refused()
    {
        var topic = await NewTopicAsync();
        var producer = await InitAsync();
        Assert.Equal(ErrorCode.TransactionAbortable, await WriteAsync(producer, topic, 0, "a"));
        var old = await Client.SendAsync(
            ProduceOf(topic, Batch(["a"], producer.Id, producer.Epoch, 0, transactional: true), -1, producer.TransactionalId), 10);
        Assert.Equal(ErrorCode.InvalidTxnState, old.Responses[0].PartitionResponses[0].ErrorCode);
        Assert.Empty(await ReadAsync(topic));
    }

    [Fact]
    public async Task Fenced_ByASecondProducer_TheFirstCanDoNothing_AndItsTransactionIsAborted()
    {
        var topic = await NewTopicAsync();
        var first = await InitAsync();
        await AddAsync(first, topic);
        await WriteAsync(first, topic, 0, "first");
        var second = await InitAsync(first.TransactionalId);
        Assert.True(second.Epoch > first.Epoch);

        Assert.Equal(ErrorCode.InvalidProducerEpoch, await WriteAsync(first, topic, 1, "late"));
        Assert.Equal(ErrorCode.ProducerFenced, await AddAsync(first, topic));
        Assert.Equal(ErrorCode.ProducerFenced, await EndAsync(first, commit: true));
        await AddAsync(second, topic);
        Assert.Equal(ErrorCode.None, await WriteAsync(second, topic, 0, "second"));
        Assert.Equal(ErrorCode.None, await EndAsync(second, commit: true));
        Assert.Equal(["second"], await CommittedAsync(topic, 1));
    }

    [Fact]
    public async Task End_WhereThereIsNoSuchTransaction_Refused()
    {
        var topic = await NewTopicAsync();
        var producer = await InitAsync();
        Assert.Equal(ErrorCode.InvalidTxnState, await EndAsync(producer, commit: true));
        Assert.Equal(ErrorCode.InvalidProducerIdMapping, await EndAsync(producer with { Id = producer.Id + 100_000 }, commit: true));
        Assert.Equal(ErrorCode.InvalidProducerIdMapping, await EndAsync(producer with { TransactionalId = NewName("tx") }, commit: true));
        Assert.Equal(ErrorCode.InvalidProducerIdMapping, await AddAsync(producer with { Id = producer.Id + 100_000 }, topic));
        await AddAsync(producer, topic);
        Assert.Equal(ErrorCode.None, await EndAsync(producer, commit: true));
        Assert.Equal(ErrorCode.None, await EndAsync(producer, commit: true));
        Assert.Equal(ErrorCode.InvalidTxnState, await EndAsync(producer, commit: false));
    }

    [Fact]
    public async Task Add_UnknownTopic_NothingIsAdded()
    {
        var topic = await NewTopicAsync();
        var producer = await InitAsync();
        var response = await Client.SendAsync(
            new AddPartitionsToTxnRequest
            {
                V3AndBelowTransactionalId = producer.TransactionalId,
                V3AndBelowProducerId = producer.Id,
                V3AndBelowProducerEpoch = producer.Epoch,
                V3AndBelowTopics =
                [
                    new AddPartitionsToTxnTopic { Name = topic, Partitions = [0] }, new AddPartitionsToTxnTopic { Name = NewName("none"), Partitions = [0] },
                ],
            },
            3);
        var results = response.ResultsByTopicV3AndBelow.ToDictionary(t => t.Name == topic, t => Assert.Single(t.ResultsByPartition).PartitionErrorCode);
        Assert.Equal((ErrorCode.OperationNotAttempted, ErrorCode.UnknownTopicOrPartition), (results[true], results[false]));
    }

    [Fact]
    public async Task Timeout_AbortsAndFences()
    {
        var topic = await NewTopicAsync();
        var producer = await InitAsync(timeout: 1_000);
        await AddAsync(producer, topic);
        await WriteAsync(producer, topic, 0, "gone");
        // Apache Kafka looks for timeouts every 10 s.
        await EventuallyAsync(async () => (await ListOffsetAsync(topic, Latest, ReadCommitted)).Offset, offset => offset == 2, seconds: 30);
        var aborted = Assert.Single((await FetchAsync(topic, 0, ReadCommitted)).AbortedTransactions!);
        Assert.Equal(producer.Id, aborted.ProducerId);
        Assert.Equal(ErrorCode.ProducerFenced, await EndAsync(producer, commit: true));
        Assert.Equal(ErrorCode.InvalidProducerEpoch, await WriteAsync(producer, topic, 1, "late"));
    }

    [Fact]
    public async Task Offsets_CountWithTheCommit_AndReadersThatWantStableOnesWait()
    {
        var topic = await NewTopicAsync();
        var group = NewName("group");
        await FindCoordinatorAsync(group, 0);
        var producer = await InitAsync();
        Assert.Equal(ErrorCode.None, await AddOffsetsAsync(producer, group));
        Assert.Equal(ErrorCode.None, await UntilReadyAsync(() => SendOffsetAsync(producer, group, topic, 7), e => e));
        Assert.Equal((-1, ErrorCode.None), await OffsetAsync(group, topic));
        Assert.Equal((-1, ErrorCode.UnstableOffsetCommit), await OffsetAsync(group, topic, stable: true));
        Assert.Equal(ErrorCode.None, await EndAsync(producer, commit: true));
        await EventuallyAsync(() => OffsetAsync(group, topic, stable: true), o => o == (7, ErrorCode.None));

        Assert.Equal(ErrorCode.None, await AddOffsetsAsync(producer, group));
        Assert.Equal(ErrorCode.None, await SendOffsetAsync(producer, group, topic, 9));
        Assert.Equal(ErrorCode.None, await EndAsync(producer, commit: false));
        await EventuallyAsync(() => OffsetAsync(group, topic, stable: true), o => o == (7, ErrorCode.None));
    }

    [Fact]
    public async Task Offsets_GenerationIsChecked()
    {
        var topic = await NewTopicAsync();
        var group = NewName("group");
        await FindCoordinatorAsync(group, 0);
        var joined = await UntilReadyAsync(
            () => Client.SendAsync(
                new JoinGroupRequest
                {
                    GroupId = group,
                    SessionTimeoutMs = 30_000,
                    RebalanceTimeoutMs = 30_000,
                    ProtocolType = "consumer",
                    Protocols = [new JoinGroupRequestProtocol { Name = "range" }],
                },
                3),
            r => r.ErrorCode);
        var producer = await InitAsync();
        Assert.Equal(ErrorCode.None, await AddOffsetsAsync(producer, group));
        Assert.Equal(ErrorCode.IllegalGeneration, await SendOffsetAsync(producer, group, topic, 7, joined.MemberId, joined.GenerationId + 1));
        Assert.Equal(ErrorCode.UnknownMemberId, await SendOffsetAsync(producer, group, topic, 7, "nobody", joined.GenerationId));
        Assert.Equal(ErrorCode.None, await SendOffsetAsync(producer, group, topic, 7, joined.MemberId, joined.GenerationId));
        Assert.Equal(ErrorCode.InvalidProducerEpoch, await SendOffsetAsync(
            producer with { Epoch = (short)(producer.Epoch - 1) }, group, topic, 7, joined.MemberId, joined.GenerationId));
        Assert.Equal(ErrorCode.None, await EndAsync(producer, commit: true));
        await EventuallyAsync(() => OffsetAsync(group, topic, stable: true), o => o == (7, ErrorCode.None));
    }

    [Fact]
    public async Task Transactions_AreListedAndDescribed()
    {
        var topic = await NewTopicAsync();
        var producer = await InitAsync();
        await AddAsync(producer, topic);
        await WriteAsync(producer, topic, 0, "a");
        var described = Assert.Single((await Client.SendAsync(
            new DescribeTransactionsRequest { TransactionalIds = [producer.TransactionalId] })).TransactionStates);
        Assert.Equal(("Ongoing", producer.Id, producer.Epoch, 60_000),
            (described.TransactionState, described.ProducerId, described.ProducerEpoch, described.TransactionTimeoutMs));
        Assert.Equal(topic, Assert.Single(described.Topics).Topic);
        var listed = await Client.SendAsync(new ListTransactionsRequest { StateFilters = ["Ongoing", "Nonsense"] }, 0);
        Assert.Contains(listed.TransactionStates, t => t.TransactionalId == producer.TransactionalId);
        Assert.Equal(["Nonsense"], listed.UnknownStateFilters);

        var producers = await Client.SendAsync(
            new DescribeProducersRequest { Topics = [new DescribeProducersTopicRequest { Name = topic, PartitionIndexes = [0] }] });
        var active = Assert.Single(Assert.Single(Assert.Single(producers.Topics).Partitions).ActiveProducers);
        Assert.Equal((producer.Id, 0, 0), (active.ProducerId, active.LastSequence, active.CurrentTxnStartOffset));

        await EndAsync(producer, commit: true);
        var missing = Assert.Single((await Client.SendAsync(
            new DescribeTransactionsRequest { TransactionalIds = [NewName("tx")] })).TransactionStates);
        Assert.Equal(ErrorCode.TransactionalIdNotFound, missing.ErrorCode);
    }
}
