using System.Text.Json;
using ActorDataGen.Client;
using ActorDataGen.Node.ReadModel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;

namespace ActorDataGen.Node.Api;

/// <summary><c>/api/v1/events</c>: what changes, as server-sent events.</summary>
internal static class EventsApi
{
    public static void MapEvents(this IEndpointRouteBuilder api) => api.MapGet("/events", SendAsync).WithTags("events").WithSummary("What changes, as server-sent events");

    private static async Task SendAsync(HttpContext context, ClusterReadModel model, IHostApplicationLifetime lifetime)
    {
        context.Response.ContentType = "text/event-stream";
        context.Response.Headers.CacheControl = "no-store";
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        try
        {
            await foreach (var change in model.WatchAsync(ending.Token))
            {
                await context.Response.WriteAsync($"event: {change.Kind}\ndata: {JsonSerializer.Serialize(change, AdgClient.Json)}\n\n", ending.Token);
                await context.Response.Body.FlushAsync(ending.Token);
            }
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            // The reader left, or the node stops: both end the stream.
            return;
        }
    }
}
