using System.Collections.Immutable;
using ActorDataGen.Agent.Engines;
using ActorDataGen.Jobs;

namespace ActorDataGen.Agent.Tests.Engines;

/// <summary>What the contract suite needs of an engine: a way to open it (again), and containers that do as they are told.</summary>
public abstract class EngineBed : IAsyncDisposable
{
    private int _uids;

    /// <summary>An owner of its own for each test: they share daemons.</summary>
    public EngineOwner Owner { get; } = new("contract-" + Guid.NewGuid().ToString("N")[..8], new AgentId("agent-a"));

    /// <summary>The image whose arguments are <c>-c SCRIPT</c> for a shell.</summary>
    public abstract string Image { get; }

    /// <summary>True when closing an engine and opening it again leaves containers alone.</summary>
    public virtual bool SurvivesReopening => true;

    /// <summary>Opens an engine on the same host.</summary>
    public abstract IContainerEngine Open();

    /// <summary>Asks for a container that runs a shell script.</summary>
    public LaunchRequest Script(string script, EngineOwner? owner = null, int attempt = 1, params ReadOnlySpan<(string, string)> environment)
    {
        var uid = new JobUid(new Guid(Interlocked.Increment(ref _uids), 0, 0, new byte[8]));
        var variables = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in environment)
            variables[name] = value;
        return new LaunchRequest(new ReplicaIdentity(owner ?? Owner, new JobId("Job 1/x"), uid, 0, 1, attempt), Image)
        {
            Arguments = ["-c", script],
            Environment = variables.ToImmutable(),
        };
    }

    public abstract ValueTask DisposeAsync();
}
