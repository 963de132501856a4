using ActorDataGen.Jobs;

namespace ActorDataGen.Agent;

/// <summary>Another process with the same agent id has taken over: this one must end, and must not be started again by itself.</summary>
/// <param name="agent">The id that was started twice.</param>
/// <param name="inner">What the transport said.</param>
public sealed class AgentFencedException(AgentId agent, Exception? inner = null)
    : Exception($"agent '{agent}' was started elsewhere: give each agent an id of its own, and end one of the two", inner)
{
    /// <summary>Always false.</summary>
    public static bool IsTransient => false;
}
