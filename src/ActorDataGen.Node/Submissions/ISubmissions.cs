using ActorDataGen.Client.Contract;
using ActorDataGen.Jobs.Agents;
using ActorDataGen.Jobs.Lifecycle;

namespace ActorDataGen.Node.Submissions;

/// <summary>Where what users ask for goes. It is accepted once Kafka has acknowledged it.</summary>
internal interface ISubmissions
{
    /// <exception cref="NodeException">Kafka or the registry did not answer; nothing was accepted.</exception>
    Task<Submitted> SubmitAsync(JobCommand command, CancellationToken cancellationToken);

    /// <exception cref="NodeException">Kafka or the registry did not answer; nothing was accepted.</exception>
    Task<Submitted> DirectAsync(AgentDirective directive, CancellationToken cancellationToken);
}
