using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Logging;

namespace ActorDataGen.SchemaRegistry.Tests.Client;

/// <summary>A web server that lists one subject, the name of who asks, to those it lets in; 401 to others.</summary>
internal sealed class WebRegistry : IAsyncDisposable
{
    private readonly WebApplication _app;

    private WebRegistry(WebApplication app) => _app = app;

    public Uri Url => new(_app.Urls.First());

    /// <summary>Lets in whoever sends one of some headers.</summary>
    public static Task<WebRegistry> StartAsync(params string[] authorizations) => StartAsync(
        https: null, context => authorizations.Contains(context.Request.Headers.Authorization.ToString()) ? context.Request.Headers.Authorization.ToString() : null);

    /// <summary>Lets in everybody over TLS, or only who shows a certificate that the same authority signed.</summary>
    public static Task<WebRegistry> StartAsync(TestCertificates certificates, bool needsCertificate) => StartAsync(
        https =>
        {
            https.ServerCertificate = certificates.Server;
            if (!needsCertificate) return;
            https.ClientCertificateMode = ClientCertificateMode.RequireCertificate;
            https.ClientCertificateValidation = (certificate, _, _) =>
            {
                using var chain = new X509Chain { ChainPolicy = { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck } };
                chain.ChainPolicy.CustomTrustStore.AddRange(certificates.Authorities);
                return chain.Build(certificate);
            };
        },
        context => context.Connection.ClientCertificate?.Subject ?? "anybody");

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private static async Task<WebRegistry> StartAsync(Action<HttpsConnectionAdapterOptions>? https, Func<HttpContext, string?> whoAsks)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen =>
        {
            if (https is not null) listen.UseHttps(https);
        }));
        var app = builder.Build();
        app.MapGet("/subjects", (HttpContext context) => whoAsks(context) is { } name
            ? Results.Json(new[] { name })
            : Results.Json(new { error_code = 401, message = "Unauthorized" }, statusCode: 401));
        await app.StartAsync();
        return new WebRegistry(app);
    }
}
