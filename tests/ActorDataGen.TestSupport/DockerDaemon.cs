using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using Xunit;

namespace ActorDataGen.TestSupport;

/// <summary>A Docker daemon of the tests' own: its data, state, socket and network are its alone, and it goes with them.</summary>
public sealed class DockerDaemon : IAsyncDisposable
{
    private readonly DirectoryInfo _folder;
    private readonly string[] _arguments;
    private Process? _process;

    private DockerDaemon(DirectoryInfo folder, string[] arguments) => (_folder, _arguments) = (folder, arguments);

    /// <summary>Image with busybox and <c>/bin/sh</c> as its entry point.</summary>
    public static string ShellImage => "adg-test/shell:latest";

    /// <summary>Its socket file.</summary>
    public string SocketPath => Path.Combine(_folder.FullName, "docker.sock");

    /// <summary>Its address as <c>DOCKER_HOST</c> writes it.</summary>
    public string Address => "unix://" + SocketPath;

    /// <summary>Its folder, for certificates and configuration.</summary>
    public string Folder => _folder.FullName;

    /// <summary>What it has logged.</summary>
    public string Log => File.Exists(LogPath) ? File.ReadAllText(LogPath) : "";

    private string LogPath => Path.Combine(_folder.FullName, "log");

    /// <summary>Starts one, or skips the running test where that can't be.</summary>
    /// <param name="arguments">Further options of <c>dockerd</c>. Without <c>--bridge</c> there is no network but <c>none</c> and <c>host</c>.</param>
    public static async Task<DockerDaemon> RequireAsync(params string[] arguments)
    {
        TestEnvironment.RequireProgram("dockerd");
        TestEnvironment.RequireProgram("docker");
        TestEnvironment.RequireProgram("busybox");
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "dockerd needs root");
        var daemon = new DockerDaemon(Directory.CreateTempSubdirectory("adg-dockerd-"), arguments);
        try
        {
            await daemon.StartAsync();
            await daemon.MakeShellImageAsync();
            return daemon;
        }
        catch (InvalidOperationException e)
        {
            await daemon.DisposeAsync();
            Assert.Skip($"dockerd does not start here: {e.Message}");
            throw;
        }
    }

    /// <summary>Starts it (again), and waits until it answers.</summary>
    public async Task StartAsync()
    {
        string[] own =
        [
            "--data-root", Path.Combine(Folder, "data"), "--exec-root", Path.Combine(Folder, "exec"), "--pidfile", Path.Combine(Folder, "pid"),
            "-H", Address, "--storage-driver", "overlay2",
        ];
        if (!_arguments.Any(argument => argument.StartsWith("--bridge", StringComparison.Ordinal) || argument.StartsWith("--bip", StringComparison.Ordinal)))
            own = [.. own, "--bridge=none", "--iptables=false", "--ip6tables=false"];
        var command = string.Join(' ', own.Concat(_arguments).Select(argument => $"'{argument}'"));
        _process = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", $"exec dockerd {command} >>'{LogPath}' 2>&1"])
        {
            Environment = { ["PATH"] = Environment.GetEnvironmentVariable("PATH") + ":/usr/sbin:/sbin" },
        })!;
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!await AnswersAsync())
        {
            if (_process.HasExited || limit.IsCancellationRequested)
                throw new InvalidOperationException(Log.Split('\n').LastOrDefault(line => line.Contains("fail", StringComparison.OrdinalIgnoreCase)) ?? "no answer");
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        }
    }

    /// <summary>Stops it; its containers end with it unless it was told to keep them.</summary>
    public async Task StopAsync()
    {
        if (_process is not { HasExited: false } process)
            return;
        await RunAsync("kill", process.Id.ToString(CultureInfo.InvariantCulture));
        await process.WaitForExitAsync();
    }

    /// <summary>Kills it.</summary>
    public async Task KillAsync()
    {
        _process!.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>Runs the <c>docker</c> command against it, and returns what it wrote.</summary>
    public Task<string> DockerAsync(params string[] arguments) => RunAsync("docker", ["-H", Address, .. arguments]);

    /// <summary>Makes an image of a folder with a tiny root file system.</summary>
    public async Task MakeShellImageAsync(string? image = null)
    {
        var root = Path.Combine(Folder, "rootfs");
        Directory.CreateDirectory(Path.Combine(root, "bin"));
        File.Copy(TestEnvironment.RequireProgram("busybox"), Path.Combine(root, "bin", "busybox"), overwrite: true);
        foreach (var applet in (string[])["sh", "sleep", "echo", "cat", "head", "tail", "tr", "yes", "seq", "env", "id", "wget", "nc", "ls", "true"])
        {
            var link = Path.Combine(root, "bin", applet);
            if (!File.Exists(link))
                File.CreateSymbolicLink(link, "busybox");
        }

        Directory.CreateDirectory(Path.Combine(root, "tmp"));
        // Under a name of its own, with a layer of its own: nobody has it already.
        if (image is not null)
            await File.WriteAllBytesAsync(Path.Combine(root, "tmp", "unique"), System.Security.Cryptography.RandomNumberGenerator.GetBytes(1 << 20));
        await RunAsync("/bin/sh", "-c", $"tar -C '{root}' -c . | docker -H {Address} import -c 'ENTRYPOINT [\"/bin/sh\"]' - {image ?? ShellImage}");
    }

    /// <summary>Stops it, and removes all it had.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_process is { HasExited: false })
        {
            foreach (var id in (await DockerAsync("ps", "-aq")).Split('\n', StringSplitOptions.RemoveEmptyEntries))
                await DockerAsync("rm", "-f", id);
            await StopAsync();
        }

        await RunAsync("/bin/sh", "-c", $"grep -o '{Folder}[^ ]*' /proc/mounts | sort -r | xargs -r umount; rm -rf '{Folder}'", ignoreFailure: true);
    }

    /// <summary>Runs a program to its end, and returns its output.</summary>
    /// <exception cref="InvalidOperationException">It failed; with its errors.</exception>
    public static Task<string> RunAsync(string program, params string[] arguments) => RunAsync(program, arguments, ignoreFailure: false);

    private static Task<string> RunAsync(string program, string option, string script, bool ignoreFailure) => RunAsync(program, [option, script], ignoreFailure);

    private static async Task<string> RunAsync(string program, string[] arguments, bool ignoreFailure)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["PATH"] = Environment.GetEnvironmentVariable("PATH") + ":/usr/sbin:/sbin";
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 || ignoreFailure ? output : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)}: {await errors}");
    }

    private async Task<bool> AnswersAsync()
    {
        try
        {
            using var handler = new SocketsHttpHandler
            {
                ConnectCallback = async (_, token) =>
                {
                    var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                    await socket.ConnectAsync(new UnixDomainSocketEndPoint(SocketPath), token);
                    return new NetworkStream(socket, ownsSocket: true);
                },
            };
            using var client = new HttpClient(handler) { Timeout = TimeSpan.FromSeconds(2) };
            return (await client.GetAsync(new Uri("http://docker/_ping"))).IsSuccessStatusCode;
        }
        catch (Exception e) when (e is HttpRequestException or SocketException or TaskCanceledException)
        {
            return false;
        }
    }
}

/// <summary>One daemon for all tests of an assembly that can share it, started by the first that asks.</summary>
public sealed class SharedDockerDaemon : IAsyncDisposable
{
    private readonly SemaphoreSlim _gate = new(1);
    private DockerDaemon? _daemon;

    /// <summary>Returns the daemon, or skips the running test.</summary>
    public async Task<DockerDaemon> RequireAsync()
    {
        await _gate.WaitAsync();
        try
        {
            return _daemon ??= await DockerDaemon.RequireAsync();
        }
        finally
        {
            _gate.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_daemon is not null)
            await _daemon.DisposeAsync();
        _gate.Dispose();
    }
}
