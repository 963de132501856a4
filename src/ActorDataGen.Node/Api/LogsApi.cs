using ActorDataGen.Client.Contract;
using ActorDataGen.Jobs;
using ActorDataGen.Node.Logs;
using ActorDataGen.Node.ReadModel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;

namespace ActorDataGen.Node.Api;

/// <summary>Logs of replicas: of a job, wherever its replicas are, and of this node's agent, for other nodes.</summary>
internal static class LogsApi
{
    public static void MapLogs(this IEndpointRouteBuilder api)
    {
        api.MapGet("/jobs/{id}/logs", JobAsync).WithTags("jobs").WithSummary("What a job's containers wrote, a line each").Produces<Problem>(404);
        api.MapGet("/agents/{agent}/logs/{uid}/{replica:int}", AgentAsync).WithTags("agents").WithSummary("The log of an attempt at this node's agent").Produces<Problem>(404);
    }

    private static async Task JobAsync(
        string id, int? replica, bool? follow, int? tail, HttpContext context, ClusterReadModel model, LogSources logs, IHostApplicationLifetime lifetime)
    {
        if (model.FindJob(id) is not { } job)
        {
            await Problems.NotFound("job", id, "adg jobs lists those there are").ExecuteAsync(context);
            return;
        }

        if (replica is { } number && job.Replicas.All(r => r.Number != number))
        {
            await Problems.NotFound("replica", $"{number} of job {id}", $"it has {job.Replicas.Count}, numbered from 0").ExecuteAsync(context);
            return;
        }

        using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        await SendAsync(context, logs.ReadAsync(job, replica, follow ?? false, tail, ending.Token), ending.Token);
    }

    private static async Task AgentAsync(
        string agent, string uid, int replica, int? attempt, bool? follow, HttpContext context, LogSources logs, IHostApplicationLifetime lifetime)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        if (logs.Local?.Id.ToString() != agent || !JobUid.TryParse(uid, out var job)
            || await logs.LocalAsync(job, replica, attempt, follow ?? false, ending.Token) is not { } lines)
        {
            await Problems.NotFound("log", $"of {uid}, replica {replica}, at agent {agent}", "it may be gone, or at another agent").ExecuteAsync(context);
            return;
        }

        await SendAsync(context, lines, ending.Token);
    }

    private static async Task SendAsync(HttpContext context, IAsyncEnumerable<string> lines, CancellationToken cancellationToken)
    {
        context.Response.ContentType = "text/plain; charset=utf-8";
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        await context.Response.StartAsync(cancellationToken);
        try
        {
            await foreach (var line in lines.WithCancellation(cancellationToken))
            {
                await context.Response.WriteAsync(line + "\n", cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The reader left, or the node stops: both end the stream.
            return;
        }
    }
}
