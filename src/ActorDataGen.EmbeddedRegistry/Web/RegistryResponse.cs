using System.Text;
using System.Text.Json;
using ActorDataGen.EmbeddedRegistry.State;
using Confluent.Kafka;
using Microsoft.AspNetCore.Http;

namespace ActorDataGen.EmbeddedRegistry.Web;

/// <summary>Writes answers in the content type that the client asks for.</summary>
internal static class RegistryResponse
{
    private const string Versioned = "application/vnd.schemaregistry.v1+json";
    private static readonly string[] Known = [Versioned, "application/vnd.schemaregistry+json", "application/json"];

    public static async Task AnswerAsync(HttpContext context, Func<Task<RegistryAnswer>> ask)
    {
        RegistryAnswer answer;
        try
        {
            answer = await ask();
        }
        catch (Exception e) when (e is KafkaException or TimeoutException)
        {
            answer = RegistryAnswer.Refuse(500, 50001, $"Error in the backend data store: {e.Message}");
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            return;
        }

        var body = answer.Body is RawText raw
            ? Encoding.UTF8.GetBytes(raw.Text)
            : JsonSerializer.SerializeToUtf8Bytes(answer.Body, RegistryJsonTypes.Default.GetTypeInfo(answer.Body.GetType())!);
        context.Response.StatusCode = answer.Status;
        context.Response.ContentType = ContentType(context.Request);
        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(body, context.RequestAborted);
    }

    private static string ContentType(HttpRequest request)
    {
        var accepted = request.GetTypedHeaders().Accept.OrderByDescending(a => a.Quality ?? 1);
        return accepted.Select(a => a.MediaType.Value).FirstOrDefault(m => Known.Contains(m, StringComparer.OrdinalIgnoreCase)) ?? Versioned;
    }
}
