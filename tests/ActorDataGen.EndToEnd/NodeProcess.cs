using System.Diagnostics;
using ActorDataGen.Client;
using ActorDataGen.Client.Contract;
using ActorDataGen.TestSupport;

namespace ActorDataGen.EndToEnd;

/// <summary>A node as a process of its own, that can be killed and started again on the same folder and ports.</summary>
internal sealed class NodeProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private readonly string _folder = Directory.CreateTempSubdirectory("adg-e2e-").FullName;
    private readonly string[] _more;
    private readonly List<string> _said = [];
    private readonly int _httpPort = Executable.FreePort();
    private readonly int _kafkaPort = Executable.FreePort();
    private Process? _process;

    private NodeProcess(string[] more)
    {
        _more = more;
        Client = new AdgClient(Address);
    }

    public AdgClient Client { get; }

    public Uri Address => new($"http://127.0.0.1:{_httpPort}");

    public string BootstrapServers { get; private set; } = "";

    public string RegistryUrl => new Uri(Address, "/registry").ToString();

    public string Said
    {
        get
        {
            lock (_said)
            {
                return string.Join('\n', _said);
            }
        }
    }

    public static async Task<NodeProcess> StartAsync(params string[] more)
    {
        var node = new NodeProcess(more);
        try
        {
            await node.StartAgainAsync();
            return node;
        }
        catch
        {
            await node.DisposeAsync();
            throw;
        }
    }

    public async Task StartAgainAsync()
    {
        string[] own = _more.Contains("--bootstrap-servers") ? [] : ["--kafka-port", $"{_kafkaPort}"];
        var process = Executable.Start("dotnet", [
            "exec", Executable.Path, "up", "--data", Path.Combine(_folder, "data"), "--http", $"http://127.0.0.1:{_httpPort}", "--engine", "process", .. own, .. _more]);
        _process = process;
        var ready = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _ = ListenAsync(process.StandardOutput, line =>
        {
            if (line.StartsWith("  kafka ", StringComparison.Ordinal))
            {
                BootstrapServers = line["  kafka ".Length..].Trim();
            }
            else if (line.StartsWith("ready", StringComparison.Ordinal))
            {
                ready.TrySetResult();
            }
        });
        _ = ListenAsync(process.StandardError, _ => { });
        var ended = process.WaitForExitAsync();
        if (await Task.WhenAny(ready.Task, ended).WaitAsync(Patience) == ended)
        {
            throw new InvalidOperationException($"the node ended at once with {process.ExitCode}: {Said}");
        }
    }

    /// <summary>kill -9.</summary>
    public async Task KillAsync()
    {
        _process!.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>SIGTERM, as Ctrl-C or a supervisor sends it.</summary>
    public async Task<int> StopAsync()
    {
        UnixSignals.Terminate(_process!);
        await _process!.WaitForExitAsync().WaitAsync(Patience);
        return _process.ExitCode;
    }

    /// <summary>Waits for a job to be as wanted, also while the node is on its way up.</summary>
    public async Task<JobDetail> UntilAsync(string job, Func<JobDetail, bool> condition)
    {
        var start = Stopwatch.StartNew();
        JobDetail? last = null;
        while (start.Elapsed < Patience)
        {
            try
            {
                last = await Client.FindJobAsync(job, TestContext.Current.CancellationToken);
                if (last is not null && condition(last))
                {
                    return last;
                }
            }
            catch (AdgClientException e) when (e.IsTransient)
            {
                last = null;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, TestContext.Current.CancellationToken);
        }

        throw new TimeoutException($"{job} is {last?.State} ({last?.Reason}), {last?.Running} running; the node said:\n{Said}");
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is { HasExited: false })
        {
            await KillAsync();
        }

        KillWhatRunsInTheFolder();
        Client.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    // Containers outlive their node on purpose; a test's must not outlive the test.
    private void KillWhatRunsInTheFolder()
    {
        foreach (var folder in Directory.EnumerateDirectories("/proc").Where(f => int.TryParse(Path.GetFileName(f), out _)))
        {
            try
            {
                if (File.ResolveLinkTarget(Path.Combine(folder, "cwd"), returnFinalTarget: false)?.FullName.StartsWith(_folder, StringComparison.Ordinal) == true)
                {
                    using var process = Process.GetProcessById(int.Parse(Path.GetFileName(folder), System.Globalization.CultureInfo.InvariantCulture));
                    process.Kill();
                    process.WaitForExit(TimeSpan.FromSeconds(5));
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or InvalidOperationException)
            {
                // It ended while we looked.
                continue;
            }
        }
    }

    private async Task ListenAsync(StreamReader reader, Action<string> hear)
    {
        while (await reader.ReadLineAsync() is { } line)
        {
            lock (_said)
            {
                _said.Add(line);
            }

            hear(line);
        }
    }
}
