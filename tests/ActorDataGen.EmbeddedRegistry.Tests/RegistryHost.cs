using System.Text;
using System.Text.Json;
using ActorDataGen.SchemaRegistry;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace ActorDataGen.EmbeddedRegistry.Tests;

/// <summary>A registry on a port of its own, kept in a topic of its own.</summary>
internal sealed class RegistryHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    private RegistryHost(WebApplication app)
    {
        _app = app;
        Url = app.Urls.First();
        Http = new HttpClient { BaseAddress = new Uri(Url) };
        Client = new SchemaRegistryClient(Url);
    }

    public string Url { get; }

    public HttpClient Http { get; }

    public SchemaRegistryClient Client { get; }

    public static string NewTopic() => $"_schemas-{Guid.NewGuid():N}";

    public static async Task<RegistryHost> StartAsync(string bootstrapServers, string topic, Action<EmbeddedRegistryOptions>? configure = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddEmbeddedRegistry(o =>
        {
            o.BootstrapServers = bootstrapServers;
            o.Topic = topic;
            configure?.Invoke(o);
        });
        var app = builder.Build();
        app.MapEmbeddedRegistry();
        await app.StartAsync();
        await app.Services.WaitForEmbeddedRegistryAsync();
        return new RegistryHost(app);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        Http.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    /// <summary>Sends a request and gives the status with the body as compact JSON.</summary>
    public async Task<(int Status, string Body)> SendAsync(string method, string path, object? body = null)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (body is not null) request.Content = new StringContent(JsonSerializer.Serialize(body), Encoding.UTF8, "application/vnd.schemaregistry.v1+json");
        using var response = await Http.SendAsync(request);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    public async Task<(int Status, int Code)> RefusedAsync(string method, string path, object? body = null)
    {
        var (status, text) = await SendAsync(method, path, body);
        return (status, JsonDocument.Parse(text).RootElement.GetProperty("error_code").GetInt32());
    }
}
