using System.Text.Json;
using ActorDataGen.Jobs.Specs;
using ActorDataGen.Jobs.Values;

namespace ActorDataGen.Jobs.Tests.Specs;

public sealed class JobSpecValidatorTests
{
    private static readonly JobSpec Good = new() { Id = new JobId("orders-1"), Image = "adg/generator:1", Topic = "orders" };

    [Fact]
    public void Validate_OnlyImageAndTopic_IsEnough() => Assert.Empty(JobSpecValidator.Validate(Good));

    public static TheoryData<string, JobSpec> Bad => new()
    {
        { "id", Good with { Id = default } },
        { "id", Good with { Id = new JobId("a b") } },
        { "id", Good with { Id = new JobId("a/b") } },
        { "id", Good with { Id = new JobId(new string('x', 201)) } },
        { "image", Good with { Image = "" } },
        { "image", Good with { Image = "a b" } },
        { "topic", Good with { Topic = "" } },
        { "topic", Good with { Topic = "a b" } },
        { "topic", Good with { Topic = ".." } },
        { "topic", Good with { Topic = new string('x', 250) } },
        { "replicas", Good with { Replicas = 0 } },
        { "replicas", Good with { Replicas = 1001 } },
        { "cpu", Good with { Cpu = -1 } },
        { "cpu", Good with { Cpu = double.NaN } },
        { "cpu", Good with { Cpu = 0.001 } },
        { "memory", Good with { Memory = -1 } },
        { "memory", Good with { Memory = 1024 } },
        { "duration", Good with { Duration = TimeSpan.FromSeconds(-1) } },
        { "stopGrace", Good with { StopGrace = TimeSpan.FromHours(2) } },
        { "timeToLive", Good with { TimeToLive = TimeSpan.FromDays(4000) } },
        { "startAt", Good with { StartAt = DateTimeOffset.MinValue } },
        { "cron.expression", Good with { Cron = new CronSchedule { Expression = "x" } } },
        { "cron.timeZone", Good with { Cron = new CronSchedule { Expression = "* * * * *", TimeZone = "Mars/Olympus" } } },
        { "cron.overlap", Good with { Cron = new CronSchedule { Expression = "* * * * *", Overlap = (OverlapRule)9 } } },
        { "restart.condition", Good with { Restart = new RestartPolicy { Condition = (RestartCondition)9 } } },
        { "restart.attempts", Good with { Restart = new RestartPolicy { Attempts = -1 } } },
        { "restart.window", Good with { Restart = new RestartPolicy { Window = TimeSpan.FromSeconds(-1) } } },
        { "restart.backoff.factor", Good with { Restart = new RestartPolicy { Backoff = new Backoff { Factor = 0.5 } } } },
        { "restart.backoff.jitter", Good with { Restart = new RestartPolicy { Backoff = new Backoff { Jitter = 2 } } } },
        { "restart.backoff.delay", Good with { Restart = new RestartPolicy { Backoff = new Backoff { Delay = TimeSpan.FromDays(-1) } } } },
        { "reschedule.attempts", Good with { Reschedule = new ReschedulePolicy { Attempts = -2 } } },
        { "reschedule.backoff.delay", Good with { Reschedule = new ReschedulePolicy { Attempts = -1, Backoff = new Backoff { Delay = TimeSpan.Zero } } } },
        { "constraints[0].label", Good with { Constraints = [new PlacementConstraint("", ConstraintOperator.Equal, "x")] } },
        { "constraints[1].operator", Good with { Constraints = [new PlacementConstraint("a", ConstraintOperator.Exists), new PlacementConstraint("a", (ConstraintOperator)99)] } },
        { "strategy", Good with { Strategy = (PlacementStrategy)9 } },
        { "antiAffinity", Good with { AntiAffinity = (AntiAffinity)9 } },
        { "labels.a=b", Good with { Labels = StringMap.Of(("a=b", "")) } },
        { "environment.A=B", Good with { Environment = StringMap.Of(("A=B", "")) } },
        { "secrets.PASSWORD", Good with { Secrets = StringMap.Of(("PASSWORD", "")) } },
        { "secrets.PASSWORD", Good with { Environment = StringMap.Of(("PASSWORD", "x")), Secrets = StringMap.Of(("PASSWORD", "y")) } },
        { "spec", Good with { Arguments = [new string('x', 200_000)] } },
    };

    [Theory]
    [MemberData(nameof(Bad))]
    public void Validate_OneThingWrong_NamesTheFieldAndTheRemedy(string field, JobSpec spec)
    {
        var problem = Assert.Single(JobSpecValidator.Validate(spec));

        Assert.Equal(field, problem.Field);
        Assert.NotEqual("", problem.Problem);
        Assert.NotEqual("", problem.Remedy);
        Assert.DoesNotContain('\n', problem.ToString());
    }

    [Fact]
    public void Validate_SeveralThingsWrong_NamesAll() =>
        Assert.Equal(
            ["image", "topic", "replicas"],
            JobSpecValidator.Validate(new JobSpec { Id = new JobId("x"), Replicas = 0 }).Select(problem => problem.Field));

    [Fact]
    public void Json_WholeSpec_RoundTrips()
    {
        var spec = Good with
        {
            Labels = StringMap.Of(("team", "x")),
            Command = ["sh", "-c"],
            Cron = new CronSchedule { Expression = "@daily", TimeZone = "Europe/Zurich", Overlap = OverlapRule.Replace },
            Constraints = [new PlacementConstraint("zone", ConstraintOperator.In, "a,b")],
            StartAt = new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero),
            TimeToLive = TimeSpan.FromDays(1),
        };

        var json = JsonSerializer.Serialize(spec);

        Assert.Equal(spec, JsonSerializer.Deserialize<JobSpec>(json));
        Assert.Contains("\"Id\":\"orders-1\"", json, StringComparison.Ordinal);
    }
}
