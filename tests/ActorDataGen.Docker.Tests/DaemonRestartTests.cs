using System.Collections.Concurrent;
using ActorDataGen.Docker.Connecting;
using ActorDataGen.Docker.Containers;
using ActorDataGen.Docker.Streams;
using ActorDataGen.TestSupport;

namespace ActorDataGen.Docker.Tests;

/// <summary>A daemon that is stopped in the middle of every kind of call, and comes back.</summary>
public sealed class DaemonRestartTests
{
    [Fact]
    public async Task Calls_DaemonStoppedAndStartedMeanwhile_FailTypedAndWorkAgain()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(120));
        var token = limit.Token;
        await using var daemon = await DockerDaemon.RequireAsync();
        using var client = new DockerClient(DockerEndpoint.Parse(daemon.Address));
        var container = new CreateContainer
        {
            Image = DockerDaemon.ShellImage,
            Cmd = ["-c", "trap 'exit 0' TERM; while :; do echo x; sleep 0.05; done"],
            HostConfig = new ContainerHost { NetworkMode = "none" },
        };
        var id = (await client.CreateContainerAsync("long", container, token)).Id;
        await client.StartContainerAsync(id, token);

        var failures = new ConcurrentBag<Exception>();
        var isBack = false;
        Task[] calls =
        [
            UntilItFailsAsync(() => client.WaitContainerAsync(id, token)),
            UntilItFailsAsync(async () => await client.ReadLogsAsync(id, new DockerLogQuery(Follow: true), token).CountAsync(token)),
            UntilItFailsAsync(async () => await client.StreamStatisticsAsync(id, token).CountAsync(token)),
            UntilItFailsAsync(async () => await client.WatchContainersAsync([], [], null, null, token).CountAsync(token)),
            UntilItFailsAsync(() => client.InspectContainerAsync(id, token)),
            UntilItFailsAsync(() => client.ListContainersAsync([], token)),
            UntilItFailsAsync(() => client.GetInfoAsync(token)),
            UntilItFailsAsync(() => client.PingAsync(token)),
        ];
        await daemon.StopAsync();
        await daemon.StartAsync();
        Volatile.Write(ref isBack, true);
        await Task.WhenAll(calls);
        Assert.All(failures, failure => Assert.True(Assert.IsType<DockerApiException>(failure, exactMatch: false).IsTransient, failure.ToString()));
        Assert.NotEmpty(failures);
        await client.StartContainerAsync(id, token);
        Assert.True((await client.InspectContainerAsync(id, token)).State.Running);

        // Calls that end well because the container did, with the daemon, are asked again until there is no daemon to ask.
        async Task UntilItFailsAsync<T>(Func<Task<T>> call)
        {
            while (!Volatile.Read(ref isBack))
            {
                try
                {
                    await call();
                }
                catch (Exception e)
                {
                    failures.Add(e);
                    return;
                }
            }
        }
    }

    [Fact]
    public async Task Call_NobodyListens_IsUnreachableAndNamesTheAddress()
    {
        using var client = new DockerClient(DockerEndpoint.Parse("unix:///no/such/docker.sock"));
        var failed = await Assert.ThrowsAsync<DockerApiException>(() => client.PingAsync(CancellationToken.None));
        Assert.True(failed is { IsUnreachable: true, IsTransient: true });
        Assert.Contains("/no/such/docker.sock", failed.Message, StringComparison.Ordinal);
    }
}
