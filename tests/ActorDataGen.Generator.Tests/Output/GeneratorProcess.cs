using System.Diagnostics;
using System.Text.Json;
using ActorDataGen.TestSupport;

namespace ActorDataGen.Generator.Tests.Output;

/// <summary>The generator as a process of its own, as an agent starts it.</summary>
internal sealed class GeneratorProcess : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly Task<string> _errors;

    private GeneratorProcess(Process process) => (_process, _errors) = (process, process.StandardError.ReadToEndAsync());

    /// <summary>The last progress line read.</summary>
    public JsonElement Progress { get; private set; }

    public static GeneratorProcess Start(IReadOnlyDictionary<string, string> environment)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "adg-generator.dll")])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return new GeneratorProcess(Process.Start(start)!);
    }

    /// <summary>Reads progress until it has committed something beyond a position, or ended.</summary>
    public async Task UntilCommittedAsync(long position)
    {
        using var limit = new CancellationTokenSource(Limit);
        while (await _process.StandardOutput.ReadLineAsync(limit.Token) is { } line)
        {
            Progress = JsonDocument.Parse(line).RootElement;
            if (Progress.GetProperty("position").GetInt64() > position)
            {
                return;
            }
        }
    }

    public void Terminate() => UnixSignals.Terminate(_process);

    public void Freeze() => UnixSignals.Freeze(_process);

    public void Thaw() => UnixSignals.Thaw(_process);

    /// <summary>Ends it as a power cut would.</summary>
    public void Kill() => _process.Kill();

    /// <summary>Waits for its end and returns exit code, last progress line and errors.</summary>
    public async Task<(int ExitCode, string Errors)> EndAsync()
    {
        using var limit = new CancellationTokenSource(Limit);
        while (await _process.StandardOutput.ReadLineAsync(limit.Token) is { } line)
        {
            Progress = JsonDocument.Parse(line).RootElement;
        }

        await _process.WaitForExitAsync(limit.Token);
        return (_process.ExitCode, await _errors);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }
}
