using System.Net;
using System.Net.Sockets;
using System.Text;
using ActorDataGen.Docker.Connecting;
using ActorDataGen.Docker.Credentials;
using ActorDataGen.Docker.Images;
using ActorDataGen.TestSupport;

namespace ActorDataGen.Docker.Tests.Images;

/// <summary>Pulls from a real registry that wants a password.</summary>
public sealed class PullTests(SharedDockerDaemon shared) : IAsyncLifetime
{
    private readonly CancellationTokenSource _limit = new(TimeSpan.FromSeconds(120));
    private DockerDaemon _daemon = null!;
    private DockerClient _client = null!;

    private CancellationToken Token => _limit.Token;

    public async ValueTask InitializeAsync()
    {
        _daemon = await shared.RequireAsync();
        _client = new DockerClient(DockerEndpoint.Parse(_daemon.Address));
    }

    public ValueTask DisposeAsync()
    {
        _client?.Dispose();
        _limit.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Pull_RegistryWithPassword_EachWayToFailHasItsName()
    {
        await using var registry = await DockerRegistry.RequireAsync();
        var pushed = "adg-test/pull:" + Guid.NewGuid().ToString("N")[..8];
        await _daemon.MakeShellImageAsync(pushed);
        var image = ImageReference.Parse(await registry.PushAsync(_daemon, pushed));
        await _daemon.DockerAsync("rmi", pushed);

        var none = await Assert.ThrowsAsync<DockerPullException>(() => _client.PullImageAsync(image, null, null, Token));
        Assert.Equal(PullFailure.Denied, none.Failure);
        var wrong = await Assert.ThrowsAsync<DockerPullException>(() => _client.PullImageAsync(image, new RegistryCredentials("adg", "wr0ng-secret"), null, Token));
        Assert.Equal(PullFailure.Denied, wrong.Failure);
        Assert.DoesNotContain("wr0ng-secret", wrong.ToString(), StringComparison.Ordinal);
        var right = new RegistryCredentials("adg", "right");
        var missing = await Assert.ThrowsAsync<DockerPullException>(() => _client.PullImageAsync(image with { Tag = "nope" }, right, null, Token));
        Assert.Equal((PullFailure.NotFound, false), (missing.Failure, missing.IsTransient));

        var progress = new LastProgress();
        await _client.PullImageAsync(image, right, progress, Token);
        Assert.NotNull(await _client.FindImageAsync($"{image.FullName}:{image.Tag}", Token));
        Assert.True(progress.Last.BytesTotal > 0);
        await _client.RemoveImageAsync($"{image.FullName}:{image.Tag}", Token);
    }

    [Fact]
    public async Task Pull_LoginInDockersOwnStore_IsFoundThere()
    {
        var folder = Directory.CreateTempSubdirectory("adg-config-");
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "config.json"),
            "{\"auths\": {\"127.0.0.1:5\": {\"auth\": \"" + Convert.ToBase64String(Encoding.UTF8.GetBytes("adg:ri:ght")) + "\"}}}");
        Assert.Equal(new RegistryCredentials("adg", "ri:ght"), await new CredentialStore(folder.FullName).FindAsync("127.0.0.1:5", Token));
        Assert.Null(await new CredentialStore(folder.FullName).FindAsync("elsewhere:5", Token));
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Pull_RegistryTakesTheConnectionAndIsSilent_IsStalled()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        using var client = new DockerClient(DockerEndpoint.Parse(_daemon.Address), new DockerClientOptions { PullStallTimeout = TimeSpan.FromSeconds(1) });
        var image = ImageReference.Parse($"127.0.0.1:{((IPEndPoint)silent.LocalEndpoint).Port}/x:1");
        var stalled = await Assert.ThrowsAsync<DockerPullException>(() => client.PullImageAsync(image, null, null, Token));
        Assert.Equal((PullFailure.Stalled, true), (stalled.Failure, stalled.IsTransient));
    }

    private sealed class LastProgress : IProgress<PullProgress>
    {
        public PullProgress Last { get; private set; }

        public void Report(PullProgress value) => Last = value;
    }
}
