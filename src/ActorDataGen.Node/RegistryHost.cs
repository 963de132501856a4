using ActorDataGen.EmbeddedRegistry;
using ActorDataGen.Kafka;
using ActorDataGen.Node.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;

namespace ActorDataGen.Node;

/// <summary>The embedded registry by itself, at the root of its own address, as its clients expect it.</summary>
public sealed class RegistryHost : IAsyncDisposable
{
    private readonly WebApplication _web;

    private RegistryHost(WebApplication web, Uri address)
    {
        _web = web;
        Address = address;
    }

    /// <summary>Where it serves.</summary>
    public Uri Address { get; }

    /// <summary>Starts it and returns once it has read its topic.</summary>
    /// <exception cref="NodeException">The address is taken, or Kafka does not answer.</exception>
    public static async Task<RegistryHost> StartAsync(
        Uri address, string bootstrapServers, IReadOnlyDictionary<string, string>? kafkaProperties, ILoggerFactory loggers, CancellationToken cancellationToken = default)
    {
        KafkaLibrary.EnsureLoaded();
        var options = new NodeOptions { HttpAddress = address, Roles = NodeRoles.Registry, BootstrapServers = bootstrapServers };
        options.Validate();
        var web = NodeWeb.Build(
            options,
            loggers,
            services => services.AddEmbeddedRegistry(o =>
            {
                o.BootstrapServers = bootstrapServers;
                foreach (var (key, value) in kafkaProperties ?? new Dictionary<string, string>())
                {
                    o.KafkaProperties[key] = value;
                }
            }),
            app => app.MapEmbeddedRegistry());
        try
        {
            var bound = await NodeWeb.ListenAsync(web, options, cancellationToken);
            await web.Services.WaitForEmbeddedRegistryAsync(cancellationToken);
            return new RegistryHost(web, bound);
        }
        catch (TimeoutException e)
        {
            await web.DisposeAsync();
            throw new NodeException($"--bootstrap-servers {bootstrapServers}: Kafka does not answer: {e.Message}", e);
        }
        catch
        {
            await web.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _web.StopAsync();
        await _web.DisposeAsync();
    }
}
