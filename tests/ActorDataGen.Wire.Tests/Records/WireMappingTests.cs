using ActorDataGen.Avro;
using ActorDataGen.Jobs;
using ActorDataGen.Jobs.Agents;
using ActorDataGen.Jobs.Lifecycle;
using ActorDataGen.Jobs.Replicas;
using ActorDataGen.Jobs.Specs;
using ActorDataGen.Jobs.Tests.Lifecycle;
using ActorDataGen.Jobs.Tests.Simulation;
using ActorDataGen.Jobs.Values;
using ActorDataGen.Wire.Mapping;
using ActorDataGen.Wire.Records;

namespace ActorDataGen.Wire.Tests.Records;

public sealed class WireMappingTests
{
    private static readonly DateTimeOffset Now = new(2030, 1, 1, 12, 0, 0, 123, TimeSpan.Zero);

    /// <summary>A spec in which every field has another value than its default.</summary>
    internal static readonly JobSpec Whole = new()
    {
        Id = new JobId("orders"),
        Name = "Orders",
        Description = "Makes orders.",
        User = "ann",
        Labels = StringMap.Of(("team", "x"), ("stage", "test")),
        Image = "adg/generator:1",
        Command = ["/bin/run"],
        Arguments = ["--fast", ""],
        Environment = StringMap.Of(("SEED", "7")),
        Secrets = StringMap.Of(("PASSWORD", "db")),
        Topic = "orders",
        Target = "lab",
        Replicas = 3,
        Cpu = 0.25,
        Memory = 512L << 20,
        Network = "backend",
        Duration = TimeSpan.FromMilliseconds(90_001),
        StartAt = Now.AddDays(1),
        Cron = new CronSchedule { Expression = "@daily", TimeZone = "Europe/Zurich", Overlap = OverlapRule.Replace },
        Held = true,
        Restart = new RestartPolicy { Condition = RestartCondition.Always, Attempts = 9, Window = TimeSpan.FromMinutes(3), Backoff = new Backoff { Delay = TimeSpan.FromSeconds(2), Factor = 3, MaxDelay = TimeSpan.FromMinutes(1), Jitter = 0.5 } },
        Reschedule = new ReschedulePolicy { Attempts = -1, Window = TimeSpan.FromMinutes(4), Backoff = new Backoff { Delay = TimeSpan.FromSeconds(3) } },
        Constraints = [new PlacementConstraint("zone", ConstraintOperator.NotIn, "a,b"), new PlacementConstraint("gpu", ConstraintOperator.Exists)],
        Strategy = PlacementStrategy.Binpack,
        AntiAffinity = AntiAffinity.Required,
        StopGrace = TimeSpan.FromSeconds(33),
        TimeToLive = TimeSpan.FromDays(2),
    };

    private static T ThroughBytes<T>(T record, AvroSchema schema) => AvroCodec<T>.For(schema).Decode(AvroCodec<T>.For(schema).Encode(record));

    internal static JobState RoundTrip(JobState state) =>
        WireMapping.JobFromWire(ThroughBytes(WireMapping.ToWire(state, Now), WireSchemas.JobStatus));

    [Fact]
    public void Whole_EveryField_DiffersFromItsDefault()
    {
        var usual = new JobSpec();
        Assert.All(
            typeof(JobSpec).GetProperties().Where(property => property.CanWrite),
            property => Assert.NotEqual(property.GetValue(usual), property.GetValue(Whole)));
    }

    public static TheoryData<JobCommand> Commands =>
    [
        new CreateJob(Whole) { RequestId = "r", User = "bob" },
        new CreateJob(new JobSpec { Id = new JobId("x"), Image = "i", Topic = "t" }),
        new StartJob(new JobId("x")) { RequestId = "r" },
        new StopJob(new JobId("x")),
        new RestartJob(new JobId("x")),
        new RestartJob(new JobId("x"), OnlyFailed: true),
        new ScaleJob(new JobId("x"), 7),
        new DeleteJob(new JobId("x")) { User = "eve" },
    ];

    [Theory]
    [MemberData(nameof(Commands))]
    public void ToWire_Command_RoundTrips(JobCommand command)
    {
        var read = WireMapping.FromWire(ThroughBytes(WireMapping.ToWire(command, Now), WireSchemas.JobHandling));

        // A create without a user of its own is its spec's user's.
        Assert.Equal(command is CreateJob { User: "" } create ? create with { User = create.Spec.User } : command, read);
    }

    [Fact]
    public void ToWire_JobsInEveryState_RoundTripWhole()
    {
        JobScenario[] scenarios =
        [
            new JobScenario().Tell(new DeleteJob(new JobId("orders"))),
            new JobScenario().Create(JobScenario.Spec() with { Image = "" }),
            new JobScenario().Create(Whole),
            new JobScenario().Create(Whole with { Held = false, StartAt = null }),
            new JobScenario().Create().Run(),
            new JobScenario().Create().Run().Exit(1),
            new JobScenario().Create().Run().Tell(new AgentLost(JobScenario.A)).Tell(new NoPlacement(0, 2, "No place.")),
            new JobScenario().Create(JobScenario.Spec(3)).Run(0).Run(1).Exit(0, 1).Tell(new StopJob(new JobId("orders"))),
            new JobScenario().Create().Run().Exit(0),
            new JobScenario().Create().Place().Report(ReplicaState.Refused),
        ];

        Assert.All(scenarios, scenario => Assert.Equal(scenario.Job, RoundTrip(scenario.Job)));
    }

    [Fact]
    public void ToWire_EveryStateOfASimulatedCluster_RoundTripsWhole()
    {
        var states = 0;
        var cluster = new SimulatedCluster(new SimulationOptions { Agents = 20, Jobs = 100, Seed = 11, Chaos = TimeSpan.FromMinutes(10) })
        {
            OnPublished = state =>
            {
                states++;
                Assert.Equal(state, RoundTrip(state));
            },
        };

        cluster.Run(TestContext.Current.CancellationToken);

        Assert.True(states > 5000, $"only {states} states");
    }

    [Fact]
    public void ToWire_Instruction_RoundTrips()
    {
        var instruction = new ReplicaInstruction
        {
            Agent = new AgentId("a/1"),
            JobId = new JobId("x"),
            Uid = JobUid.New(),
            Replica = 3,
            Ordinal = 1,
            Replicas = 2,
            Run = 4,
            Attempt = 5,
            Desired = DesiredState.Run,
            Container = ContainerSpec.From(Whole),
            Reason = "Because.",
            At = Now,
        };
        var stop = instruction with { Desired = DesiredState.Stop, Container = null };

        Assert.Equal(instruction, WireMapping.FromWire(ThroughBytes(WireMapping.ToWire(instruction), WireSchemas.JobInstruction)));
        Assert.Equal(stop, WireMapping.FromWire(ThroughBytes(WireMapping.ToWire(stop), WireSchemas.JobInstruction)));
        Assert.Throws<WireException>(() => WireMapping.FromWire(WireMapping.ToWire(instruction) with { Container = null }));
    }

    [Fact]
    public void ToWire_ReplicaStatus_RoundTrips()
    {
        foreach (var state in Enum.GetValues<ReplicaState>())
        {
            foreach (var ending in Enum.GetValues<ReplicaEnding>())
            {
                var status = new ReplicaStatus
                {
                    JobId = new JobId("x"),
                    Uid = JobUid.New(),
                    Replica = 1,
                    Run = 2,
                    Attempt = 3,
                    Agent = new AgentId("a"),
                    State = state,
                    ContainerId = "c1",
                    ExitCode = 137,
                    Ending = ending,
                    Reason = "So.",
                    At = Now,
                };
                Assert.Equal(status, WireMapping.ReplicaFromWire(ThroughBytes(WireMapping.ToWire(status, "i"), WireSchemas.JobStatus)));
            }
        }
    }

    [Fact]
    public void ToWire_AgentStatusAndDirective_RoundTrip()
    {
        var status = new AgentStatus
        {
            Agent = new AgentId("a"),
            State = AgentState.Draining,
            Incarnation = "i1",
            FailedChecks = ["disk"],
            Labels = StringMap.Of(("zone", "eu")),
            Capacity = new AgentResources(4, 1L << 33, 100),
            Allocated = new AgentResources(1.5, 1L << 30, 3),
            ContainersRunning = ["c1", "c2"],
            Statistics = [new ContainerStatistics { ContainerId = "c1", Uid = JobUid.New(), Replica = 1, Attempt = 2, Cpu = 0.5, Memory = 3, NetworkReceived = 4, NetworkSent = 5 }],
            Address = "http://127.0.0.1:1",
            Engine = "docker",
            Version = "1",
            DrainDeadline = Now.AddMinutes(5),
            At = Now,
        };
        var directive = new AgentDirective
        {
            Agent = new AgentId("a"),
            Draining = true,
            DrainDeadline = Now,
            Labels = StringMap.Of(("zone", "")),
            User = "ann",
            Reason = "Maintenance.",
            At = Now,
        };

        Assert.Equal(status, WireMapping.FromWire(ThroughBytes(WireMapping.ToWire(status), WireSchemas.AgentStatus)));
        Assert.Equal(directive, WireMapping.FromWire(ThroughBytes(WireMapping.ToWire(directive), WireSchemas.AgentHandling)));
    }

    [Theory]
    [InlineData(JobPhase.Pending, JobOperation.Create, OperationStatus.Unsuccessful)]
    [InlineData(JobPhase.Running, JobOperation.Create, OperationStatus.Successful)]
    [InlineData(JobPhase.Succeeded, JobOperation.Create, OperationStatus.Successful)]
    [InlineData(JobPhase.Failed, JobOperation.Create, OperationStatus.Unsuccessful)]
    [InlineData(JobPhase.Rejected, JobOperation.Create, OperationStatus.Unsuccessful)]
    [InlineData(JobPhase.Stopping, JobOperation.Delete, OperationStatus.Unsuccessful)]
    [InlineData(JobPhase.Stopped, JobOperation.Delete, OperationStatus.Successful)]
    public void Version1Of_Phase_IsWhetherTheOperationHasReachedItsAim(JobPhase phase, JobOperation operation, OperationStatus status) =>
        Assert.Equal((operation, status), WireMapping.Version1Of(phase));

    [Fact]
    public void ToVersion1_Announcement_HasAllContainers()
    {
        var scenario = new JobScenario().Create(JobScenario.Spec(2)).Run(0).Run(1, "b");

        var record = WireMapping.ToVersion1(scenario.Job, Assert.Single(scenario.Announced), Now);

        Assert.Equal((JobOperation.Create, OperationStatus.Successful), (record.Operation, record.Status));
        Assert.Equal(["c0-1", "c1-1"], record.ContainerId);
        Assert.Equal("a", record.Metadata.AgentId);
    }

    [Theory]
    [InlineData("", 0)]
    [InlineData("0", 0)]
    [InlineData("512m", 512L << 20)]
    [InlineData("1g", 1L << 30)]
    [InlineData("1.5G", 3L << 29)]
    [InlineData(" 64k ", 64 << 10)]
    [InlineData("100b", 100)]
    [InlineData("1048576", 1048576)]
    public void MemoryText_Amounts_AreBytes(string text, long expected)
    {
        Assert.True(MemoryText.TryParse(text, out var bytes));
        Assert.Equal(expected, bytes);
        Assert.True(MemoryText.TryParse(MemoryText.Of(bytes), out var again));
        Assert.Equal(bytes, again);
    }

    [Theory]
    [InlineData("much")]
    [InlineData("-1")]
    [InlineData("1e3")]
    [InlineData("m")]
    [InlineData("99999999999999999999g")]
    public void MemoryText_Nonsense_IsRefused(string text) => Assert.False(MemoryText.TryParse(text, out _));

    public static TheoryData<string, JobHandlingRecord> Nonsense
    {
        get
        {
            var good = WireMapping.ToWire(new CreateJob(Whole), Now);
            return new()
            {
                { "metadata.job_id", good with { Metadata = good.Metadata with { JobId = "" }, Spec = null } },
                { "command", good with { Command = "explode" } },
                { "spec.id", good with { Spec = good.Spec! with { Id = "other" } } },
                { "resource_limits.memory", good with { Spec = null, ResourceLimits = new ResourceLimitsRecord(1, "much") } },
                { "duration_ms", good with { Spec = good.Spec! with { DurationMs = long.MaxValue } } },
                { "start_at_ms", good with { Spec = good.Spec! with { StartAtMs = long.MinValue } } },
                { "strategy", good with { Spec = good.Spec! with { Strategy = "luck" } } },
                { "restart.condition", good with { Spec = good.Spec! with { Restart = new RestartPolicyRecord { Condition = "maybe" } } } },
                { "constraints.operator", good with { Spec = good.Spec! with { Constraints = [new PlacementConstraintRecord("a", "like", "b")] } } },
            };
        }
    }

    [Theory]
    [MemberData(nameof(Nonsense))]
    public void FromWire_NonsenseInAValidRecord_NamesTheFieldAndTheJob(string field, JobHandlingRecord record)
    {
        var exception = Assert.Throws<WireException>(() => WireMapping.FromWire(record));

        Assert.StartsWith($"{field}:", exception.Message, StringComparison.Ordinal);
        Assert.Equal(WireProblem.BadRecord, exception.Problem);
        Assert.False(exception.IsTransient);
        Assert.Equal(record.Metadata.JobId, exception.JobId);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.MinValue)]
    public void FromWire_NonsenseCpuOfVersion1_IsLeftToTheValidator(float cpu)
    {
        var record = WireMapping.ToWire(new CreateJob(Whole), Now) with { Command = "", Spec = null, ResourceLimits = new ResourceLimitsRecord(cpu, "") };

        var create = Assert.IsType<CreateJob>(WireMapping.FromWire(record));

        Assert.Contains(JobSpecValidator.Validate(create.Spec), problem => problem.Field == "cpu");
    }

    [Fact]
    public void JobFromWire_DamagedRecords_AreBad()
    {
        var good = WireMapping.ToWire(new JobScenario().Create().Run().Job, Now);
        var job = good.Job!;
        JobStatusRecord[] bad =
        [
            good with { Job = null },
            good with { Job = job with { Phase = "dancing" } },
            good with { Job = job with { Uid = "x" } },
            good with { Job = job with { CreatedAtMs = long.MaxValue } },
            good with { Job = job with { Replicas = [job.Replicas[0] with { Number = 4 }] } },
            good with { Job = job with { Changes = [job.Changes[0] with { AtMs = long.MinValue }] } },
        ];

        Assert.All(bad, record => Assert.Equal(WireProblem.BadRecord, Assert.Throws<WireException>(() => WireMapping.JobFromWire(record)).Problem));
        Assert.Throws<WireException>(() => WireMapping.ReplicaFromWire(good));
    }

    [Fact]
    public void Keys_AllKinds_RoundTrip()
    {
        var uid = JobUid.New();
        Assert.True(WireKeys.TryReadJob(WireKeys.Job(new JobId("a/b")), out var id));
        Assert.Equal("a/b", id.Value);
        Assert.True(WireKeys.TryReadReplica(WireKeys.Replica(uid, 3, 4), out var u, out var replica, out var attempt));
        Assert.Equal((uid, 3, 4), (u, replica, attempt));
        Assert.True(WireKeys.TryReadInstruction(WireKeys.Instruction(new AgentId("host/1"), uid, 5), out var agent, out u, out replica));
        Assert.Equal(("host/1", uid, 5), (agent.Value, u, replica));
        Assert.All(
            new[] { null, "", "job/", "replica/x/1/2", "replica/" + uid, "a/b/c", "/" + uid + "/1" },
            key => Assert.False(WireKeys.TryReadJob(key, out _) || WireKeys.TryReadReplica(key, out _, out _, out _) || WireKeys.TryReadInstruction(key, out _, out _, out _)));
    }
}
