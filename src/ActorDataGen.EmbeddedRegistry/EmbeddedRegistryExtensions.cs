using ActorDataGen.EmbeddedRegistry.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace ActorDataGen.EmbeddedRegistry;

/// <summary>Puts the registry into any ASP.NET Core host.</summary>
public static class EmbeddedRegistryExtensions
{
    /// <summary>Adds the registry; it starts to read its topic when the host starts.</summary>
    public static IServiceCollection AddEmbeddedRegistry(this IServiceCollection services, Action<EmbeddedRegistryOptions> configure)
    {
        services.Configure(configure);
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<RegistryService>();
        services.AddHostedService(provider => provider.GetRequiredService<RegistryService>());
        return services;
    }

    /// <summary>Serves the registry's REST interface.</summary>
    /// <param name="endpoints">The host's routes.</param>
    /// <param name="prefix">What stands before all paths; nothing serves it at the root, as clients expect.</param>
    public static IEndpointConventionBuilder MapEmbeddedRegistry(this IEndpointRouteBuilder endpoints, string prefix = "")
    {
        var group = endpoints.MapGroup(prefix);
        RegistryEndpoints.Map(group);
        return group;
    }

    /// <summary>Waits until the registry has read its topic and answers at once.</summary>
    /// <exception cref="TimeoutException">It was not read within <see cref="EmbeddedRegistryOptions.Timeout"/>.</exception>
    public static Task WaitForEmbeddedRegistryAsync(this IServiceProvider services, CancellationToken cancellationToken = default) =>
        services.GetRequiredService<RegistryService>().LoadedAsync(cancellationToken);
}
