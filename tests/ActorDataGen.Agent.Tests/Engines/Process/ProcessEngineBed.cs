using System.Collections.Immutable;
using ActorDataGen.Agent.Engines;
using ActorDataGen.Agent.Engines.Process;

namespace ActorDataGen.Agent.Tests.Engines.Process;

/// <summary>A process engine on a folder of its own, with a shell as its only generator.</summary>
public sealed class ProcessEngineBed : EngineBed
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("adg-process-");

    public string StateDirectory => _folder.FullName;

    public override string Image => "adg/shell";

    public long MaxLogBytes { get; init; } = 16 * 1024 * 1024;

    public override IContainerEngine Open() => new ProcessEngine(
        new ProcessEngineOptions
        {
            StateDirectory = StateDirectory,
            Catalogue = ImmutableDictionary.CreateRange([KeyValuePair.Create(Image, new GeneratorCommand("/bin/sh", []))]),
            PollInterval = TimeSpan.FromMilliseconds(100),
            MaxLogBytes = MaxLogBytes,
        },
        TimeProvider.System);

    public override ValueTask DisposeAsync()
    {
        _folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }
}

/// <summary>The contract, kept by the process engine.</summary>
public sealed class ProcessEngineContractTests : EngineContractTests
{
    protected override ValueTask<EngineBed> MakeBedAsync()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && File.Exists("/usr/bin/setsid"), "the process engine needs Linux with setsid");
        return ValueTask.FromResult<EngineBed>(new ProcessEngineBed());
    }
}
