using System.Collections;
using System.Runtime.InteropServices;
using ActorDataGen.Generator.Runs;

var environment = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
    .ToDictionary(e => (string)e.Key, e => (string?)e.Value ?? "");
var (settings, problems) = EnvironmentContract.Read(environment);
if (problems.Count > 0)
{
    foreach (var problem in problems)
    {
        await Console.Error.WriteLineAsync($"adg-generator: {problem}");
    }

    return ExitCode.WrongSettings;
}

using var stop = new CancellationTokenSource();
void Drain(PosixSignalContext signal)
{
    // The process ends by itself, after what it has made is committed.
    signal.Cancel = true;
    stop.Cancel();
}

using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Drain);
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Drain);
return await GeneratorRun.RunAsync(settings, Console.Out, Console.Error, TimeProvider.System, stop.Token);
