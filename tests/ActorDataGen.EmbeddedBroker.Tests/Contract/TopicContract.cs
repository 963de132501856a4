using System.Buffers.Binary;
using ActorDataGen.KafkaProtocol;
using ActorDataGen.KafkaProtocol.Messages;
using ActorDataGen.TestSupport;

namespace ActorDataGen.EmbeddedBroker.Tests.Contract;

public sealed class TopicContractTests(ContractBroker broker) : TopicContract
{
    protected override Task<string> StartAsync() => broker.RequireAsync();
}

public sealed class TopicContractKafkaTests(ApacheKafka kafka) : TopicContract
{
    protected override Task<string> StartAsync() => kafka.RequireAsync();
}

/// <summary>Topics and their settings, and what happens to requests that nobody understands.</summary>
public abstract class TopicContract : BrokerContract
{
    private const sbyte TopicResource = 2;
    private const sbyte Set = 0;
    private const sbyte Delete = 1;

    private async Task<MetadataResponseTopic> MetadataAsync(string topic, bool create = false) => Assert.Single((await Client.SendAsync(
        new MetadataRequest { Topics = [new MetadataRequestTopic { Name = topic }], AllowAutoTopicCreation = create }, 9)).Topics);

    [Fact]
    public async Task Create_WhatIsWrong_Refused()
    {
        var topic = await NewTopicAsync();
        Assert.Equal(ErrorCode.TopicAlreadyExists, (await CreateAsync(topic, 1, [])).ErrorCode);
        Assert.Equal(ErrorCode.InvalidTopic, (await CreateAsync("no spaces", 1, [])).ErrorCode);
        Assert.Equal(ErrorCode.InvalidTopic, (await CreateAsync(new string('x', 250), 1, [])).ErrorCode);
        Assert.Equal(ErrorCode.InvalidPartitions, (await CreateAsync(NewName("topic"), 0, [])).ErrorCode);
        Assert.Equal(ErrorCode.InvalidReplicationFactor, (await CreateAsync(NewName("topic"), 1, [], replicas: 3)).ErrorCode);
        Assert.Equal(ErrorCode.InvalidConfig, (await CreateAsync(NewName("topic"), 1, [("no.such.setting", "1")])).ErrorCode);
        Assert.Equal(ErrorCode.InvalidConfig, (await CreateAsync(NewName("topic"), 1, [("retention.ms", "soon")])).ErrorCode);
    }

    [Fact]
    public async Task Create_WithDefaults_OnePartition()
    {
        var created = await CreateAsync(NewName("topic"), -1, [], replicas: -1);
        Assert.Equal((ErrorCode.None, 1, (short)1), (created.ErrorCode, created.NumPartitions, created.ReplicationFactor));
        Assert.NotEqual(Guid.Empty, created.TopicId);
    }

    [Fact]
    public async Task CreatePartitions_OnlyMore()
    {
        var topic = await NewTopicAsync(2);
        Assert.Equal(ErrorCode.InvalidPartitions, await GrowAsync(2));
        Assert.Equal(ErrorCode.InvalidPartitions, await GrowAsync(1));
        Assert.Equal(ErrorCode.None, await GrowAsync(4));
        await EventuallyAsync(async () => (await MetadataAsync(topic)).Partitions.Count, count => count == 4);

        async Task<ErrorCode> GrowAsync(int count) => Assert.Single((await Client.SendAsync(new CreatePartitionsRequest
        {
            TimeoutMs = 10_000,
            Topics = [new CreatePartitionsTopic { Name = topic, Count = count, Assignments = null }],
        })).Results).ErrorCode;
    }

    [Fact]
    public async Task Delete_ThenItIsUnknown()
    {
        var topic = await NewTopicAsync();
        Assert.Equal(ErrorCode.None, await DeleteAsync(topic));
        await EventuallyAsync(async () => (await MetadataAsync(topic)).ErrorCode, e => e == ErrorCode.UnknownTopicOrPartition);
        Assert.Equal(ErrorCode.UnknownTopicOrPartition, await DeleteAsync(NewName("none")));

        async Task<ErrorCode> DeleteAsync(string name) =>
            Assert.Single((await Client.SendAsync(new DeleteTopicsRequest { TopicNames = [name], TimeoutMs = 10_000 }, 5)).Responses).ErrorCode;
    }

    [Fact]
    public async Task Metadata_MakesATopic_OnlyWhenTheClientAllowsIt()
    {
        var topic = NewName("auto");
        Assert.Equal(ErrorCode.UnknownTopicOrPartition, (await MetadataAsync(topic)).ErrorCode);
        await EventuallyAsync(async () => (await MetadataAsync(topic, create: true)).ErrorCode, e => e == ErrorCode.None);
        Assert.Single((await MetadataAsync(topic)).Partitions);
        Assert.Equal(ErrorCode.InvalidTopic, (await MetadataAsync("no spaces", create: true)).ErrorCode);
    }

    [Fact]
    public async Task Configs_SetAndTakenBack()
    {
        var topic = await NewTopicAsync(1, ("retention.ms", "1000"));
        Assert.Equal(("1000", 1), await ConfigAsync("retention.ms"));
        Assert.Equal(ErrorCode.None, await AlterAsync("cleanup.policy", Set, "compact"));
        await EventuallyAsync(() => ConfigAsync("cleanup.policy"), c => c == ("compact", 1));
        Assert.Equal(ErrorCode.None, await AlterAsync("retention.ms", Delete, null));
        await EventuallyAsync(() => ConfigAsync("retention.ms"), c => c == ("604800000", 5));
        Assert.Equal(ErrorCode.InvalidConfig, await AlterAsync("cleanup.policy", Set, "hoard"));

        async Task<(string?, int)> ConfigAsync(string name)
        {
            var response = await Client.SendAsync(new DescribeConfigsRequest
            {
                Resources = [new DescribeConfigsResource { ResourceType = TopicResource, ResourceName = topic, ConfigurationKeys = [name] }],
            });
            var config = Assert.Single(Assert.Single(response.Results).Configs);
            return (config.Value, config.ConfigSource);
        }

        async Task<ErrorCode> AlterAsync(string name, sbyte operation, string? value) => Assert.Single((await Client.SendAsync(
            new IncrementalAlterConfigsRequest
            {
                Resources =
                [
                    new IncrementalAlterConfigsResource
                    {
                        ResourceType = TopicResource,
                        ResourceName = topic,
                        Configs = [new IncrementalAlterConfigsAlterableConfig { Name = name, ConfigOperation = operation, Value = value }],
                    },
                ],
            })).Responses).ErrorCode;
    }

    [Fact]
    public async Task ApiVersions_OfAVersionFromTheFuture_AnsweredInTheOldest()
    {
        // API key 18, version 99: the answer has version 0's shape, an error, and still the list, so that the client can try again.
        await Client.SendFrameAsync([0, 18, 0, 99, 0, 0, 0, 5, 255, 255, 0, 1, 1, 0]);
        var frame = await Client.TryReceiveAsync();
        Assert.NotNull(frame);
        Assert.Equal((5, (short)35), (BinaryPrimitives.ReadInt32BigEndian(frame), BinaryPrimitives.ReadInt16BigEndian(frame.AsSpan(4))));
        var count = BinaryPrimitives.ReadInt32BigEndian(frame.AsSpan(6));
        Assert.True(count >= 1);
        Assert.Equal(10 + (count * 6), frame.Length);
    }

    [Theory]
    [InlineData(new byte[] { 0x7F, 0, 0, 0, 0, 0, 0, 1, 255, 255 })]
    [InlineData(new byte[] { 0, 3, 0, 99, 0, 0, 0, 1, 255, 255 })]
    [InlineData(new byte[] { 0, 3 })]
    public async Task Request_ThatNobodyUnderstands_ClosesTheConnection_AndNoOther(byte[] frame)
    {
        var victim = await ConnectAsync();
        await victim.SendFrameAsync(frame);
        Assert.Null(await victim.TryReceiveAsync());
        Assert.Equal(ErrorCode.None, (await Client.SendAsync(new DescribeClusterRequest())).ErrorCode);
    }
}
