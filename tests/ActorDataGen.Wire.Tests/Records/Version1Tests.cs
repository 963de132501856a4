using System.Diagnostics;
using System.Text.Json;
using ActorDataGen.Avro;
using ActorDataGen.Avro.Compatibility;
using ActorDataGen.Jobs;
using ActorDataGen.Jobs.Agents;
using ActorDataGen.Jobs.Lifecycle;
using ActorDataGen.Jobs.Replicas;
using ActorDataGen.Jobs.Tests.Lifecycle;
using ActorDataGen.TestSupport;
using ActorDataGen.Wire.Mapping;
using ActorDataGen.Wire.Records;

namespace ActorDataGen.Wire.Tests.Records;

/// <summary>What version 1 writes is read, and what we write version 1 reads: with real bytes, ours and other people's.</summary>
public sealed class Version1Tests
{
    private static readonly DateTimeOffset Now = new(2030, 1, 1, 12, 0, 0, TimeSpan.Zero);

    /// <summary>
    /// A create as fastavro writes it by the schema of version 1: image "repo/gen:1", 2 containers, 0.5 cores, "512m",
    /// KAFKA_TOPIC=orders and RATE=10, user "ann", job "job-1", 90 s.
    /// </summary>
    private const string CreateBytes =
        "00147265706f2f67656e3a31040000003f083531326d04164b41464b415f544f5049430c6f72646572730852415445043130" +
        "0006616e6e0a6a6f622d31" + "5e33e14e" + "086465736bb401" + "0000";

    private static readonly AvroSchema[][] Pairs =
    [
        [WireSchemas.Version1JobHandling, WireSchemas.JobHandling],
        [WireSchemas.Version1JobStatus, WireSchemas.JobStatus],
        [WireSchemas.Version1AgentStatus, WireSchemas.AgentStatus],
    ];

    [Fact]
    public void Schemas_AgainstVersion1_AreCompatibleBothWays()
    {
        foreach (var pair in Pairs)
        {
            Assert.Empty(AvroCompatibility.Evolve(AvroCompatibilityLevel.FullTransitive, pair[1], [pair[0]]));
        }
    }

    [Fact]
    public void Schemas_AgainstVersion1_KeepEveryFieldAndEverySymbol()
    {
        foreach (var name in new[] { "job_handling", "job_status", "agent_status" })
        {
            using var old = JsonDocument.Parse(WireSchemas.TextOf($"v1.{name}"));
            using var now = JsonDocument.Parse(WireSchemas.TextOf(name));
            Compare(old.RootElement, now.RootElement, name);
        }
    }

    private static void Compare(JsonElement old, JsonElement now, string path)
    {
        if (old.ValueKind != JsonValueKind.Object)
        {
            Assert.True(old.GetRawText().Replace(" ", "", StringComparison.Ordinal).ReplaceLineEndings("").Replace("\n", "", StringComparison.Ordinal)
                == now.GetRawText().Replace(" ", "", StringComparison.Ordinal).Replace("\n", "", StringComparison.Ordinal), path);
            return;
        }

        Assert.Equal(old.GetProperty("type").ToString(), now.GetProperty("type").ToString());
        if (old.TryGetProperty("symbols", out var symbols))
        {
            Assert.Equal(symbols.EnumerateArray().Select(symbol => symbol.GetString()), now.GetProperty("symbols").EnumerateArray().Select(symbol => symbol.GetString()));
        }

        if (!old.TryGetProperty("fields", out var fields))
        {
            return;
        }

        var names = fields.EnumerateArray().Select(field => field.GetProperty("name").GetString()!).ToList();
        foreach (var field in now.GetProperty("fields").EnumerateArray())
        {
            var name = field.GetProperty("name").GetString()!;
            if (!names.Remove(name))
            {
                Assert.True(field.TryGetProperty("default", out _), $"{path}.{name} is new and has no default");
                continue;
            }

            Compare(fields.EnumerateArray().First(f => f.GetProperty("name").GetString() == name).GetProperty("type"), field.GetProperty("type"), $"{path}.{name}");
        }

        Assert.Empty(names);
    }

    [Fact]
    public void FromWire_Version1Create_MeansWhatItSays()
    {
        var record = AvroCodec<JobHandlingRecord>.For(WireSchemas.Version1JobHandling, WireSchemas.JobHandling).Decode(Convert.FromHexString(CreateBytes));
        var create = Assert.IsType<CreateJob>(WireMapping.FromWire(record));

        var spec = create.Spec;
        Assert.Equal(("job-1", "job-1", "ann", "desk"), (spec.Id.Value, spec.Name, spec.User, spec.Description));
        Assert.Equal(("repo/gen:1", 2, 0.5, 512L << 20), (spec.Image, spec.Replicas, spec.Cpu, spec.Memory));
        Assert.Equal(("orders", TimeSpan.FromSeconds(90)), (spec.Topic, spec.Duration));
        Assert.Equal("10", spec.Environment["RATE"]);
        Assert.Equal("orders", spec.Environment["KAFKA_TOPIC"]);
        Assert.False(spec.Held);
        Assert.Empty(Jobs.Specs.JobSpecValidator.Validate(spec));
    }

    [Fact]
    public void FromWire_Version1Delete_IsAStop()
    {
        var bytes = Convert.FromHexString("02" + CreateBytes[2..]);
        var record = AvroCodec<JobHandlingRecord>.For(WireSchemas.Version1JobHandling, WireSchemas.JobHandling).Decode(bytes);

        Assert.Equal(new StopJob(new JobId("job-1")) { User = "ann" }, WireMapping.FromWire(record));
    }

    [Fact]
    public void FromWire_Version1Heartbeat_IsReadyOrUnhealthy()
    {
        var old = new Version1AgentStatus
        {
            Status = OperationStatus.Unsuccessful,
            Metadata = new Version1AgentStatusMetadata("a", 1_893_499_200f, ["docker"], ["c1"]),
        };
        var bytes = AvroCodec<Version1AgentStatus>.For(WireSchemas.Version1AgentStatus).Encode(old);
        var status = WireMapping.FromWire(AvroCodec<AgentStatusRecord>.For(WireSchemas.Version1AgentStatus, WireSchemas.AgentStatus).Decode(bytes));

        Assert.Equal((AgentState.Unhealthy, "a"), (status.State, status.Agent.Value));
        Assert.Equal(["docker"], status.FailedChecks);
        Assert.Equal(Now.Year, status.At.Year);
    }

    [Fact]
    public void ToWire_JobStatus_IsReadByVersion1()
    {
        var state = new JobScenario().Create(JobScenario.Spec(2)).Run(0).Run(1, "b").Job;
        var bytes = AvroCodec<JobStatusRecord>.For(WireSchemas.JobStatus).Encode(WireMapping.ToWire(state, Now));
        var old = AvroCodec<Version1JobStatus>.For(WireSchemas.JobStatus, WireSchemas.Version1JobStatus).Decode(bytes);

        Assert.Equal((JobOperation.Create, OperationStatus.Successful, "adg/generator"), (old.Operation, old.Status, old.ContainerImageName));
        Assert.Equal(["c0-1", "c1-1"], old.ContainerId);
        Assert.Equal(("orders", "a"), (old.Metadata.JobId, old.Metadata.AgentId));
        Assert.InRange(old.Metadata.Timestamp, Now.ToUnixTimeSeconds() - 64, Now.ToUnixTimeSeconds() + 64);
    }

    [Fact]
    public async Task Fastavro_BothDirections_AgreesWithOurs()
    {
        var python = TestEnvironment.RequirePython();
        var folder = Directory.CreateTempSubdirectory("adg-wire-").FullName;
        try
        {
            foreach (var name in new[] { "job_handling", "job_status", "agent_status", "job_instruction", "agent_handling" })
            {
                File.WriteAllText(Path.Combine(folder, $"{name}.avsc"), WireSchemas.TextOf(name));
            }

            foreach (var name in new[] { "job_handling", "job_status", "agent_status" })
            {
                File.WriteAllText(Path.Combine(folder, $"{name}.v1.avsc"), WireSchemas.TextOf($"v1.{name}"));
            }

            var state = new JobScenario().Create(WireMappingTests.Whole with { Held = false, StartAt = null, Cron = null }).Run(0).Run(1, "b").Job;
            Write("job_status", AvroCodec<JobStatusRecord>.For(WireSchemas.JobStatus).Encode(WireMapping.ToWire(state, Now)));
            Write("job_handling", AvroCodec<JobHandlingRecord>.For(WireSchemas.JobHandling).Encode(WireMapping.ToWire(new CreateJob(WireMappingTests.Whole), Now)));
            Write("agent_status", AvroCodec<AgentStatusRecord>.For(WireSchemas.AgentStatus).Encode(WireMapping.ToWire(new AgentStatus { Agent = new AgentId("a"), State = AgentState.Ready, At = Now })));
            Write("job_instruction", AvroCodec<JobInstructionRecord>.For(WireSchemas.JobInstruction).Encode(WireMapping.ToWire(new ReplicaInstruction
            {
                Agent = new AgentId("a"),
                JobId = new JobId("x"),
                Uid = JobUid.New(),
                Replica = 0,
                Run = 1,
                Attempt = 1,
                Desired = DesiredState.Run,
                Container = ContainerSpec.From(WireMappingTests.Whole),
            })));
            Write("agent_handling", AvroCodec<AgentHandlingRecord>.For(WireSchemas.AgentHandling).Encode(WireMapping.ToWire(new AgentDirective { Agent = new AgentId("a"), Draining = true })));

            Assert.Equal("", await RunAsync(python, Script, folder));

            // What fastavro wrote by version 1, and by ours with nothing but a few fields given.
            var byOld = AvroCodec<JobHandlingRecord>.For(WireSchemas.Version1JobHandling, WireSchemas.JobHandling).Decode(Read("from_v1.bin"));
            Assert.Equal("job-1", Assert.IsType<CreateJob>(WireMapping.FromWire(byOld)).Spec.Id.Value);
            Assert.Equal(CreateBytes, Convert.ToHexStringLower(Read("from_v1.bin")));
            var byOurs = AvroCodec<JobHandlingRecord>.For(WireSchemas.JobHandling).Decode(Read("from_v2.bin"));
            var spec = Assert.IsType<CreateJob>(WireMapping.FromWire(byOurs)).Spec;
            Assert.Equal(("job-2", "gen", "orders", 1), (spec.Id.Value, spec.Image, spec.Topic, spec.Replicas));
            Assert.Same(Jobs.Specs.RestartPolicy.Default, spec.Restart);
            Assert.Equal(state, WireMapping.JobFromWire(AvroCodec<JobStatusRecord>.For(WireSchemas.JobStatus).Decode(Read("job_status.again.bin"))));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        void Write(string name, byte[] bytes) => File.WriteAllBytes(Path.Combine(folder, $"{name}.bin"), bytes);
        byte[] Read(string name) => File.ReadAllBytes(Path.Combine(folder, name));
    }

    private const string Script = """
        import fastavro, io, json, sys
        folder = sys.argv[1]
        load = lambda name: fastavro.parse_schema(json.load(open(f"{folder}/{name}.avsc")))
        def write(name, schema, value):
            with open(f"{folder}/{name}", "wb") as f: fastavro.schemaless_writer(f, schema, value)
        for name in ["job_handling", "job_status", "agent_status", "job_instruction", "agent_handling"]:
            raw = open(f"{folder}/{name}.bin", "rb").read()
            value = fastavro.schemaless_reader(io.BytesIO(raw), load(name))
            write(f"{name}.again.bin", load(name), value)
            assert open(f"{folder}/{name}.again.bin", "rb").read() == raw or name in ("job_handling", "job_status"), name
            if name in ("job_handling", "job_status", "agent_status"):
                old = fastavro.schemaless_reader(io.BytesIO(raw), load(name), load(name + ".v1"))
                assert set(old) == set(f["name"] for f in load(name + ".v1")["fields"]), old
        old = fastavro.schemaless_reader(open(f"{folder}/job_status.bin", "rb"), load("job_status"), load("job_status.v1"))
        assert (old["operation"], old["status"], old["container_id"]) == ("create", "unsuccessful", ["c0-1", "c1-1"]), old
        write("from_v1.bin", load("job_handling.v1"), {
            "operation": "create", "container_image_name": "repo/gen:1", "number_of_containers": 2,
            "resource_limits": {"cpu": 0.5, "memory": "512m"}, "environment_variables": {"KAFKA_TOPIC": "orders", "RATE": "10"},
            "metadata": {"user": "ann", "job_id": "job-1", "timestamp": 1889120000.0, "description": "desk", "computation_duration_in_seconds": 90}})
        write("from_v2.bin", load("job_handling"), {
            "operation": "create", "container_image_name": "", "number_of_containers": 0, "resource_limits": {"cpu": 0.0, "memory": ""},
            "environment_variables": {}, "metadata": {"user": "ann", "job_id": "job-2", "timestamp": 0.0, "description": "", "computation_duration_in_seconds": 0},
            "spec": {"image": "gen", "topic": "orders"}})
        """;

    private static async Task<string> RunAsync(string program, string script, string argument)
    {
        using var process = Process.Start(new ProcessStartInfo(program, ["-c", script, argument]) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return await output + await errors;
    }
}
