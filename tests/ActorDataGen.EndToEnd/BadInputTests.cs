using System.Net;
using System.Net.Sockets;
using ActorDataGen.Client.Contract;
using ActorDataGen.TestSupport;

namespace ActorDataGen.EndToEnd;

/// <summary>What users get wrong is told in one line, and the node lives.</summary>
public sealed class BadInputTests
{
    [Fact]
    public async Task Submissions_ThatCannotBe_AreToldInOneLineAndTheNodeLives()
    {
        TestEnvironment.RequireProgram("kcat");
        await using var node = await NodeProcess.StartAsync();
        var server = node.Address.ToString();

        var noTopic = await Executable.AdgAsync("submit", "--server", server, "--image", "adg/generator");
        Assert.Equal(2, noTopic.ExitCode);
        AssertOneLine(noTopic.Errors, "topic");

        var noFile = await Executable.AdgAsync("submit", "--server", server, "--file", "/nowhere/job.yaml");
        Assert.Equal(2, noFile.ExitCode);
        AssertOneLine(noFile.Errors, "/nowhere/job.yaml");

        var unknownJob = await Executable.AdgAsync("show", "--server", server, "ghost");
        Assert.Equal(3, unknownJob.ExitCode);
        AssertOneLine(unknownJob.Errors, "ghost");

        // An image that this host has not: the job fails and says why.
        await node.Client.SubmitAsync(
            new JobDocument { Id = "unknown-image", Image = "no/such:image", Topic = "t", Reschedule = new RescheduleDocument { Attempts = 0 }, Restart = new RestartDocument { Attempts = 0 } },
            TestContext.Current.CancellationToken);
        var failed = await node.UntilAsync("unknown-image", job => job.State == "failed");
        Assert.Contains("no/such:image", string.Join(' ', failed.ReplicaViews.Select(r => r.Reason).Append(failed.Reason)), StringComparison.Ordinal);

        // A broken record among the submissions goes to the dead letters with its reason.
        var broken = await Executable.RunAsync("sh", ["-c", $"printf 'no avro at all' | kcat -b {node.BootstrapServers} -t Job_Handling -P"]);
        Assert.Equal(0, broken.ExitCode);
        var letters = "";
        for (var i = 0; i < 100 && letters.Length == 0; i++)
        {
            letters = (await Executable.RunAsync("kcat", ["-b", node.BootstrapServers, "-t", "Job_Handling.DLQ", "-C", "-e", "-q", "-f", "%s|%h\\n"])).Output;
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, TestContext.Current.CancellationToken);
        }

        Assert.StartsWith("no avro at all|", letters, StringComparison.Ordinal);

        // And the node does its work.
        await node.Client.SubmitAsync(
            new JobDocument { Id = "good", Image = "adg/generator", Topic = "good", Env = new Dictionary<string, string> { ["ADG_COUNT"] = "10", ["ADG_RATE"] = "max" } },
            TestContext.Current.CancellationToken);
        Assert.Equal("succeeded", (await node.UntilAsync("good", job => job.State is "succeeded" or "failed")).State);
    }

    [Fact]
    public async Task Up_PortTaken_NamesItInOneLine()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        var folder = Directory.CreateTempSubdirectory("adg-e2e-").FullName;
        try
        {
            var http = await Executable.AdgAsync("up", "--data", Path.Combine(folder, "a"), "--http", $"http://127.0.0.1:{port}", "--kafka-port", "0", "--engine", "process");
            Assert.Equal(1, http.ExitCode);
            AssertOneLine(http.Errors, $"{port}");

            var kafka = await Executable.AdgAsync("up", "--data", Path.Combine(folder, "b"), "--http", "http://127.0.0.1:0", "--kafka-port", $"{port}", "--engine", "process");
            Assert.Equal(1, kafka.ExitCode);
            AssertOneLine(kafka.Errors, $"{port}");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task Up_DataFolderOfSomebodyElse_IsLeftAlone()
    {
        var folder = Directory.CreateTempSubdirectory("adg-e2e-").FullName;
        try
        {
            await File.WriteAllTextAsync(Path.Combine(folder, "thesis.txt"), "x", TestContext.Current.CancellationToken);

            var answer = await Executable.AdgAsync("up", "--data", folder, "--http", "http://127.0.0.1:0", "--kafka-port", "0");

            Assert.Equal(1, answer.ExitCode);
            AssertOneLine(answer.Errors, folder);
            Assert.Equal(["thesis.txt"], Directory.GetFileSystemEntries(folder).Select(Path.GetFileName));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task Commands_WithoutANode_SayHowToStartOne()
    {
        var answer = await Executable.AdgAsync("jobs", "--server", $"http://127.0.0.1:{Executable.FreePort()}");

        Assert.Equal(4, answer.ExitCode);
        AssertOneLine(answer.Errors, "adg up");
    }

    private static void AssertOneLine(string text, string contains)
    {
        var line = Assert.Single(text.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.StartsWith("adg: ", line, StringComparison.Ordinal);
        Assert.Contains(contains, line, StringComparison.Ordinal);
    }
}
