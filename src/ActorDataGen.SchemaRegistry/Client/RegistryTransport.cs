using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace ActorDataGen.SchemaRegistry.Client;

/// <summary>Sends requests: authentication, addresses in turn, repetition of what may go better.</summary>
internal sealed class RegistryTransport : IDisposable
{
    private const string ContentType = "application/vnd.schemaregistry.v1+json";
    private readonly SchemaRegistryOptions _options;
    private readonly HttpClient _http;
    private readonly AuthenticationHeaderValue? _basic;
    private readonly Uri[] _urls;
    private int _first;

    public RegistryTransport(SchemaRegistryOptions options)
    {
        if (options.Urls.Count == 0) throw new ArgumentException("SchemaRegistryOptions.Urls is empty: give at least one address.", nameof(options));
        _options = options;
        _http = new HttpClient(options.Handler ?? NewHandler(options), disposeHandler: options.Handler is null) { Timeout = Timeout.InfiniteTimeSpan };
        var (user, password) = options.BasicAuthentication ?? UserOf(options.Urls[0]);
        if (user.Length > 0) _basic = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}")));
        _urls = [.. options.Urls.Select(u => new UriBuilder(u) { UserName = "", Password = "", Path = u.AbsolutePath.TrimEnd('/') + "/" }.Uri)];
    }

    public void Dispose() => _http.Dispose();

    /// <summary>Sends a request and reads the answer.</summary>
    /// <exception cref="SchemaRegistryException">An answer that is an error, or none.</exception>
    public async Task<TAnswer> SendAsync<TAnswer>(HttpMethod method, string path, byte[]? body, JsonTypeInfo<TAnswer> answer, CancellationToken cancellationToken)
    {
        var delay = _options.RetryDelay;
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                return await SendToAnyAsync(method, path, body, answer, cancellationToken);
            }
            catch (SchemaRegistryException e) when (e.IsTransient && attempt < _options.Retries)
            {
#pragma warning disable CA5394 // spreads repetitions; nobody gains by guessing it
                await Task.Delay(delay + (delay * (Random.Shared.NextDouble() / 2)), _options.TimeProvider, cancellationToken);
#pragma warning restore CA5394
                delay *= 2;
            }
        }
    }

    private async Task<TAnswer> SendToAnyAsync<TAnswer>(HttpMethod method, string path, byte[]? body, JsonTypeInfo<TAnswer> answer, CancellationToken cancellationToken)
    {
        for (var i = 0; ; i++)
        {
            var index = (Volatile.Read(ref _first) + i) % _urls.Length;
            try
            {
                var result = await SendOnceAsync(method, new Uri(_urls[index], path), body, answer, cancellationToken);
                Volatile.Write(ref _first, index);
                return result;
            }
            catch (SchemaRegistryException e) when (e.IsTransient && i < _urls.Length - 1)
            {
                // The next address may answer.
            }
        }
    }

    private async Task<TAnswer> SendOnceAsync<TAnswer>(HttpMethod method, Uri url, byte[]? body, JsonTypeInfo<TAnswer> answer, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(_options.RequestTimeout, _options.TimeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            using var request = new HttpRequestMessage(method, url);
            request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(ContentType));
            request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json", 0.9));
            request.Headers.Authorization = _options.BearerToken is { } bearer ? new AuthenticationHeaderValue("Bearer", await bearer(either.Token)) : _basic;
            if (body is not null) request.Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue(ContentType) } };
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseContentRead, either.Token);
            var content = await response.Content.ReadAsByteArrayAsync(either.Token);
            if (!response.IsSuccessStatusCode) throw ErrorOf(response.StatusCode, content, url);
            return JsonSerializer.Deserialize(content, answer) ?? throw new SchemaRegistryException($"The schema registry at {url} answered null.");
        }
        catch (HttpRequestException e)
        {
            throw new SchemaRegistryException($"The schema registry at {url} was not reached: {e.Message}", e);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new SchemaRegistryException($"The schema registry at {url} did not answer within {_options.RequestTimeout.TotalSeconds:0.#} s.", e);
        }
        catch (JsonException e)
        {
            throw new SchemaRegistryException($"What answers at {url} is not a schema registry: {e.Message}", e);
        }
    }

    private static SchemaRegistryException ErrorOf(HttpStatusCode status, byte[] content, Uri url)
    {
        ErrorJson? error = null;
        try
        {
            error = JsonSerializer.Deserialize(content, RegistryJson.Default.ErrorJson);
        }
        catch (JsonException)
        {
            // A proxy's page, say: the status has to do.
        }

        return error is { Message: not null }
            ? new SchemaRegistryException(status, error.ErrorCode, error.Message)
            : new SchemaRegistryException(status, (int)status, $"{url} answered {(int)status} {status}");
    }

    private static (string User, string Password) UserOf(Uri url)
    {
        var parts = url.UserInfo.Split(':', 2);
        return (Uri.UnescapeDataString(parts[0]), parts.Length > 1 ? Uri.UnescapeDataString(parts[1]) : "");
    }

    private static SocketsHttpHandler NewHandler(SchemaRegistryOptions options)
    {
        // Connections are renewed, so that an address whose DNS entry moves is followed.
        var handler = new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(5) };
        if (options.ClientCertificate is { } own) handler.SslOptions.ClientCertificates = [own];
        if (options.CertificateAuthorities is not { } authorities) return handler;
        handler.SslOptions.CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        handler.SslOptions.CertificateChainPolicy.CustomTrustStore.AddRange(authorities);
        return handler;
    }
}
