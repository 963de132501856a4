using System.Net.Sockets;
using ActorDataGen.Client;
using ActorDataGen.Node.Api;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ActorDataGen.Node.Web;

/// <summary>The node's web server: REST, events, health, the embedded registry and the pages, on one address.</summary>
internal static class NodeWeb
{
    /// <summary>Builds the server; it listens once it is started.</summary>
    public static WebApplication Build(NodeOptions options, ILoggerFactory loggers, Action<IServiceCollection> services, Action<WebApplication> endpoints)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ApplicationName = "adg", ContentRootPath = AppContext.BaseDirectory });
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(loggers);
        builder.Services.Configure<Microsoft.Extensions.Hosting.HostOptions>(o => o.ShutdownTimeout = TimeSpan.FromSeconds(5));
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false).UseUrls(options.HttpAddress.GetLeftPart(UriPartial.Authority));
        builder.Services.ConfigureHttpJsonOptions(json =>
        {
            json.SerializerOptions.DefaultIgnoreCondition = AdgClient.Json.DefaultIgnoreCondition;
            json.SerializerOptions.PropertyNamingPolicy = AdgClient.Json.PropertyNamingPolicy;
        });
        builder.Services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = true);
        builder.Services.AddOpenApi();
        services(builder.Services);
        var app = builder.Build();
        app.UseProblems(loggers.CreateLogger("ActorDataGen.Node.Api"));
        app.UseToken(options.Token);
        endpoints(app);
        if (options.EffectiveRoles.HasFlag(NodeRoles.Portal))
        {
            app.MapOpenApi();
            app.MapHealth();
            var api = app.MapGroup("/api/v1");
            api.MapJobs();
            api.MapAgents();
            api.MapTopics();
            api.MapCluster();
            api.MapEvents();
            api.MapLogs();
            app.MapPages();
        }

        return app;
    }

    /// <summary>Starts to listen.</summary>
    /// <exception cref="NodeException">The address is taken or is not this machine's.</exception>
    public static async Task<Uri> ListenAsync(WebApplication app, NodeOptions options, CancellationToken cancellationToken)
    {
        try
        {
            await app.StartAsync(cancellationToken);
        }
        catch (IOException e) when (e.InnerException is AddressInUseException || e.InnerException is SocketException)
        {
            throw new NodeException($"--http {options.HttpAddress.GetLeftPart(UriPartial.Authority)} is taken by another program: stop that one, or name another port (0 takes a free one)", e);
        }
        catch (SocketException e)
        {
            throw new NodeException($"--http {options.HttpAddress.GetLeftPart(UriPartial.Authority)} cannot be listened on: {e.Message}", e);
        }

        var addresses = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses;
        return new Uri(addresses.First());
    }
}
