using ActorDataGen.EmbeddedRegistry;
using ActorDataGen.SchemaRegistry;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace ActorDataGen.Kafka.Tests.Serialization;

/// <summary>A registry of the test's own over HTTP, and clients whose network can be cut.</summary>
internal sealed class RegistryUnderTest : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly List<IDisposable> _clients = [];

    private RegistryUnderTest(WebApplication app) => _app = app;

    public static async Task<RegistryUnderTest> StartAsync(KafkaConnectionOptions connection)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddEmbeddedRegistry(o =>
        {
            o.BootstrapServers = connection.BootstrapServers;
            o.Topic = $"_schemas-{Guid.NewGuid():N}";
        });
        var app = builder.Build();
        app.MapEmbeddedRegistry();
        await app.StartAsync();
        await app.Services.WaitForEmbeddedRegistryAsync();
        return new RegistryUnderTest(app);
    }

    /// <summary>A client that has asked nothing yet.</summary>
    public (SchemaRegistryClient Client, Cable Cable) Connect()
    {
        var cable = new Cable();
        var client = new SchemaRegistryClient(new SchemaRegistryOptions { Urls = [new Uri(_app.Urls.First())], Handler = cable, Retries = 0 });
        _clients.AddRange([client, cable]);
        return (client, cable);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var client in _clients) client.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    internal sealed class Cable() : DelegatingHandler(new SocketsHttpHandler())
    {
        public bool IsCut { get; set; }

        public int Requests { get; private set; }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Requests++;
            return IsCut ? throw new HttpRequestException("cut") : base.SendAsync(request, cancellationToken);
        }
    }
}
