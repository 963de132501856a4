using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Xunit;

namespace ActorDataGen.TestSupport;

/// <summary>A local image registry that wants a password: user <c>adg</c>, password <c>right</c>.</summary>
public sealed class DockerRegistry : IAsyncDisposable
{
    /// <summary>bcrypt, cost 5; there is no htpasswd on a bare machine.</summary>
    private const string BcryptOfRight = "$2b$05$N1zJGsU78vodAXmKR.1AQ.RwEsugQTsjNLRybF.1JCIIuw.oiW/Sm";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("adg-registry-");
    private Process? _process;

    /// <summary>Host and port.</summary>
    public string Address { get; private set; } = "";

    /// <summary>Starts one, or skips the running test where Debian's docker-registry is missing.</summary>
    public static async Task<DockerRegistry> RequireAsync()
    {
        var program = TestEnvironment.RequireProgram("docker-registry");
        var registry = new DockerRegistry();
        var port = FreePort();
        registry.Address = $"127.0.0.1:{port}";
        var folder = registry._folder.FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "htpasswd"), "adg:" + BcryptOfRight + "\n");
        await File.WriteAllTextAsync(Path.Combine(folder, "config.yml"),
            $"""
            version: 0.1
            log: {"{"}level: error{"}"}
            storage:
              filesystem: {"{"}rootdirectory: "{folder}/data"{"}"}
            http: {"{"}addr: "{registry.Address}"{"}"}
            auth:
              htpasswd: {"{"}realm: adg, path: "{folder}/htpasswd"{"}"}
            """);
        registry._process = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", $"exec {program} serve '{folder}/config.yml' >'{folder}/log' 2>&1"]))!;
        using var client = new HttpClient();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (true)
        {
            try
            {
                using var answer = await client.GetAsync(new Uri($"http://{registry.Address}/v2/"), limit.Token);
                Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
                return registry;
            }
            catch (HttpRequestException) when (!registry._process.HasExited)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, limit.Token);
            }
        }
    }

    /// <summary>Pushes an image of a daemon, and takes its name there away again.</summary>
    /// <returns>Its name in this registry.</returns>
    public async Task<string> PushAsync(DockerDaemon daemon, string image)
    {
        var name = $"{Address}/{image}";
        await daemon.DockerAsync("tag", image, name);
        var configuration = Path.Combine(_folder.FullName, "push");
        await DockerDaemon.RunAsync("docker", "-H", daemon.Address, "--config", configuration, "login", "-u", "adg", "-p", "right", Address);
        await DockerDaemon.RunAsync("docker", "-H", daemon.Address, "--config", configuration, "push", "-q", name);
        await daemon.DockerAsync("rmi", name);
        return name;
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is { HasExited: false })
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        _folder.Delete(recursive: true);
    }

    /// <summary>A port that was free a moment ago.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
