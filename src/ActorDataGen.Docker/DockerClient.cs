using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using ActorDataGen.Docker.Connecting;

namespace ActorDataGen.Docker;

/// <summary>
/// Client of one Docker daemon. All calls may be made at the same time and cancelled at any moment, which gives their
/// connection back or closes it; failures are <see cref="DockerApiException"/>.
/// </summary>
public sealed partial class DockerClient : IDisposable
{
    /// <summary>The newest API version that these calls are known to work with; an older daemon is spoken to in its own.</summary>
    public static Version NewestApiVersion { get; } = new(1, 51);

    /// <summary>Daemons that do not tell their version are at least this old (Docker 1.12, 2016).</summary>
    private static readonly Version UntoldApiVersion = new(1, 24);

    private readonly HttpClient _http;
    private readonly DockerClientOptions _options;
    private readonly TimeProvider _time;
    private Version? _version;

    /// <summary>Makes a client; nothing is connected yet.</summary>
    /// <exception cref="DockerApiException">The endpoint's certificates can't be used.</exception>
    public DockerClient(DockerEndpoint endpoint, DockerClientOptions? options = null, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        _options = options ?? new DockerClientOptions();
        _time = time ?? TimeProvider.System;
        Endpoint = endpoint;
        var (handler, address) = DockerConnector.Make(endpoint, _options);
        _http = new HttpClient(handler, disposeHandler: true) { BaseAddress = address, Timeout = Timeout.InfiniteTimeSpan };
        _http.DefaultRequestHeaders.UserAgent.ParseAdd("ActorDataGen");
    }

    /// <summary>The daemon's address.</summary>
    public DockerEndpoint Endpoint { get; }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    /// <summary>Makes a call that has no body in its answer, or none of interest.</summary>
    private async Task<HttpStatusCode> CallAsync(HttpMethod method, string path, CancellationToken cancellationToken, HttpContent? body = null, TimeSpan? timeout = null)
    {
        using var limit = Limit(timeout ?? _options.CallTimeout, cancellationToken);
        using var response = await SendAsync(method, path, body, null, limit.Token, cancellationToken).ConfigureAwait(false);
        try
        {
            // Read to the end: only then is the connection free for the next call.
            await response.Content.CopyToAsync(Stream.Null, limit.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException)
        {
            throw Broken(path, e, cancellationToken);
        }

        return response.StatusCode;
    }

    /// <summary>Makes a call whose answer is one JSON document.</summary>
    private async Task<T> CallAsync<T>(
        HttpMethod method, string path, JsonTypeInfo<T> type, CancellationToken cancellationToken, HttpContent? body = null, TimeSpan? timeout = null)
    {
        using var limit = Limit(timeout ?? _options.CallTimeout, cancellationToken);
        using var response = await SendAsync(method, path, body, null, limit.Token, cancellationToken).ConfigureAwait(false);
        try
        {
            var stream = await response.Content.ReadAsStreamAsync(limit.Token).ConfigureAwait(false);
            await using (stream.ConfigureAwait(false))
            {
                var value = await JsonSerializer.DeserializeAsync(stream, type, limit.Token).ConfigureAwait(false);
                // What follows the document (a newline, the last chunk) must be read for the connection to be used again.
                await stream.CopyToAsync(Stream.Null, limit.Token).ConfigureAwait(false);
                return value ?? throw new DockerApiException($"{Words(path)}: the daemon answered null", response.StatusCode);
            }
        }
        catch (JsonException e)
        {
            throw new DockerApiException($"{Words(path)}: the daemon's answer is not what the API describes: {e.Message}", response.StatusCode, e);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException)
        {
            throw Broken(path, e, cancellationToken);
        }
    }

    /// <summary>Starts a call whose answer goes on for as long as it takes. The caller disposes what it gets.</summary>
    private Task<HttpResponseMessage> OpenAsync(
        HttpMethod method, string path, CancellationToken cancellationToken, HttpContent? body = null, Action<HttpRequestHeaders>? headers = null) =>
        SendAsync(method, path, body, headers, cancellationToken, cancellationToken);

    private async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string path, HttpContent? body, Action<HttpRequestHeaders>? headers, CancellationToken limit, CancellationToken cancellationToken)
    {
        try
        {
            var version = _version ?? await NegotiateAsync(limit).ConfigureAwait(false);
            using var request = new HttpRequestMessage(method, string.Create(CultureInfo.InvariantCulture, $"v{version.Major}.{version.Minor}/{path}"));
            request.Content = body;
            headers?.Invoke(request.Headers);
            var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit).ConfigureAwait(false);
            if (response.IsSuccessStatusCode || response.StatusCode == HttpStatusCode.NotModified)
                return response;
            using (response)
            {
                var words = await ReadErrorAsync(response, limit).ConfigureAwait(false);
                throw new DockerApiException($"{Words(path)}: {words}", response.StatusCode);
            }
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException)
        {
            throw Broken(path, e, cancellationToken);
        }
    }

    /// <summary>
    /// Asks for the daemon's version and settles on the older of its newest and ours. Asked again after a lost connection:
    /// the daemon that comes back may be another one.
    /// </summary>
    private async Task<Version> NegotiateAsync(CancellationToken cancellationToken)
    {
        using var response = await _http.GetAsync("_ping", HttpCompletionOption.ResponseContentRead, cancellationToken).ConfigureAwait(false);
        if (!response.IsSuccessStatusCode)
            throw new DockerApiException($"ping: {await ReadErrorAsync(response, cancellationToken).ConfigureAwait(false)}", response.StatusCode);
        var told = response.Headers.TryGetValues("Api-Version", out var values) && Version.TryParse(values.First(), out var version)
            ? version
            : UntoldApiVersion;
        return _version = told < NewestApiVersion ? told : NewestApiVersion;
    }

    /// <summary>Tells cancelling, timing out and losing the connection apart.</summary>
    private Exception Broken(string path, Exception e, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
            return e as OperationCanceledException ?? new OperationCanceledException(e.Message, e, cancellationToken);
        _version = null;
        var reason = e is OperationCanceledException ? "no answer in time" : (e.InnerException ?? e).Message;
        return new DockerApiException($"{Words(path)}: the Docker daemon at {Endpoint.Address} does not answer: {reason}", inner: e);
    }

    private static async Task<string> ReadErrorAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var text = (await response.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false)).Trim();
        try
        {
            if (JsonSerializer.Deserialize(text, DockerJson.Default.DockerErrorBody)?.Message is { Length: > 0 } message)
                return OneLine(message);
        }
        catch (JsonException)
        {
            // A proxy in between, or a daemon older than JSON errors: its text is what there is.
        }

        return text.Length > 0 ? OneLine(text) : FormattableString.Invariant($"HTTP status {(int)response.StatusCode}");
    }

    private Limiter Limit(TimeSpan timeout, CancellationToken cancellationToken) => new(timeout, _time, cancellationToken);

    private static string OneLine(string text) => text.ReplaceLineEndings(" ").Trim();

    /// <summary>The call's path without its parameters: what names it in messages.</summary>
    private static string Words(string path) => path.IndexOf('?', StringComparison.Ordinal) is var end and >= 0 ? path[..end] : path;

    private static string Escape(string text) => Uri.EscapeDataString(text);

    private static StringContent Json<T>(T value, JsonTypeInfo<T> type) =>
        new(JsonSerializer.Serialize(value, type), System.Text.Encoding.UTF8, "application/json");

    /// <summary>A caller's token with a time limit on top.</summary>
    private sealed class Limiter : IDisposable
    {
        private readonly CancellationTokenSource _timeout;
        private readonly CancellationTokenSource _either;

        public Limiter(TimeSpan timeout, TimeProvider time, CancellationToken cancellationToken)
        {
            _timeout = new CancellationTokenSource(timeout, time);
            _either = CancellationTokenSource.CreateLinkedTokenSource(_timeout.Token, cancellationToken);
        }

        public CancellationToken Token => _either.Token;

        public void Dispose()
        {
            _either.Dispose();
            _timeout.Dispose();
        }
    }
}
