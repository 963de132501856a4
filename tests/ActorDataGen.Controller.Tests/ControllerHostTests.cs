using System.Diagnostics;
using System.Text;
using ActorDataGen.Controller.Submissions;
using ActorDataGen.Controller.Tests.Cluster;
using ActorDataGen.Jobs;
using ActorDataGen.Jobs.Lifecycle;
using ActorDataGen.Jobs.Replicas;
using ActorDataGen.Jobs.Specs;
using ActorDataGen.Kafka;

namespace ActorDataGen.Controller.Tests;

/// <summary>A controller against real topics, with agents that only pretend to have an engine.</summary>
public sealed class ControllerHostTests(BrokersUnderTest brokers, ITestOutputHelper output)
{
    [Theory]
    [MemberData(nameof(BrokersUnderTest.All), MemberType = typeof(BrokersUnderTest))]
    public async Task Submit_OneAgentWithRoom_IsPlacedRunsAndSucceeds(BrokerKind kind)
    {
        await using var cluster = await StartAsync(kind);
        await cluster.StartControllerAsync();
        var agent = await cluster.StartAgentAsync("a1");
        await cluster.SubmitAsync(new CreateJob(Spec("first")));
        var running = await cluster.JobAsync("first", JobPhase.Running);
        var replica = Assert.Single(running!.Replicas.ToImmutableArray());
        Assert.Equal((agent.Id, 1, ReplicaState.Running), (replica.Agent, replica.Attempt, replica.Observed));

        await agent.ExitAsync(Assert.Single(agent.Running), 0);
        var done = await cluster.JobAsync("first", JobPhase.Succeeded);
        Assert.Equal(running.Uid, done!.Uid);
        await cluster.InstructionAsync(agent.Id, done.Uid, replica.Number, instruction => instruction is null);
    }

    [Theory]
    [MemberData(nameof(BrokersUnderTest.All), MemberType = typeof(BrokersUnderTest))]
    public async Task Submit_WrongPartitionWithoutKey_IsForwardedAndRuns(BrokerKind kind)
    {
        await using var cluster = await StartAsync(kind);
        await cluster.StartControllerAsync();
        await cluster.StartAgentAsync("a1", finishes: true);
        var command = new CreateJob(Spec("stray"));
        var value = cluster.Serdes.JobHandling.Write(Wire.Mapping.WireMapping.ToWire(command, TimeProvider.System.GetUtcNow()));
        await cluster.SubmitAsync(null, value, (cluster.PartitionOf("stray") + 1) % 3);
        await cluster.JobAsync("stray", JobPhase.Succeeded);
    }

    [Fact]
    public async Task Submit_JunkBetweenJobs_GoesToTheDeadLettersWithAReasonAndTheJobsGoOn()
    {
        await using var cluster = await StartAsync();
        await cluster.StartControllerAsync();
        await cluster.StartAgentAsync("a1", finishes: true);
        var partition = cluster.PartitionOf("between");
        await cluster.SubmitAsync("junk-magic", [1, 2, 3, 4, 5, 6], partition);
        await cluster.SubmitAsync("junk-empty", null, partition);
        await cluster.SubmitAsync("junk-id", [0, 0, 1, 1, 1, 9, 9, 9], partition);
        var cut = cluster.Serdes.JobHandling.Write(
            Wire.Mapping.WireMapping.ToWire(new CreateJob(Spec("cut")), TimeProvider.System.GetUtcNow()))[..20];
        await cluster.SubmitAsync("junk-cut", cut, partition);
        await cluster.SubmitAsync(new CreateJob(Spec("refused") with { Image = "" }));
        await cluster.SubmitAsync(new CreateJob(Spec("between")), partition);

        await cluster.JobAsync("between", JobPhase.Succeeded);
        foreach (var key in new[] { "junk-magic", "junk-empty", "junk-id", "junk-cut", "refused" })
        {
            var letter = await cluster.RecordAsync(
                cluster.Options.Topics.DeadLetters, 3, record => Encoding.UTF8.GetString(record.Message.Key ?? []) == key);
            var reason = Encoding.UTF8.GetString(letter.Message.Headers.GetLastBytes(DeadLetters.ReasonHeader));
            output.WriteLine($"{key}: {reason}");
            Assert.NotEmpty(reason);
            Assert.DoesNotContain('\n', reason);
        }

        await cluster.JobAsync("refused", JobPhase.Rejected);
    }

    [Fact]
    public async Task Submit_ForeignSchemaWhileTheRegistryIsAway_WaitsForIt()
    {
        await using var cluster = await StartAsync(partitions: 1);
        await cluster.StartControllerAsync();
        await cluster.StartAgentAsync("a1", finishes: true);
        await cluster.SubmitAsync(new CreateJob(Spec("before")));
        await cluster.JobAsync("before", JobPhase.Succeeded);

        // The same schema in another spelling: an id that is not built in.
        var foreign = Wire.WireSchemas.TextOf("job_handling") + " ";
        var id = await cluster.Registry.RegisterAsync("foreign", new SchemaRegistry.SchemaDocument(foreign), false, CancellationToken.None);
        var value = cluster.Serdes.JobHandling.Write(
            Wire.Mapping.WireMapping.ToWire(new CreateJob(Spec("foreign")), TimeProvider.System.GetUtcNow()));
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(value.AsSpan(1), id);
        cluster.Registry.IsAway = true;
        await cluster.SubmitAsync("foreign", value);
        await cluster.SubmitAsync(new CreateJob(Spec("after")));
        cluster.Registry.IsAway = false;
        await cluster.JobAsync("foreign", JobPhase.Succeeded);
        await cluster.JobAsync("after", JobPhase.Succeeded);
    }

    [Fact]
    public async Task Report_OfAnUnknownJob_IsStoppedAndForgotten()
    {
        await using var cluster = await StartAsync();
        await cluster.StartControllerAsync();
        var uid = JobUid.New();
        var agent = new AgentId("old");
        await cluster.ReportAsync(new ReplicaStatus
        {
            JobId = new JobId("ghost"),
            Uid = uid,
            Replica = 0,
            Run = 1,
            Attempt = 3,
            Agent = agent,
            State = ReplicaState.Running,
        });
        await cluster.InstructionAsync(agent, uid, 0, instruction => instruction is { Desired: DesiredState.Stop, Attempt: 3 });
        await cluster.RecordAsync(cluster.Options.Topics.JobStatus, 3, record =>
            Encoding.UTF8.GetString(record.Message.Key!) == Wire.WireKeys.Replica(uid, 0, 3) && record.Message.Value is null);
    }

    [Fact]
    public async Task Lost_AgentIsSilent_ItsReplicasMoveToAnother()
    {
        await using var cluster = await StartAsync(lostAfter: TimeSpan.FromSeconds(3));
        await cluster.StartControllerAsync();
        var first = await cluster.StartAgentAsync("a1");
        await cluster.SubmitAsync(new CreateJob(Spec("mover") with
        {
            Reschedule = ReschedulePolicy.Default with { Backoff = new Backoff { Delay = TimeSpan.FromMilliseconds(1) } },
        }));
        await cluster.JobAsync("mover", JobPhase.Running);
        var second = await cluster.StartAgentAsync("a2");
        await first.DisposeAsync();
        var moved = await cluster.JobAsync("mover", state => state?.Replicas is [{ Observed: ReplicaState.Running, Attempt: 2 }]);
        Assert.Equal(second.Id, moved!.Replicas[0].Agent);
    }

    [Theory]
    [MemberData(nameof(BrokersUnderTest.All), MemberType = typeof(BrokersUnderTest))]
    public async Task Stop_WhileJobsAreSubmitted_TheNextControllerGoesOnAndNoneIsLostOrDoubled(BrokerKind kind)
    {
        await using var cluster = await StartAsync(kind);
        var first = await cluster.StartControllerAsync();
        var agent = await cluster.StartAgentAsync("a1");
        const int Jobs = 60;
        var submitting = Task.Run(async () =>
        {
            for (var i = 0; i < Jobs; i++)
            {
                await cluster.SubmitAsync(new CreateJob(Spec($"job-{i}")));
            }
        });
        await cluster.JobAsync("job-0", JobPhase.Running);
        await cluster.StartControllerAsync();
        await first.StopAsync();
        await submitting;
        for (var i = 0; i < Jobs; i++)
        {
            await cluster.JobAsync($"job-{i}", JobPhase.Running);
        }

        Assert.Equal(Jobs, agent.Running.Count);
        Assert.All(agent.Running, instruction => Assert.Equal(1, instruction.Attempt));
    }

    [Theory]
    [MemberData(nameof(BrokersUnderTest.All), MemberType = typeof(BrokersUnderTest))]
    public async Task Stop_AnotherControllerIsThere_ItDecidesWithinASecond(BrokerKind kind)
    {
        await using var cluster = await StartAsync(kind);
        var first = await cluster.StartControllerAsync();
        var second = await cluster.StartControllerAsync();
        await cluster.StartAgentAsync("a1", finishes: true);
        for (var i = 0; i < 6; i++)
        {
            await cluster.SubmitAsync(new CreateJob(Spec($"warm-{i}")));
            await cluster.JobAsync($"warm-{i}", JobPhase.Succeeded);
        }

        var watch = Stopwatch.StartNew();
        await first.StopAsync();
        output.WriteLine($"stopped after {watch.ElapsedMilliseconds} ms");
        var waiting = Enumerable.Range(0, 6).Select(i => cluster.JobAsync($"next-{i}", JobPhase.Succeeded)).ToArray();
        foreach (var i in Enumerable.Range(0, 6))
        {
            await cluster.SubmitAsync(new CreateJob(Spec($"next-{i}")));
        }

        await Task.WhenAll(waiting);
        output.WriteLine($"all partitions decided {watch.ElapsedMilliseconds} ms after the stop began");
        // The promise is a second; a test machine that does eight things at once gets some more.
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(5), $"{watch.Elapsed}");
        await second.StopAsync();
    }

    [Fact]
    public async Task Start_BadOptions_SaysWhichOne()
    {
        await using var host = new ControllerHost(new ControllerOptions
        {
            Kafka = new KafkaConnectionOptions { BootstrapServers = "127.0.0.1:1" },
            Group = " ",
        }, new MemoryRegistry());
        var e = await Assert.ThrowsAsync<ArgumentException>(() => host.StartAsync());
        Assert.StartsWith("Controller:Group is empty", e.Message, StringComparison.Ordinal);
    }

    private async Task<ClusterUnderTest> StartAsync(
        BrokerKind kind = BrokerKind.Embedded, int partitions = 3, TimeSpan? lostAfter = null) =>
        await ClusterUnderTest.StartAsync(await brokers.RequireAsync(kind), partitions, lostAfter);

    private static JobSpec Spec(string id) => new() { Id = new JobId(id), Image = "adg/generator", Topic = "data" };
}
