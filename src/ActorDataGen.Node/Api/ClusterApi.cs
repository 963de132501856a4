using ActorDataGen.Client;
using ActorDataGen.Client.Contract;
using ActorDataGen.Node.Jobs;
using ActorDataGen.Node.ReadModel;
using ActorDataGen.Node.Topics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace ActorDataGen.Node.Api;

/// <summary>What a node knows of itself once it runs.</summary>
internal sealed record NodeIdentity(string ClusterId, string NodeId, NodeRoles Roles, string BootstrapServers, string SchemaRegistryUrl, string JobTopic, string ControllerGroup);

/// <summary><c>/api/v1/cluster</c>, health and readiness.</summary>
internal static class ClusterApi
{
    public static void MapCluster(this IEndpointRouteBuilder api) =>
        api.MapGet("/cluster", ShowAsync).WithTags("cluster").WithSummary("The cluster as this node sees it").Produces<ClusterView>();

    public static void MapHealth(this IEndpointRouteBuilder app)
    {
        app.MapGet("/healthz", () => Results.Text("ok"));
        app.MapGet("/readyz", (ClusterReadModel model) => model.IsCaughtUp
            ? Results.Text("ready")
            : Results.Text("reading the topics", statusCode: StatusCodes.Status503ServiceUnavailable));
    }

    private static async Task<IResult> ShowAsync(NodeIdentity node, ClusterReadModel model, TopicCatalogue catalogue)
    {
        var owners = await catalogue.OwnersAsync(node.ControllerGroup, node.JobTopic);
        return Results.Json(
            new ClusterView
            {
                ClusterId = node.ClusterId,
                Node = node.NodeId,
                Roles = [.. Enum.GetValues<NodeRoles>().Where(r => int.PopCount((int)r) == 1 && node.Roles.HasFlag(r)).Select(r => r.ToString().ToLowerInvariant())],
                BootstrapServers = node.BootstrapServers,
                SchemaRegistryUrl = node.SchemaRegistryUrl,
                Partitions = owners,
                Jobs = model.Jobs.GroupBy(j => JobViews.Word(j.Phase)).ToDictionary(g => g.Key, g => g.Count()),
                Agents = model.Agents.GroupBy(a => a.State).ToDictionary(g => g.Key, g => g.Count()),
            },
            AdgClient.Json);
    }
}
