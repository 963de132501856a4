using ActorDataGen.Agent.Engines;
using ActorDataGen.Agent.Engines.Docker;
using ActorDataGen.Agent.Tests.Lifecycle;
using ActorDataGen.Docker.Connecting;
using ActorDataGen.TestSupport;

[assembly: AssemblyFixture(typeof(SharedDockerDaemon))]

namespace ActorDataGen.Agent.Tests.Engines.Docker;

/// <summary>A Docker engine on the tests' own daemon.</summary>
public sealed class DockerEngineBed(DockerDaemon daemon) : EngineBed
{
    public override string Image => DockerDaemon.ShellImage;

    public override IContainerEngine Open() => new DockerEngine(
        new DockerEngineOptions
        {
            Endpoint = DockerEndpoint.Parse(daemon.Address),
            Network = "none",
            AllowedImages = ["adg-test/*"],
            DockerConfigDirectory = daemon.Folder,
        },
        TimeProvider.System);

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

/// <summary>The contract, kept by the Docker engine.</summary>
public sealed class DockerEngineContractTests(SharedDockerDaemon shared) : EngineContractTests
{
    protected override async ValueTask<EngineBed> MakeBedAsync() => new DockerEngineBed(await shared.RequireAsync());
}

/// <summary>The agent on containers.</summary>
public sealed class DockerAgentHostTests(SharedDockerDaemon shared) : AgentHostTests
{
    protected override async ValueTask<EngineBed> MakeBedAsync() => new DockerEngineBed(await shared.RequireAsync());
}
