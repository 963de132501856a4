using ActorDataGen.Client;
using ActorDataGen.Client.Contract;
using ActorDataGen.Jobs;
using ActorDataGen.Jobs.Lifecycle;
using ActorDataGen.Jobs.Specs;
using ActorDataGen.Node.Jobs;
using ActorDataGen.Node.ReadModel;
using ActorDataGen.Node.Submissions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace ActorDataGen.Node.Api;

/// <summary><c>/api/v1/jobs</c>: submit, look at and change jobs. Changes are records on the job topic; the answer says where.</summary>
internal static class JobsApi
{
    public static void MapJobs(this IEndpointRouteBuilder api)
    {
        var jobs = api.MapGroup("/jobs").WithTags("jobs");
        jobs.MapPost("/", SubmitAsync).WithSummary("Submit a job, or with ?dryRun=true say where it would go").Produces<Submitted>(202).Produces<DryRun>().Produces<Problem>(422);
        jobs.MapGet("/", List).WithSummary("List jobs").Produces<IReadOnlyList<JobSummary>>();
        jobs.MapGet("/{id}", Show).WithSummary("Show a job").Produces<JobDetail>().Produces<Problem>(404);
        jobs.MapGet("/{id}/history", History).WithSummary("Every change of a job").Produces<IReadOnlyList<Client.Contract.JobChange>>().Produces<Problem>(404);
        jobs.MapPost("/{id}/start", (string id, ClusterReadModel model, ISubmissions submissions, CancellationToken ct) =>
            ChangeAsync(id, model, submissions, job => new StartJob(job), ct)).WithSummary("Start a held, stopped or ended job").Produces<Submitted>(202).Produces<Problem>(404);
        jobs.MapPost("/{id}/stop", (string id, ClusterReadModel model, ISubmissions submissions, CancellationToken ct) =>
            ChangeAsync(id, model, submissions, job => new StopJob(job), ct)).WithSummary("Stop a job").Produces<Submitted>(202).Produces<Problem>(404);
        jobs.MapPost("/{id}/restart", (string id, bool? onlyFailed, ClusterReadModel model, ISubmissions submissions, CancellationToken ct) =>
            ChangeAsync(id, model, submissions, job => new RestartJob(job, onlyFailed ?? false), ct)).WithSummary("Restart a job's replicas").Produces<Submitted>(202).Produces<Problem>(404);
        jobs.MapPost("/{id}/scale", ScaleAsync).WithSummary("Change the number of replicas").Produces<Submitted>(202).Produces<Problem>(404);
        jobs.MapDelete("/{id}", (string id, ClusterReadModel model, ISubmissions submissions, CancellationToken ct) =>
            ChangeAsync(id, model, submissions, job => new DeleteJob(job), ct)).WithSummary("Delete a job with its history").Produces<Submitted>(202).Produces<Problem>(404);
    }

    private static async Task<IResult> SubmitAsync(
        JobDocument document, bool? dryRun, ClusterReadModel model, ISubmissions submissions, CancellationToken cancellationToken)
    {
        var (spec, unreadable) = JobDocumentReader.Read(document);
        var problems = unreadable.AddRange(JobSpecValidator.Validate(spec).Where(p => !unreadable.Any(u => u.Field == p.Field)));
        if (problems.Length > 0)
        {
            return Problems.Invalid(problems);
        }

        if (dryRun == true)
        {
            return Results.Json(DryRuns.Try(spec, model), AdgClient.Json);
        }

        var submitted = await submissions.SubmitAsync(new CreateJob(spec) { User = spec.User }, cancellationToken);
        return Accepted(submitted);
    }

    private static IResult List(string? state, ClusterReadModel model) => Results.Json(
        model.Jobs.Select(JobViews.Summary).Where(j => state is null || string.Equals(j.State, state, StringComparison.OrdinalIgnoreCase))
            .OrderByDescending(j => j.CreatedAt).ThenBy(j => j.Id, StringComparer.Ordinal).ToList(),
        AdgClient.Json);

    private static IResult Show(string id, ClusterReadModel model) =>
        model.FindJob(id) is { } job ? Results.Json(JobViews.Detail(job), AdgClient.Json) : Missing(id);

    private static IResult History(string id, ClusterReadModel model) =>
        model.FindJob(id) is { } job ? Results.Json(JobViews.History(job), AdgClient.Json) : Missing(id);

    private static Task<IResult> ScaleAsync(string id, ScaleRequest request, ClusterReadModel model, ISubmissions submissions, CancellationToken cancellationToken) =>
        model.FindJob(id) is { } job && JobSpecValidator.Validate(job.Spec with { Replicas = request.Replicas }) is [_, ..] problems
            ? Task.FromResult(Problems.Invalid(problems))
            : ChangeAsync(id, model, submissions, known => new ScaleJob(known, request.Replicas), cancellationToken);

    private static async Task<IResult> ChangeAsync(
        string id, ClusterReadModel model, ISubmissions submissions, Func<JobId, JobCommand> command, CancellationToken cancellationToken) =>
        model.FindJob(id) is { } job ? Accepted(await submissions.SubmitAsync(command(job.Id), cancellationToken)) : Missing(id);

    private static IResult Accepted(Submitted submitted) =>
        Results.Json(submitted, AdgClient.Json, statusCode: StatusCodes.Status202Accepted);

    private static IResult Missing(string id) => Problems.NotFound("job", id, "adg jobs lists those there are");
}
