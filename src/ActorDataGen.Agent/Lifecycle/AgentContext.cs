using ActorDataGen.Agent.Engines;
using ActorDataGen.Agent.Logs;
using ActorDataGen.Agent.Monitoring;
using ActorDataGen.Agent.Transport;
using Microsoft.Extensions.Logging;

namespace ActorDataGen.Agent.Lifecycle;

/// <summary>What the actors of one agent share. All of it is safe to use from any thread.</summary>
internal sealed record AgentContext(
    AgentOptions Options, IContainerEngine Engine, IAgentTransport Transport, LogSpool Spool, HealthMonitor Monitor, PauseGuard Guard,
    TimeProvider Time, ILogger Logger)
{
    /// <summary>Whose containers these are.</summary>
    public EngineOwner Owner { get; } = new(Options.ClusterId, Options.AgentId);
}
