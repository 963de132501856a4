using ActorDataGen.Client;
using ActorDataGen.Client.Contract;
using ActorDataGen.Jobs;
using ActorDataGen.Jobs.Agents;
using ActorDataGen.Jobs.Values;
using ActorDataGen.Node.ReadModel;
using ActorDataGen.Node.Submissions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace ActorDataGen.Node.Api;

/// <summary><c>/api/v1/agents</c>: look at agents, drain and resume them.</summary>
internal static class AgentsApi
{
    public static void MapAgents(this IEndpointRouteBuilder api)
    {
        var agents = api.MapGroup("/agents").WithTags("agents");
        agents.MapGet("/", (ClusterReadModel model) => Results.Json(model.Agents.OrderBy(a => a.Id, StringComparer.Ordinal).ToList(), AdgClient.Json))
            .WithSummary("List agents").Produces<IReadOnlyList<AgentView>>();
        agents.MapGet("/{id}", (string id, ClusterReadModel model) => model.FindAgent(id) is { } agent ? Results.Json(agent, AdgClient.Json) : Missing(id))
            .WithSummary("Show an agent").Produces<AgentView>().Produces<Problem>(404);
        agents.MapPost("/{id}/drain", (string id, ClusterReadModel model, ISubmissions submissions, TimeProvider time, CancellationToken ct) =>
            DirectAsync(id, draining: true, model, submissions, time, ct)).WithSummary("Move an agent's replicas elsewhere").Produces<Submitted>(202).Produces<Problem>(404);
        agents.MapPost("/{id}/resume", (string id, ClusterReadModel model, ISubmissions submissions, TimeProvider time, CancellationToken ct) =>
            DirectAsync(id, draining: false, model, submissions, time, ct)).WithSummary("End a drain").Produces<Submitted>(202).Produces<Problem>(404);
    }

    private static async Task<IResult> DirectAsync(
        string id, bool draining, ClusterReadModel model, ISubmissions submissions, TimeProvider time, CancellationToken cancellationToken)
    {
        if (model.FindAgent(id) is null)
        {
            return Missing(id);
        }

        var directive = new AgentDirective { Agent = new AgentId(id), Draining = draining, Labels = StringMap.Empty, At = time.GetUtcNow() };
        return Results.Json(await submissions.DirectAsync(directive, cancellationToken), AdgClient.Json, statusCode: StatusCodes.Status202Accepted);
    }

    private static IResult Missing(string id) => Problems.NotFound("agent", id, "adg agents lists those there are");
}
