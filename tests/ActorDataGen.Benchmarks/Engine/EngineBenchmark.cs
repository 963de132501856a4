using System.Diagnostics;
using System.Text.Json;
using ActorDataGen.Docker;
using ActorDataGen.Docker.Connecting;
using ActorDataGen.Docker.Containers;
using ActorDataGen.TestSupport;

namespace ActorDataGen.Benchmarks.Engine;

/// <summary>Create, start, wait and remove a container: by the client, and by curl on the same socket, taking turns.</summary>
public static class EngineBenchmark
{
    private const int Rounds = 40;

    public static async Task RunAsync(BenchmarkOutput output, string[] args)
    {
        ArgumentNullException.ThrowIfNull(output);
        if (TestEnvironment.FindProgram("dockerd") is null || TestEnvironment.FindProgram("curl") is null || !Environment.IsPrivilegedProcess)
        {
            output.Note("skipped: it needs dockerd, curl and root");
            return;
        }

        await using var daemon = await DockerDaemon.RequireAsync();
        using var client = new DockerClient(DockerEndpoint.Parse(daemon.Address));
        var version = await client.PingAsync(CancellationToken.None);
        var container = new CreateContainer { Image = DockerDaemon.ShellImage, Cmd = ["-c", "exit 0"], HostConfig = new ContainerHost { NetworkMode = "none" } };
        var (ours, curls) = (new List<double>(), new List<double>());
        for (var round = -5; round < Rounds; round++)
        {
            var client1 = await TimeAsync(() => ByClientAsync(client, container));
            var curl1 = await TimeAsync(() => ByCurlAsync(daemon.SocketPath, version));
            // The first few warm up the daemon, its page cache and this process.
            if (round >= 0)
            {
                ours.Add(client1);
                curls.Add(curl1);
            }
        }

        output.Note($"create, start, wait, remove of a container that ends at once; {Rounds} rounds each, taking turns; API {version}");
        output.Figure("client p50", Median(ours), "ms");
        output.Figure("curl p50 (one process for the four calls)", Median(curls), "ms");
        output.Figure("client above curl, p50", Median(ours) - Median(curls), "ms", Target.Most(10));
    }

    private static async Task ByClientAsync(DockerClient client, CreateContainer container)
    {
        var created = await client.CreateContainerAsync("bench-" + Guid.NewGuid().ToString("N"), container, CancellationToken.None);
        await client.StartContainerAsync(created.Id, CancellationToken.None);
        await client.WaitContainerAsync(created.Id, CancellationToken.None);
        await client.RemoveContainerAsync(created.Id, CancellationToken.None);
    }

    /// <summary>One curl for all calls, so that starting processes is not what is measured: the name stands in for the id.</summary>
    private static async Task ByCurlAsync(string socket, Version version)
    {
        var name = "bench-" + Guid.NewGuid().ToString("N");
        var root = $"http://docker/v{version}/containers";
        var body = JsonSerializer.Serialize(new { Image = DockerDaemon.ShellImage, Cmd = (string[])["-c", "exit 0"], HostConfig = new { NetworkMode = "none" } });
        string[] common = ["-sS", "-f", "-o", "/dev/null", "--unix-socket", socket];
        await DockerDaemon.RunAsync("curl",
        [
            .. common, "-X", "POST", "-H", "Content-Type: application/json", "-d", body, $"{root}/create?name={name}",
            "--next", .. common, "-X", "POST", $"{root}/{name}/start",
            "--next", .. common, "-X", "POST", $"{root}/{name}/wait",
            "--next", .. common, "-X", "DELETE", $"{root}/{name}?force=true&v=true",
        ]);
    }

    private static async Task<double> TimeAsync(Func<Task> action)
    {
        var start = Stopwatch.GetTimestamp();
        await action();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
