namespace ActorDataGen.Agent.Monitoring;

/// <summary>A condition for taking work. While one fails the agent says so, takes nothing new and leaves its containers alone.</summary>
public interface IAgentCheck
{
    /// <summary>The name by which it stands in <c>failed_checks</c>: short, lower case.</summary>
    string Name { get; }

    /// <summary>Looks.</summary>
    /// <returns>Null when all is well, else one line that says what is wrong. An exception is a failure with its message.</returns>
    Task<string?> CheckAsync(CancellationToken cancellationToken);
}
