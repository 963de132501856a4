using System.Text;
using System.Text.Json;
using ActorDataGen.Client;
using ActorDataGen.Client.Contract;
using ActorDataGen.Node.Topics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;

namespace ActorDataGen.Node.Api;

/// <summary><c>/api/v1/topics</c> and <c>/api/v1/groups</c>: topics with their newest records, groups with their lag.</summary>
internal static class TopicsApi
{
    // A page of this many records is more than anybody reads.
    private const int MostRecords = 10_000;

    public static void MapTopics(this IEndpointRouteBuilder api)
    {
        var topics = api.MapGroup("/topics").WithTags("topics");
        topics.MapGet("/", async (TopicCatalogue catalogue) => Results.Json(await catalogue.ListAsync(), AdgClient.Json))
            .WithSummary("List topics").Produces<IReadOnlyList<TopicView>>();
        topics.MapPost("/", CreateAsync).WithSummary("Create a topic").Produces<TopicView>(201).Produces<Problem>(400).Produces<Problem>(409);
        topics.MapGet("/{name}", async (string name, TopicCatalogue catalogue) =>
            await catalogue.FindAsync(name) is { } topic ? Results.Json(topic, AdgClient.Json) : Missing(name))
            .WithSummary("Show a topic").Produces<TopicView>().Produces<Problem>(404);
        topics.MapDelete("/{name}", DeleteAsync).WithSummary("Delete a topic with its records").Produces(204).Produces<Problem>(404);
        topics.MapGet("/{name}/records", RecordsAsync).WithSummary("The newest records decoded, a JSON line each; with ?follow=true also those that come");
        api.MapGet("/groups", GroupsAsync).WithTags("topics").WithSummary("List consumer groups").Produces<IReadOnlyList<GroupView>>();
    }

    private static async Task<IResult> CreateAsync(NewTopic topic, TopicCatalogue catalogue)
    {
        if (topic.Name is not { Length: > 0 } name)
        {
            return Problems.BadRequest("name", "is missing", "give the topic's name");
        }

        if (topic.Partitions is < 1)
        {
            return Problems.BadRequest("partitions", $"{topic.Partitions} is too few", "use 1 or more");
        }

        if (await catalogue.CreateAsync(topic) is { } refusal)
        {
            return Problems.Conflict($"topic {name} was not created: {refusal}");
        }

        return Results.Json(await catalogue.FindAsync(name) ?? new TopicView { Name = name }, AdgClient.Json, statusCode: StatusCodes.Status201Created);
    }

    private static async Task<IResult> DeleteAsync(string name, TopicCatalogue catalogue) =>
        await catalogue.FindAsync(name) is null ? Missing(name)
        : await catalogue.DeleteAsync(name) is { } refusal ? Problems.Conflict($"topic {name} was not deleted: {refusal}")
        : Results.NoContent();

    private static async Task RecordsAsync(
        string name, int? last, bool? follow, HttpContext context, TopicCatalogue catalogue, TopicTail tail, IHostApplicationLifetime lifetime)
    {
        if (last is < 0 or > MostRecords)
        {
            await Problems.BadRequest("last", $"{last} is out of range", $"use 0 to {MostRecords}").ExecuteAsync(context);
            return;
        }

        if (await catalogue.FindAsync(name) is not { } topic)
        {
            await Missing(name).ExecuteAsync(context);
            return;
        }

        context.Response.ContentType = "application/x-ndjson";
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        try
        {
            await foreach (var record in tail.ReadAsync(topic, last ?? 10, follow ?? false, ending.Token))
            {
                await context.Response.WriteAsync(JsonSerializer.Serialize(record, AdgClient.Json) + "\n", Encoding.UTF8, ending.Token);
                await context.Response.Body.FlushAsync(ending.Token);
            }
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            // The reader left, or the node stops: both end the stream.
            return;
        }
    }

    private static async Task<IResult> GroupsAsync(TopicCatalogue catalogue)
    {
        var groups = new List<GroupView>();
        foreach (var group in (await catalogue.GroupsAsync()).OrderBy(g => g.Group, StringComparer.Ordinal))
        {
            groups.Add(new GroupView { Id = group.Group, State = group.State, Members = group.Members.Count, Lag = await catalogue.LagAsync(group.Group) });
        }

        return Results.Json(groups, AdgClient.Json);
    }

    private static IResult Missing(string name) => Problems.NotFound("topic", name, "adg topics lists those there are");
}
