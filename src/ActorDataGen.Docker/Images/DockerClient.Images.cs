using System.Net;
using System.Text.Json;
using ActorDataGen.Docker.Credentials;
using ActorDataGen.Docker.Images;

namespace ActorDataGen.Docker;

/// <content>Images.</content>
public sealed partial class DockerClient
{
    /// <summary>Tells about an image, or null when it is not there.</summary>
    public async Task<ImageDetails?> FindImageAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            // A name may have slashes, which belong to the path here.
            return await CallAsync(HttpMethod.Get, $"images/{Escape(name).Replace("%2F", "/", StringComparison.Ordinal)}/json",
                DockerJson.Default.ImageDetails, cancellationToken).ConfigureAwait(false);
        }
        catch (DockerApiException e) when (e.Status == HttpStatusCode.NotFound)
        {
            return null;
        }
    }

    /// <summary>Lists images.</summary>
    public Task<ImageSummary[]> ListImagesAsync(CancellationToken cancellationToken) =>
        CallAsync(HttpMethod.Get, "images/json", DockerJson.Default.ImageSummaryArray, cancellationToken);

    /// <summary>Removes an image's name, and the image when it was the last.</summary>
    public Task RemoveImageAsync(string name, CancellationToken cancellationToken) =>
        CallAsync(HttpMethod.Delete, $"images/{Escape(name).Replace("%2F", "/", StringComparison.Ordinal)}", cancellationToken);

    /// <summary>Fetches an image.</summary>
    /// <param name="image">Its name.</param>
    /// <param name="credentials">Login at its registry; null is none.</param>
    /// <param name="progress">Is told how far it is; null for nobody.</param>
    /// <param name="cancellationToken">Gives up; the daemon keeps the layers it has.</param>
    /// <exception cref="DockerPullException">It could not be had; says why.</exception>
    public async Task PullImageAsync(
        ImageReference image, RegistryCredentials? credentials, IProgress<PullProgress>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(image);
        var name = image.Registry == ImageReference.HubRegistry ? image.Repository : image.FullName;
        var path = $"images/create?fromImage={Escape(name)}&tag={Escape(image.Digest ?? image.Tag)}";
        var layers = new Dictionary<string, PullProgress>(StringComparer.Ordinal);
        // Cancelled with this method: a stalled pull must not stay with the daemon.
        using var pull = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            using var response = await OpenPullAsync(image, credentials, path, pull.Token).WaitAsync(_options.PullStallTimeout, _time, cancellationToken).ConfigureAwait(false);
            await foreach (var text in JsonLinesAsync(response, path, _options.PullStallTimeout, pull.Token).ConfigureAwait(false))
            {
                var line = JsonSerializer.Deserialize(text, DockerJson.Default.PullLine)!;
                if (line.Error is { Length: > 0 } error)
                    throw new DockerPullException($"pull {image.FullName}: {OneLine(error)}", Classify(error, null), HttpStatusCode.OK);
                if (line is not { Id: { } layer, Detail: { Current: { } done } detail })
                    continue;
                layers[layer] = new PullProgress(done, detail.Total ?? done);
                progress?.Report(new PullProgress(layers.Values.Sum(l => l.BytesDone), layers.Values.Sum(l => l.BytesTotal)));
            }
        }
        catch (TimeoutException e)
        {
            throw new DockerPullException($"pull {image.FullName}: no progress for {_options.PullStallTimeout.TotalSeconds:0.#} s", PullFailure.Stalled, inner: e);
        }
        catch (DockerApiException e) when (e is { Status: not null } and not DockerPullException)
        {
            throw new DockerPullException($"pull {image.FullName}: {e.Message}", Classify(e.Message, e.Status), e.Status, e);
        }
        finally
        {
            await pull.CancelAsync().ConfigureAwait(false);
        }
    }

    private Task<HttpResponseMessage> OpenPullAsync(ImageReference image, RegistryCredentials? credentials, string path, CancellationToken cancellationToken) =>
        OpenAsync(HttpMethod.Post, path, cancellationToken, headers: headers =>
        {
            if (credentials is not null)
                headers.Add("X-Registry-Auth", credentials.ToHeader(image.Registry));
        });

    /// <summary>
    /// Daemons pass a registry's refusal on as status 404 or 500, or as text in the middle of an answer of status 200: there is
    /// nothing but words to tell the cases apart by, so it is done here, once.
    /// </summary>
    private static PullFailure Classify(string words, HttpStatusCode? status)
    {
        if (Has("manifest unknown") || Has("not found") || Has("no such") || Has("does not exist") || Has("name unknown"))
            return PullFailure.NotFound;
        if (Has("unauthorized") || Has("authentication required") || Has("no basic auth") || Has("denied") || Has("401") || Has("403"))
            return PullFailure.Denied;
        return status == HttpStatusCode.NotFound ? PullFailure.NotFound : PullFailure.Other;

        bool Has(string part) => words.Contains(part, StringComparison.OrdinalIgnoreCase);
    }
}
