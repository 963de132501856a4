using ActorDataGen.Avro;
using ActorDataGen.SchemaRegistry.Serialization;
using static ActorDataGen.SchemaRegistry.Tests.FakeRegistry;

namespace ActorDataGen.SchemaRegistry.Tests.Serialization;

public sealed class RegistrySerializerTests
{
    private const string PointText = """{"type": "record", "name": "Point", "namespace": "geo", "fields": [{"name": "x", "type": "int"}, {"name": "y", "type": "int", "default": 9}]}""";
    private const string OldText = """{"type": "record", "name": "Point", "namespace": "geo", "fields": [{"name": "x", "type": "int"}]}""";

    [Fact]
    public async Task SerializeAsync_Twice_RegistersOnce()
    {
        using var fake = new FakeRegistry((_, _) => Json("""{"id": 258}"""));
        using var client = fake.Client();
        var serializer = new RegistrySerializer<Point>(client, AvroSchema.Parse(PointText));
        Assert.Equal([0, 0, 0, 1, 2, 2, 4], await serializer.SerializeAsync("places", new Point(1, 2)));
        Assert.Equal([0, 0, 0, 1, 2, 6, 8], await serializer.SerializeAsync("places", new Point(3, 4)));
        Assert.Equal("/subjects/places-value/versions", Assert.Single(fake.Requests).Path);
    }

    [Theory]
    [InlineData(SubjectNameStrategy.Topic, true, "places-key")]
    [InlineData(SubjectNameStrategy.Record, false, "geo.Point")]
    [InlineData(SubjectNameStrategy.TopicRecord, false, "places-geo.Point")]
    public async Task PrepareAsync_Strategy_NamesTheSubject(SubjectNameStrategy strategy, bool isKey, string subject)
    {
        using var fake = new FakeRegistry((_, _) => Json("""{"subject": "s", "version": 1, "id": 1, "schema": "\"int\""}"""));
        using var client = fake.Client();
        var options = new RegistrySerializerOptions { SubjectNameStrategy = strategy, IsKey = isKey, AutoRegister = false };
        await new RegistrySerializer<Point>(client, AvroSchema.Parse(PointText), options).PrepareAsync("places");
        Assert.Equal(("POST", $"/subjects/{subject}"), (fake.Requests[0].Method, fake.Requests[0].Path));
    }

    [Fact]
    public async Task PrepareAsync_NotRegisteredAndNotToBe_SaysSo()
    {
        using var fake = new FakeRegistry((_, _) => Json("""{"error_code": 40403, "message": "Schema not found"}""", System.Net.HttpStatusCode.NotFound));
        using var client = fake.Client();
        var serializer = new RegistrySerializer<Point>(client, AvroSchema.Parse(PointText), new RegistrySerializerOptions { AutoRegister = false });
        var e = await Assert.ThrowsAsync<SchemaRegistryException>(async () => await serializer.PrepareAsync("places"));
        Assert.Contains("places-value", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task DeserializeAsync_OlderWriter_IsResolved()
    {
        using var fake = new FakeRegistry((_, _) => Json($$"""{"schema": {{System.Text.Json.JsonSerializer.Serialize(OldText)}}}"""));
        using var client = fake.Client();
        var deserializer = new RegistryDeserializer<Point>(client, AvroSchema.Parse(PointText));
        Assert.Equal(new Point(1, 9), await deserializer.DeserializeAsync(new byte[] { 0, 0, 0, 0, 4, 2 }));
        Assert.Equal(new Point(2, 9), await deserializer.DeserializeAsync(new byte[] { 0, 0, 0, 0, 4, 4 }));
        Assert.Single(fake.Requests);
    }

    [Fact]
    public async Task DeserializeAsync_SchemaWithReferences_FetchesThem()
    {
        const string line = """{"schema": "{\"type\": \"record\", \"name\": \"Line\", \"fields\": [{\"name\": \"to\", \"type\": \"geo.Point\"}]}", "references": [{"name": "geo.Point", "subject": "point", "version": 2}]}""";
        var point = $$"""{"subject": "point", "version": 2, "id": 3, "schema": {{System.Text.Json.JsonSerializer.Serialize(PointText)}}}""";
        using var fake = new FakeRegistry((request, _) => Json(request.RequestUri!.AbsolutePath == "/subjects/point/versions/2" ? point : line));
        using var client = fake.Client();
        var value = await new RegistryDeserializer<Line>(client).DeserializeAsync(new byte[] { 0, 0, 0, 0, 4, 2, 4 });
        Assert.Equal(new Line(new Point(1, 2)), value);
    }

    [Fact]
    public async Task DeserializeAsync_NotTheWireFormat_IsBadData()
    {
        using var fake = new FakeRegistry((_, _) => Json("{}"));
        using var client = fake.Client();
        var deserializer = new RegistryDeserializer<Point>(client, AvroSchema.Parse(PointText));
        await Assert.ThrowsAsync<AvroException>(async () => await deserializer.DeserializeAsync("{}"u8.ToArray()));
        Assert.Empty(fake.Requests);
    }

    [Fact]
    public void TryRead_IdMadeKnown_NeedsNoRegistry()
    {
        using var fake = new FakeRegistry((_, _) => throw new HttpRequestException("down"));
        using var client = fake.Client();
        var deserializer = new RegistryDeserializer<Point>(client, AvroSchema.Parse(PointText));
        deserializer.Know(4, AvroSchema.Parse(OldText));
        Assert.True(deserializer.TryRead([0, 0, 0, 0, 4, 2], out var value));
        Assert.Equal(new Point(1, 9), value);
        Assert.False(deserializer.TryRead([0, 0, 0, 0, 5, 2], out _));
    }

    private sealed record Point(int X, int Y);

    private sealed record Line(Point To);
}
