using ActorDataGen.Client.Contract;
using ActorDataGen.Jobs.Specs;
using ActorDataGen.Node.Jobs;

namespace ActorDataGen.Node.Tests.Jobs;

public sealed class JobDocumentReaderTests
{
    [Fact]
    public void Read_ImageAndTopicAlone_HasDefaultsAndAnIdOfItsOwn()
    {
        var document = new JobDocument { Image = "registry.local:5000/team/Temp-Gen:2", Topic = "t" };

        var (spec, problems) = JobDocumentReader.Read(document);
        var (other, _) = JobDocumentReader.Read(document);

        Assert.Empty(problems);
        Assert.Empty(JobSpecValidator.Validate(spec));
        Assert.StartsWith("temp-gen-", spec.Id.ToString(), StringComparison.Ordinal);
        Assert.NotEqual(spec.Id, other.Id);
        Assert.Equal(new JobSpec { Id = spec.Id, Image = document.Image, Topic = "t" }, spec);
    }

    [Fact]
    public void Read_UnreadableFields_NamesEachWithItsRemedy()
    {
        var (_, problems) = JobDocumentReader.Read(new JobDocument
        {
            Image = "i",
            Topic = "t",
            Duration = "soon",
            Memory = "much",
            Placement = "somewhere",
            Cron = new CronDocument { Expression = "* * * * *", Overlap = "maybe" },
            Constraints = [new ConstraintDocument { Label = "zone", Operator = "like" }],
            Restart = new RestartDocument { Window = "x" },
        });

        Assert.Equal(
            ["constraints[0].operator", "cron.overlap", "duration", "memory", "placement", "restart.window"],
            problems.Select(p => p.Field).Order(StringComparer.Ordinal));
        Assert.All(problems, p => Assert.NotEmpty(p.Remedy));
    }

    [Fact]
    public void Document_OfAFullSpec_ReadsBackAsTheSameSpec()
    {
        var (spec, problems) = JobDocumentReader.Read(new JobDocument
        {
            Id = "j1",
            Name = "n",
            Description = "d",
            User = "u",
            Labels = new Dictionary<string, string> { ["a"] = "b" },
            Image = "i",
            Command = ["sh", "-c"],
            Args = ["x"],
            Env = new Dictionary<string, string> { ["K"] = "V" },
            Secrets = new Dictionary<string, string> { ["PASSWORD"] = "kafka-password" },
            Topic = "t",
            Target = "other",
            Replicas = 3,
            Cpu = 0.5,
            Memory = "512m",
            Network = "net",
            Duration = "10m",
            StartAt = DateTimeOffset.UnixEpoch,
            Cron = new CronDocument { Expression = "0 * * * *", TimeZone = "Europe/Berlin", Overlap = "replace" },
            Held = true,
            Restart = new RestartDocument { Condition = "always", Attempts = 7, Window = "2m", Delay = "250ms", MaxDelay = "9s", Factor = 3, Jitter = 0.5 },
            Reschedule = new RescheduleDocument { Attempts = -1, Window = "3h", Delay = "1s", MaxDelay = "1m", Factor = 1, Jitter = 0 },
            Constraints = [new ConstraintDocument { Label = "zone", Operator = "in", Value = "a,b" }],
            Placement = "binpack",
            AntiAffinity = "required",
            StopGrace = "3s",
            Ttl = "1d",
        });

        var (again, _) = JobDocumentReader.Read(JobViews.Document(spec));

        Assert.Empty(problems);
        Assert.Equal(spec, again);
    }
}
