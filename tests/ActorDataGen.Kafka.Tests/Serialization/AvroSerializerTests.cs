using ActorDataGen.Avro;
using ActorDataGen.Kafka.Serialization;
using ActorDataGen.SchemaRegistry;
using ActorDataGen.SchemaRegistry.Serialization;
using Confluent.Kafka;

namespace ActorDataGen.Kafka.Tests.Serialization;

public sealed class AvroSerializerTests(BrokersUnderTest brokers)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);
    private static readonly AvroSchema Old = AvroSchema.Parse("""{"type": "record", "name": "geo.Point", "fields": [{"name": "x", "type": "int"}]}""");
    private static readonly AvroSchema New = AvroSchema.Parse(
        """{"type": "record", "name": "geo.Point", "fields": [{"name": "x", "type": "int"}, {"name": "y", "type": "int", "default": 9}]}""");

    private static readonly AvroSchema Text = AvroSchema.Parse("\"string\"");

    [Theory]
    [MemberData(nameof(BrokersUnderTest.All), MemberType = typeof(BrokersUnderTest))]
    public async Task ProduceAndConsume_KeysValuesAndTombstones_ComeBackEqual(BrokerKind kind)
    {
        var connection = await brokers.RequireAsync(kind);
        await using var registry = await RegistryUnderTest.StartAsync(connection);
        var topic = await brokers.CreateTopicAsync(connection, "avro");
        var (writing, writer) = registry.Connect();
        using (var producer = Producer(connection)
            .SetKeySerializer(new AvroSerializer<string>(writing, Text))
            .SetValueSerializer(new AvroSerializer<Point>(writing, New)).Build())
        {
            for (var i = 0; i < 50; i++) await producer.ProduceAsync(topic, new Message<string, Point> { Key = $"k{i}", Value = new Point(i, -i) });
            await producer.ProduceAsync(topic, new Message<string, Point> { Key = "gone", Value = null! });
        }

        Assert.Equal(2, writer.Requests);
        Assert.Equal([$"{topic}-key", $"{topic}-value"], await writing.GetSubjectsAsync());
        var (reading, reader) = registry.Connect();
        using var consumer = Consumer(connection, topic, reading, New);
        for (var i = 0; i < 50; i++) Assert.Equal(($"k{i}", new Point(i, -i)), Next(consumer));
        Assert.Equal(("gone", null), Next(consumer));
        Assert.Equal(2, reader.Requests);
    }

    [Fact]
    public async Task Consume_OlderWriterUnderTheRecordsName_IsResolved()
    {
        var connection = await brokers.RequireAsync(BrokerKind.Embedded);
        await using var registry = await RegistryUnderTest.StartAsync(connection);
        var topic = await brokers.CreateTopicAsync(connection, "avro-old");
        var (client, _) = registry.Connect();
        var byRecord = new RegistrySerializerOptions { SubjectNameStrategy = SubjectNameStrategy.Record };
        using (var producer = new ProducerBuilder<string, OldPoint>(connection.Configure(new ProducerConfig { LingerMs = 0 }))
            .SetKeySerializer(new AvroSerializer<string>(client, Text))
            .SetValueSerializer(new AvroSerializer<OldPoint>(client, Old, byRecord)).Build())
        {
            await producer.ProduceAsync(topic, new Message<string, OldPoint> { Key = "k", Value = new OldPoint(3) });
        }

        Assert.Equal([$"{topic}-key", "geo.Point"], (await client.GetSubjectsAsync()).Order(StringComparer.Ordinal));
        using var consumer = Consumer(connection, topic, client, New);
        Assert.Equal(("k", new Point(3, 9)), Next(consumer));
    }

    [Fact]
    public async Task Produce_WithoutWaiting_NeedsAPreparedTopic()
    {
        var connection = await brokers.RequireAsync(BrokerKind.Embedded);
        await using var registry = await RegistryUnderTest.StartAsync(connection);
        var topic = await brokers.CreateTopicAsync(connection, "avro-sync");
        var (client, cable) = registry.Connect();
        var keys = new AvroSerializer<string>(client, Text);
        var values = new AvroSerializer<Point>(client, New, new RegistrySerializerOptions { SubjectNameStrategy = SubjectNameStrategy.TopicRecord });
        using var producer = Producer(connection).SetKeySerializer(keys.Synchronous).SetValueSerializer(values.Synchronous).Build();
        var message = new Message<string, Point> { Key = "k", Value = new Point(1, 2) };
        var e = Assert.Throws<ProduceException<string, Point>>(() => producer.Produce(topic, message));
        Assert.Contains($"PrepareAsync(\"{topic}\", MessageComponentType.Key)", Assert.IsType<InvalidOperationException>(e.InnerException).Message, StringComparison.Ordinal);

        await keys.PrepareAsync(topic, MessageComponentType.Key);
        await values.PrepareAsync(topic);
        Assert.Equal([$"{topic}-geo.Point", $"{topic}-key"], await client.GetSubjectsAsync());
        cable.IsCut = true;
        producer.Produce(topic, message);
        Assert.Equal(0, producer.Flush(Limit));
        cable.IsCut = false;
        using var consumer = Consumer(connection, topic, client, New);
        Assert.Equal(("k", new Point(1, 2)), Next(consumer));
    }

    [Fact]
    public async Task Consume_RegistryCut_SaysSoAndReadsTheRecordAfterSeekingBack()
    {
        var connection = await brokers.RequireAsync(BrokerKind.Embedded);
        await using var registry = await RegistryUnderTest.StartAsync(connection);
        var topic = await brokers.CreateTopicAsync(connection, "avro-cut");
        var (writing, _) = registry.Connect();
        using (var producer = Producer(connection)
            .SetKeySerializer(new AvroSerializer<string>(writing, Text)).SetValueSerializer(new AvroSerializer<Point>(writing, New)).Build())
        {
            await producer.ProduceAsync(topic, new Message<string, Point> { Key = "k", Value = new Point(5, 6) });
        }

        var (reading, cable) = registry.Connect();
        cable.IsCut = true;
        using var consumer = Consumer(connection, topic, reading, New);
        var e = Assert.Throws<ConsumeException>(() => Next(consumer));
        Assert.True(Assert.IsType<SchemaRegistryException>(e.InnerException).IsTransient);
        cable.IsCut = false;
        consumer.Seek(e.ConsumerRecord.TopicPartitionOffset);
        Assert.Equal(("k", new Point(5, 6)), Next(consumer));
    }

    [Fact]
    public async Task Consume_NotTheWireFormat_IsBadDataAndTheNextIsRead()
    {
        var connection = await brokers.RequireAsync(BrokerKind.Embedded);
        await using var registry = await RegistryUnderTest.StartAsync(connection);
        var topic = await brokers.CreateTopicAsync(connection, "avro-bad");
        var (client, _) = registry.Connect();
        using (var producer = Producer(connection).SetKeySerializer(new AvroSerializer<string>(client, Text)).SetValueSerializer(new AvroSerializer<Point>(client, New)).Build())
        using (var plain = new DependentProducerBuilder<Null, string>(producer.Handle).Build())
        {
            await plain.ProduceAsync(topic, new Message<Null, string> { Value = "{}" });
            await producer.ProduceAsync(topic, new Message<string, Point> { Key = "k", Value = new Point(7, 8) });
        }

        using var consumer = Consumer(connection, topic, client, New);
        var e = Assert.Throws<ConsumeException>(() => Next(consumer));
        Assert.Equal(AvroErrorKind.Data, Assert.IsType<AvroException>(e.InnerException).Kind);
        Assert.Equal(("k", new Point(7, 8)), Next(consumer));
    }

    [Fact]
    public void Deserialize_NullForAValueType_IsBadData()
    {
        using var client = new SchemaRegistryClient("http://127.0.0.1:1");
        var context = new SerializationContext(MessageComponentType.Value, "t");
        Assert.Throws<AvroException>(() => new AvroDeserializer<int>(client).Deserialize([], isNull: true, context));
        Assert.Null(new AvroDeserializer<string>(client).Deserialize([], isNull: true, context));
    }

    [Fact]
    public void Deserialize_IdMadeKnown_NeedsNoRegistry()
    {
        using var client = new SchemaRegistryClient("http://127.0.0.1:1");
        var deserializer = new AvroDeserializer<Point>(client, New);
        deserializer.Know(4, Old);
        Assert.Equal(new Point(1, 9), deserializer.Deserialize([0, 0, 0, 0, 4, 2], isNull: false, new SerializationContext(MessageComponentType.Value, "t")));
    }

    private static ProducerBuilder<string, Point> Producer(KafkaConnectionOptions connection) => new(connection.Configure(new ProducerConfig { LingerMs = 0 }));

    private static IConsumer<string, Point> Consumer(KafkaConnectionOptions connection, string topic, ISchemaRegistry registry, AvroSchema schema)
    {
        var consumer = new ConsumerBuilder<string, Point>(connection.Configure(new ConsumerConfig { GroupId = topic, EnableAutoCommit = false }))
            .SetKeyDeserializer(new AvroDeserializer<string>(registry, Text))
            .SetValueDeserializer(new AvroDeserializer<Point>(registry, schema)).Build();
        consumer.Assign(new TopicPartitionOffset(topic, 0, Offset.Beginning));
        return consumer;
    }

    private static (string Key, Point? Value) Next(IConsumer<string, Point> consumer)
    {
        var result = consumer.Consume(Limit) ?? throw new TimeoutException("no record came");
        return (result.Message.Key, result.Message.Value);
    }

    private sealed record OldPoint(int X);

    private sealed record Point(int X, int Y);
}
