using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace ActorDataGen.Node.Api;

/// <summary>Lets requests through that carry the token in a header; a cookie never counts, so no page can act for its visitor.</summary>
internal static class Access
{
    public static void UseToken(this IApplicationBuilder app, string? token)
    {
        if (token is null)
        {
            return;
        }

        var wanted = SHA256.HashData(Encoding.UTF8.GetBytes("Bearer " + token));
        app.Use((context, next) =>
        {
            // Probes and pages are open: they tell nothing and change nothing.
            var path = context.Request.Path;
            var open = path.StartsWithSegments("/healthz") || path.StartsWithSegments("/readyz")
                || (!path.StartsWithSegments("/api") && !path.StartsWithSegments("/metrics") && HttpMethods.IsGet(context.Request.Method)
                    && !path.StartsWithSegments("/registry"));
            var given = SHA256.HashData(Encoding.UTF8.GetBytes(context.Request.Headers.Authorization.ToString()));
            return open || CryptographicOperations.FixedTimeEquals(wanted, given) ? next(context) : Problems.Unauthorized().ExecuteAsync(context);
        });
    }
}
