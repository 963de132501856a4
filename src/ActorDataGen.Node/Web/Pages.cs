using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.FileProviders;

namespace ActorDataGen.Node.Web;

/// <summary>The web pages: static files from one origin, or a page that says that there are none.</summary>
internal static class Pages
{
    private const string WithoutPortal = """
        <!doctype html>
        <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>ActorDataGen</title></head>
        <body><main><h1>ActorDataGen</h1>
        <p>This node runs, and has no web pages: they are built where Node.js is installed. Everything works through the
        command line (<code>adg --help</code>) and through REST (<a href="/openapi/v1.json">/openapi/v1.json</a>).</p>
        </main></body></html>
        """;

    // No inline script, nothing from elsewhere, and nobody may frame the pages.
    private const string Policy = "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'";

    public static void MapPages(this WebApplication app)
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "portal");
        app.Use((context, next) =>
        {
            context.Response.Headers.ContentSecurityPolicy = Policy;
            context.Response.Headers.XContentTypeOptions = "nosniff";
            context.Response.Headers["Referrer-Policy"] = "no-referrer";
            return next(context);
        });
        if (!File.Exists(Path.Combine(folder, "index.html")))
        {
            app.MapGet("/", () => Results.Text(WithoutPortal, "text/html"));
            return;
        }

        var files = new StaticFileOptions { FileProvider = new PhysicalFileProvider(folder) };
        app.UseDefaultFiles(new DefaultFilesOptions { FileProvider = files.FileProvider });
        app.UseStaticFiles(files);
        app.MapFallbackToFile("index.html", files);
    }
}
