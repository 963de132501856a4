using System.Collections.Immutable;
using System.Net;
using ActorDataGen.Avro;
using ActorDataGen.Avro.Compatibility;
using ActorDataGen.Jobs;
using ActorDataGen.Jobs.Lifecycle;
using ActorDataGen.SchemaRegistry;
using ActorDataGen.Wire.Mapping;
using ActorDataGen.Wire.Records;
using ActorDataGen.Wire.Serdes;

namespace ActorDataGen.Wire.Tests.Serdes;

public sealed class WireSerdesTests
{
    private static readonly DateTimeOffset Now = new(2030, 1, 1, 12, 0, 0, TimeSpan.Zero);
    private readonly MemoryRegistry _registry = new();

    private static byte[] Message(int id, byte[] value) => [0, (byte)(id >> 24), (byte)(id >> 16), (byte)(id >> 8), (byte)id, .. value];

    [Fact]
    public async Task Prepare_NewSubject_RegistersVersion1First()
    {
        var serdes = new WireSerdes(_registry);
        await serdes.PrepareAsync();

        Assert.Equal(["Job_Handling-value", "Job_Status-value", "Job_Instruction-value", "Agent_Handling-value", "Agent_Status-value"], _registry.Subjects.Keys);
        Assert.Equal(2, _registry.Subjects["Job_Handling-value"].Count);
        Assert.Equal(WireSchemas.TextOf("v1.job_handling"), _registry.Subjects["Job_Handling-value"][0].Schema);
        Assert.Equal(AvroCompatibilityLevel.FullTransitive, _registry.Levels["Job_Status-value"]);
    }

    [Fact]
    public async Task Prepare_SubjectWithOtherVersions_AddsOnlyOurs()
    {
        await _registry.RegisterAsync("Job_Handling-value", new SchemaDocument("\"string\""));
        await new WireSerdes(_registry).PrepareAsync();

        Assert.Equal(["\"string\"", WireSchemas.TextOf("job_handling")], _registry.Subjects["Job_Handling-value"].Select(document => document.Schema));
        Assert.DoesNotContain("Job_Handling-value", _registry.Levels.Keys);
    }

    [Fact]
    public async Task TryRead_BuiltInSchemas_NeedsNoRegistry()
    {
        var serdes = new WireSerdes(_registry);
        await serdes.PrepareAsync();
        var old = await _registry.FindAsync("Job_Handling-value", new SchemaDocument(WireSchemas.TextOf("v1.job_handling")));
        var value = AvroCodec<JobHandlingRecord>.For(WireSchemas.JobHandling).Encode(WireMapping.ToWire(new StopJob(new JobId("x")), Now));
        // Version 1's bytes are the beginning of ours but for the fields that its metadata lacks: made by its own codec.
        var oldValue = AvroCodec<Version1Shape>.For(WireSchemas.Version1JobHandling).Encode(new Version1Shape());
        _registry.IsDown = true;

        Assert.True(serdes.JobHandling.TryRead(serdes.JobHandling.Write(WireMapping.ToWire(new StopJob(new JobId("x")), Now)), out var ours));
        Assert.Equal("x", ours.Metadata.JobId);
        Assert.True(serdes.JobHandling.TryRead(Message(old!.Id, oldValue), out var theirs));
        Assert.Equal("old", theirs.Metadata.JobId);
        Assert.NotEmpty(value);
    }

    [Fact]
    public async Task Read_ForeignSchema_AsksOnceAndResolves()
    {
        var serdes = new WireSerdes(_registry);
        await serdes.PrepareAsync();
        var foreign = WireSchemas.TextOf("v1.job_handling").Replace("\"name\": \"operation\",", "\"name\": \"operation\", \"doc\": \"Mine.\",", StringComparison.Ordinal);
        var id = await _registry.RegisterAsync("somewhere-else", new SchemaDocument(foreign));
        var message = Message(id, AvroCodec<Version1Shape>.For(WireSchemas.Version1JobHandling).Encode(new Version1Shape()));

        Assert.False(serdes.JobHandling.TryRead(message, out _));
        Assert.Equal("old", (await serdes.JobHandling.ReadAsync(message)).Metadata.JobId);
        _registry.IsDown = true;
        Assert.Equal("old", (await serdes.JobHandling.ReadAsync(message)).Metadata.JobId);
    }

    [Fact]
    public async Task Read_RegistryDown_IsNotTheRecordsFault()
    {
        var serdes = new WireSerdes(_registry);
        await serdes.PrepareAsync();
        _registry.IsDown = true;

        var exception = await Assert.ThrowsAsync<WireException>(async () => await serdes.JobHandling.ReadAsync(Message(999, [1, 2, 3])));

        Assert.Equal((WireProblem.RegistryUnavailable, true), (exception.Problem, exception.IsTransient));
    }

    public static TheoryData<string, byte[]> Junk => new()
    {
        { "empty", [] },
        { "short", [0, 0, 0] },
        { "bad magic", [1, 0, 0, 0, 1, 2, 3] },
        { "unknown id", [0, 0, 0, 3, 231, 1, 2, 3] },
        { "truncated", Message(2, [0, 4, 65]) },
        { "garbage", Message(2, [.. Enumerable.Repeat((byte)0xFF, 64)]) },
        { "left over", Message(2, [.. AvroCodec<JobHandlingRecord>.For(WireSchemas.JobHandling).Encode(new JobHandlingRecord()), 7]) },
        { "another record's schema", Message(3, AvroCodec<Version1JobStatus>.For(WireSchemas.Version1JobStatus).Encode(new Version1JobStatus())) },
    };

    [Theory]
    [MemberData(nameof(Junk))]
    public async Task Read_Junk_IsABadRecord(string kind, byte[] message)
    {
        var serdes = new WireSerdes(_registry);
        await serdes.PrepareAsync();

        var exception = await Assert.ThrowsAsync<WireException>(async () => await serdes.JobHandling.ReadAsync(message));

        Assert.True(exception.Problem == WireProblem.BadRecord, kind);
        Assert.DoesNotContain('\n', exception.Message);
    }

    [Fact]
    public async Task Prepare_RegistryDownThenUp_SucceedsTheSecondTime()
    {
        var serdes = new WireSerdes(_registry);
        _registry.IsDown = true;
        var exception = await Assert.ThrowsAsync<WireException>(() => serdes.PrepareAsync());
        Assert.True(exception.IsTransient);
        Assert.Throws<InvalidOperationException>(() => serdes.JobHandling.Write(new JobHandlingRecord()));

        _registry.IsDown = false;
        await serdes.PrepareAsync();

        Assert.True(serdes.AgentStatus.IsPrepared);
        Assert.NotEmpty(serdes.JobHandling.Write(new JobHandlingRecord()));
    }

    [Fact]
    public async Task Prepare_RegistryRefuses_SaysWhatToLookAt()
    {
        _registry.Refuses = true;
        var exception = await Assert.ThrowsAsync<WireException>(() => new WireSerdes(_registry).PrepareAsync());

        Assert.Equal((WireProblem.RegistryRefuses, false), (exception.Problem, exception.IsTransient));
        Assert.Contains("Job_Handling-value", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Version1Serdes_Status_IsExactlyVersion1()
    {
        var serdes = new Version1Serdes(_registry, "Job_Instruction_V1", "job_status", "agent_status");
        await serdes.JobStatus.PrepareAsync();
        var message = serdes.JobStatus.Write(new Version1JobStatus { ContainerId = ["c"], Metadata = new Version1JobStatusMetadata("j", "a", 1) });

        Assert.Equal(["c"], AvroCodec<Version1JobStatus>.For(WireSchemas.Version1JobStatus).Decode(message.AsSpan(5)).ContainerId);
        Assert.Equal([WireSchemas.TextOf("v1.job_status")], _registry.Subjects["job_status-value"].Select(document => document.Schema));
    }

    /// <summary>A version 1 writer's own idea of the record.</summary>
    private sealed record Version1Shape
    {
        public JobOperation Operation { get; init; }

        public string ContainerImageName { get; init; } = "i";

        public int NumberOfContainers { get; init; } = 1;

        public ResourceLimitsRecord ResourceLimits { get; init; } = new(0, "");

        public IReadOnlyDictionary<string, string> EnvironmentVariables { get; init; } = new Dictionary<string, string>();

        public Version1Metadata Metadata { get; init; } = new("u", "old", 0, "", 0);
    }

    private sealed record Version1Metadata(string User, string JobId, float Timestamp, string Description, int ComputationDurationInSeconds);

    /// <summary>A registry in memory that can be down, or refuse.</summary>
    private sealed class MemoryRegistry : ISchemaRegistry
    {
        private readonly List<SchemaDocument> _ids = [];

        public OrderedDictionary<string, List<SchemaDocument>> Subjects { get; } = [];

        public Dictionary<string, AvroCompatibilityLevel> Levels { get; } = [];

        public bool IsDown { get; set; }

        public bool Refuses { get; set; }

        public Task<int> RegisterAsync(string subject, SchemaDocument schema, bool normalize = false, CancellationToken cancellationToken = default)
        {
            Answer();
            if (Refuses)
            {
                throw new SchemaRegistryException(HttpStatusCode.Conflict, 409, "Incompatible");
            }

            if (!Subjects.TryGetValue(subject, out var versions))
            {
                Subjects.Add(subject, versions = []);
            }

            if (!versions.Contains(schema))
            {
                versions.Add(schema);
            }

            if (!_ids.Contains(schema))
            {
                _ids.Add(schema);
            }

            return Task.FromResult(_ids.IndexOf(schema) + 1);
        }

        public Task<RegisteredSchema?> FindAsync(string subject, SchemaDocument schema, bool normalize = false, CancellationToken cancellationToken = default)
        {
            Answer();
            return Task.FromResult(Subjects.TryGetValue(subject, out var versions) && versions.Contains(schema)
                ? new RegisteredSchema(subject, versions.IndexOf(schema) + 1, _ids.IndexOf(schema) + 1, schema)
                : null);
        }

        public Task<SchemaDocument> GetByIdAsync(int id, CancellationToken cancellationToken = default)
        {
            Answer();
            return id >= 1 && id <= _ids.Count
                ? Task.FromResult(_ids[id - 1])
                : throw new SchemaRegistryException(HttpStatusCode.NotFound, 40403, "Schema not found");
        }

        public Task<RegisteredSchema?> GetLatestAsync(string subject, CancellationToken cancellationToken = default)
        {
            Answer();
            return Task.FromResult(Subjects.TryGetValue(subject, out var versions)
                ? new RegisteredSchema(subject, versions.Count, _ids.IndexOf(versions[^1]) + 1, versions[^1])
                : null);
        }

        public Task SetCompatibilityAsync(AvroCompatibilityLevel level, string? subject = null, CancellationToken cancellationToken = default)
        {
            Answer();
            Levels[subject ?? ""] = level;
            return Task.CompletedTask;
        }

        private void Answer()
        {
            if (IsDown)
            {
                throw new SchemaRegistryException("No connection");
            }
        }

        public Task<RegisteredSchema?> GetVersionAsync(string subject, int version, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public Task<ImmutableArray<string>> GetSubjectsAsync(CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public Task<ImmutableArray<int>> GetVersionsAsync(string subject, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public Task<ImmutableArray<int>> DeleteSubjectAsync(string subject, bool permanent = false, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public Task DeleteVersionAsync(string subject, int version, bool permanent = false, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public Task<CompatibilityAnswer> TestCompatibilityAsync(string subject, SchemaDocument schema, int? version = null, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public Task<AvroCompatibilityLevel> GetCompatibilityAsync(string? subject = null, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public Task<RegistryMode> GetModeAsync(string? subject = null, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public Task SetModeAsync(RegistryMode mode, string? subject = null, bool force = false, CancellationToken cancellationToken = default) => throw new NotSupportedException();
    }
}
