using System.Net;
using System.Text;

namespace ActorDataGen.SchemaRegistry.Tests;

/// <summary>Answers requests as a test says, and counts them.</summary>
internal sealed class FakeRegistry(Func<HttpRequestMessage, string, HttpResponseMessage> answer) : HttpMessageHandler
{
    public List<(string Method, string Path, string? Authorization)> Requests { get; } = [];

    public Task? Gate { get; set; }

    public static HttpResponseMessage Json(string json, HttpStatusCode status = HttpStatusCode.OK) =>
        new(status) { Content = new StringContent(json, Encoding.UTF8, "application/vnd.schemaregistry.v1+json") };

    public SchemaRegistryClient Client(params string[] urls) => new(Options(urls));

    public SchemaRegistryOptions Options(params string[] urls) => new()
    {
        Urls = [.. (urls.Length == 0 ? ["http://registry:8081"] : urls).Select(u => new Uri(u))],
        Handler = this,
        RetryDelay = TimeSpan.Zero,
    };

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        lock (Requests) Requests.Add((request.Method.Method, request.RequestUri!.PathAndQuery, request.Headers.Authorization?.ToString()));
        if (Gate is not null) await Gate.WaitAsync(cancellationToken);
        var body = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken);
        return answer(request, body);
    }
}
