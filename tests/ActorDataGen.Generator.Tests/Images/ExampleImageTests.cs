using System.Diagnostics;
using System.Globalization;
using ActorDataGen.Generator.Tests.Output;
using ActorDataGen.TestSupport;

namespace ActorDataGen.Generator.Tests.Images;

/// <summary>The example images keep the contract that docs/images.md states. Their programs are run as they are; the images only carry them.</summary>
public sealed class ExampleImageTests(ApacheKafka kafka)
{
    [Fact]
    public async Task Python_TwoReplicas_ShareTheRecordsAndExitWithZero()
    {
        var python = TestEnvironment.RequirePython();
        var environment = Environment(await kafka.RequireAsync());
        for (int replica = 0; replica < 2; replica++)
        {
            environment["ADG_REPLICA"] = replica.ToString(CultureInfo.InvariantCulture);
            Assert.Equal(0, await RunAsync(python, Script("python/generator.py"), environment));
            // Again, as after a crash behind the last commit: there is nothing left to do.
            Assert.Equal(0, await RunAsync(python, Script("python/generator.py"), environment));
        }

        Assert.Equal(Expected(250), Numbers(environment));
    }

    [Fact]
    public async Task Shell_TwoReplicas_ShareTheRecordsAndExitWithZero()
    {
        TestEnvironment.RequireProgram("kcat");
        var environment = Environment(await kafka.RequireAsync());
        for (int replica = 0; replica < 2; replica++)
        {
            environment["ADG_REPLICA"] = replica.ToString(CultureInfo.InvariantCulture);
            Assert.Equal(0, await RunAsync("/bin/sh", Script("shell/generator.sh"), environment));
        }

        Assert.Equal(Expected(250), Numbers(environment));
    }

    [Fact]
    public async Task Shell_NoBroker_IsToldApartFromACrash()
    {
        TestEnvironment.RequireProgram("kcat");
        Assert.Equal(69, await RunAsync("/bin/sh", Script("shell/generator.sh"), Environment("127.0.0.1:1")));
    }

    [Fact]
    public async Task Shell_NothingSet_IsAWrongSetting() =>
        Assert.Equal(78, await RunAsync("/bin/sh", Script("shell/generator.sh"), new Dictionary<string, string> { ["KAFKA_TOPIC"] = "" }));

    private static Dictionary<string, string> Environment(string servers) => new()
    {
        ["KAFKA_BOOTSTRAP_SERVERS"] = servers,
        ["KAFKA_TOPIC"] = $"example-{Guid.NewGuid():N}",
        ["ADG_JOB_UID"] = Guid.NewGuid().ToString("N"),
        ["ADG_REPLICAS"] = "2",
        ["ADG_COUNT"] = "250",
    };

    private static IEnumerable<int> Expected(int count) => Enumerable.Range(0, count);

    private static IEnumerable<int> Numbers(Dictionary<string, string> environment) =>
        Topics.Read(environment["KAFKA_BOOTSTRAP_SERVERS"], environment["KAFKA_TOPIC"])
            .Select(v => System.Text.Json.JsonDocument.Parse(v).RootElement.GetProperty("n").GetInt32()).Order();

    private static async Task<int> RunAsync(string program, string script, IReadOnlyDictionary<string, string> environment)
    {
        var start = new ProcessStartInfo(program, [script]) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var errors = process.StandardError.ReadToEndAsync(limit.Token);
        await process.StandardOutput.ReadToEndAsync(limit.Token);
        await errors;
        await process.WaitForExitAsync(limit.Token);
        return process.ExitCode;
    }

    private static string Script(string name)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var path = Path.Combine(folder.FullName, "docker", "images", name);
            if (File.Exists(path))
            {
                return path;
            }
        }

        throw new FileNotFoundException($"docker/images/{name} is not above the tests' folder");
    }
}
