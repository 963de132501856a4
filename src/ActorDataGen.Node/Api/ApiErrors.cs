using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace ActorDataGen.Node.Api;

/// <summary>What a request meets when something goes wrong: a problem in one line, never a stack trace.</summary>
internal static partial class ApiErrors
{
    public static void UseProblems(this IApplicationBuilder app, ILogger logger) => app.UseExceptionHandler(handler => handler.Run(async context =>
    {
        var error = context.Features.Get<IExceptionHandlerFeature>()?.Error;
        await (error switch
        {
            BadHttpRequestException { InnerException: JsonException json } => Problems.BadRequest(Field(json), "cannot be read", "send JSON as /openapi/v1.json describes it"),
            BadHttpRequestException bad => Problems.BadRequest("request", bad.Message, "see /openapi/v1.json"),
            NodeException node => Problems.Unavailable(node.Message),
            _ => Unexpected(logger, context.Request.Path, error),
        }).ExecuteAsync(context);
    }));

    private static string Field(JsonException e) => e.Path is { Length: > 2 } path ? path[2..] : "body";

    private static IResult Unexpected(ILogger logger, string path, Exception? error)
    {
        LogUnexpected(logger, error, path);
        return Problems.Unavailable("the node failed to answer this request; its log says why");
    }

    [LoggerMessage(8001, LogLevel.Error, "A request for {Path} failed in a way nobody foresaw.")]
    private static partial void LogUnexpected(ILogger logger, Exception? error, string path);
}
