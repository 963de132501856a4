using ActorDataGen.Client.Contract;
using ActorDataGen.Jobs.Specs;
using Microsoft.AspNetCore.Http;

namespace ActorDataGen.Node.Api;

/// <summary>Refusals in the form of RFC 9457, each with one line that names the field and the remedy.</summary>
internal static class Problems
{
    public static IResult Invalid(IReadOnlyList<SpecProblem> problems) => Make(
        StatusCodes.Status422UnprocessableEntity,
        "invalid",
        "The job cannot be as it is written.",
        problems[0].ToString(),
        [.. problems.Select(p => new FieldProblem { Field = p.Field, Problem = p.Problem, Remedy = p.Remedy })]);

    public static IResult BadRequest(string field, string problem, string remedy) => Make(
        StatusCodes.Status400BadRequest,
        "bad-request",
        "The request cannot be read.",
        $"{field}: {problem}; {remedy}",
        [new FieldProblem { Field = field, Problem = problem, Remedy = remedy }]);

    public static IResult NotFound(string what, string id, string remedy) =>
        Make(StatusCodes.Status404NotFound, "not-found", "There is no such thing.", $"there is no {what} {id}; {remedy}");

    public static IResult Conflict(string detail) => Make(StatusCodes.Status409Conflict, "conflict", "That cannot be done now.", detail);

    public static IResult Unauthorized() => Make(
        StatusCodes.Status401Unauthorized,
        "unauthorized",
        "A token is needed.",
        "the Authorization header has no valid bearer token: send Authorization: Bearer TOKEN (adg --token, ADG_TOKEN)");

    public static IResult Unavailable(string detail) => Make(StatusCodes.Status503ServiceUnavailable, "unavailable", "Try again.", detail);

    private static IResult Make(int status, string type, string title, string detail, IReadOnlyList<FieldProblem>? errors = null) => Results.Json(
        new Problem { Type = $"urn:adg:problem:{type}", Title = title, Status = status, Detail = detail, Errors = errors },
        Client.AdgClient.Json,
        "application/problem+json",
        status);
}
