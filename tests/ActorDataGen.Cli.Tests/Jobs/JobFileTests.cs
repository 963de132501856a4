using ActorDataGen.Cli.Jobs;

namespace ActorDataGen.Cli.Tests.Jobs;

public sealed class JobFileTests
{
    [Fact]
    public void Parse_Yaml_ReadsEveryKindOfField()
    {
        var job = JobFile.Parse(
            """
            id: j1
            image: adg/generator
            topic: t
            replicas: 3
            cpu: 0.5
            memory: 512m
            held: true
            args: [a, "b c"]
            env:
              ADG_RATE: 100
              DEBUG: true
              NAME: "007"
            startAt: 2030-01-31T08:00:00Z
            cron: { expression: "0 * * * *", timeZone: Europe/Berlin }
            constraints:
              - { label: zone, value: a }
            """,
            "job.yaml");

        Assert.Equal(("j1", "adg/generator", "t", 3, 0.5, "512m", true), (job.Id, job.Image, job.Topic, job.Replicas, job.Cpu, job.Memory, job.Held));
        Assert.Equal(["a", "b c"], job.Args);
        Assert.Equal(("100", "true", "007"), (job.Env!["ADG_RATE"], job.Env["DEBUG"], job.Env["NAME"]));
        Assert.Equal(new DateTimeOffset(2030, 1, 31, 8, 0, 0, TimeSpan.Zero), job.StartAt);
        Assert.Equal("Europe/Berlin", job.Cron!.TimeZone);
        Assert.Equal("zone", Assert.Single(job.Constraints!).Label);
    }

    [Fact]
    public void Parse_Json_IsReadToo() => Assert.Equal("t", JobFile.Parse("""{"image": "i", "topic": "t"}""", "job.json").Topic);

    [Theory]
    [InlineData("image: i\ntopic: t\nreplica: 2", "replica")]
    [InlineData("image: i\nreplicas: many", "replicas")]
    [InlineData("- image: i", "one mapping")]
    [InlineData("image: [", "line")]
    [InlineData("", "one mapping")]
    public void Parse_Nonsense_IsToldInOneLine(string text, string contains)
    {
        var refusal = Assert.Throws<UsageException>(() => JobFile.Parse(text, "job.yaml"));

        Assert.Contains("job.yaml", refusal.Message, StringComparison.Ordinal);
        Assert.Contains(contains, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_MissingFile_NamesIt() =>
        Assert.Contains("/nowhere/job.yaml", Assert.Throws<UsageException>(() => JobFile.Read("/nowhere/job.yaml")).Message, StringComparison.Ordinal);
}
