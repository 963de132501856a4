using System.Globalization;
using System.Net;
using System.Runtime.CompilerServices;
using System.Text.Json;
using ActorDataGen.Docker.Containers;
using ActorDataGen.Docker.Streams;

namespace ActorDataGen.Docker;

/// <content>Containers.</content>
public sealed partial class DockerClient
{
    /// <summary>Makes a container.</summary>
    /// <exception cref="DockerApiException">404: no such image; 409: the name is taken.</exception>
    public Task<CreatedContainer> CreateContainerAsync(string name, CreateContainer container, CancellationToken cancellationToken) =>
        CallAsync(HttpMethod.Post, "containers/create?name=" + Escape(name), DockerJson.Default.CreatedContainer, cancellationToken,
            Json(container, DockerJson.Default.CreateContainer));

    /// <summary>Starts a container.</summary>
    /// <returns>False when it ran already.</returns>
    public async Task<bool> StartContainerAsync(string id, CancellationToken cancellationToken) =>
        await CallAsync(HttpMethod.Post, $"containers/{Escape(id)}/start", cancellationToken).ConfigureAwait(false) != HttpStatusCode.NotModified;

    /// <summary>Asks a container to end, and kills it when it has not after <paramref name="grace"/> (whole seconds, rounded up).</summary>
    /// <returns>False when it did not run.</returns>
    public async Task<bool> StopContainerAsync(string id, TimeSpan grace, CancellationToken cancellationToken)
    {
        var seconds = (int)Math.Ceiling(grace.TotalSeconds);
        var path = string.Create(CultureInfo.InvariantCulture, $"containers/{Escape(id)}/stop?t={seconds}");
        var status = await CallAsync(HttpMethod.Post, path, cancellationToken, timeout: grace + _options.CallTimeout).ConfigureAwait(false);
        return status != HttpStatusCode.NotModified;
    }

    /// <summary>Sends a signal to a container's main process.</summary>
    public Task KillContainerAsync(string id, string signal, CancellationToken cancellationToken) =>
        CallAsync(HttpMethod.Post, $"containers/{Escape(id)}/kill?signal={Escape(signal)}", cancellationToken);

    /// <summary>Waits until a container does not run, and tells its exit code.</summary>
    public async Task<int> WaitContainerAsync(string id, CancellationToken cancellationToken)
    {
        var path = $"containers/{Escape(id)}/wait?condition=not-running";
        var answer = await CallAsync(HttpMethod.Post, path, DockerJson.Default.WaitAnswer, cancellationToken, timeout: Timeout.InfiniteTimeSpan).ConfigureAwait(false);
        return answer.Error?.Message is { Length: > 0 } error ? throw new DockerApiException($"{Words(path)}: {error}", HttpStatusCode.OK) : (int)answer.StatusCode;
    }

    /// <summary>Tells all about a container, by id or name.</summary>
    public Task<ContainerDetails> InspectContainerAsync(string id, CancellationToken cancellationToken) =>
        CallAsync(HttpMethod.Get, $"containers/{Escape(id)}/json", DockerJson.Default.ContainerDetails, cancellationToken);

    /// <summary>Lists containers, running or not, that carry all of the labels.</summary>
    public Task<ContainerSummary[]> ListContainersAsync(IEnumerable<KeyValuePair<string, string>> labels, CancellationToken cancellationToken) =>
        CallAsync(HttpMethod.Get, "containers/json?all=true&filters=" + Filters(labels), DockerJson.Default.ContainerSummaryArray, cancellationToken);

    /// <summary>Removes a container with its anonymous volumes, killing it first.</summary>
    public Task RemoveContainerAsync(string id, CancellationToken cancellationToken) =>
        CallAsync(HttpMethod.Delete, $"containers/{Escape(id)}?force=true&v=true", cancellationToken);

    /// <summary>Measures a container once, without the second that the daemon takes to compute a rate.</summary>
    public Task<ContainerStatistics> GetStatisticsAsync(string id, CancellationToken cancellationToken) =>
        CallAsync(HttpMethod.Get, $"containers/{Escape(id)}/stats?stream=false&one-shot=true", DockerJson.Default.ContainerStatistics, cancellationToken);

    /// <summary>Measures a container every second until it ends.</summary>
    public async IAsyncEnumerable<ContainerStatistics> StreamStatisticsAsync(string id, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var path = $"containers/{Escape(id)}/stats?stream=true";
        using var response = await OpenAsync(HttpMethod.Get, path, cancellationToken).ConfigureAwait(false);
        await foreach (var line in JsonLinesAsync(response, path, null, cancellationToken).ConfigureAwait(false))
            yield return JsonSerializer.Deserialize(line, DockerJson.Default.ContainerStatistics)!;
    }

    /// <summary>Reads a container's log line by line.</summary>
    /// <exception cref="DockerApiException">The connection broke; go on from the last line's time.</exception>
    public async IAsyncEnumerable<DockerLogLine> ReadLogsAsync(
        string id, DockerLogQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        var isTty = (await InspectContainerAsync(id, cancellationToken).ConfigureAwait(false)).Config.Tty;
        var path = string.Create(CultureInfo.InvariantCulture,
            $"containers/{Escape(id)}/logs?stdout=true&stderr=true&timestamps=true&follow={(query.Follow ? "true" : "false")}")
            + (query.Since is { } since ? "&since=" + since.ToParameter() : "")
            + (query.Tail is { } tail ? string.Create(CultureInfo.InvariantCulture, $"&tail={tail}") : "");
        using var response = await OpenAsync(HttpMethod.Get, path, cancellationToken).ConfigureAwait(false);
        // Daemons since API 1.42 say which kind the stream is; before, only the container knows.
        var isRaw = response.Content.Headers.ContentType?.MediaType switch
        {
            "application/vnd.docker.multiplexed-stream" => false,
            _ => isTty,
        };
        var reader = new LogStreamReader(await BodyAsync(response, path, cancellationToken).ConfigureAwait(false), isRaw);
        await using (reader.ConfigureAwait(false))
        {
            while (true)
            {
                IReadOnlyList<DockerLogLine>? lines;
                try
                {
                    lines = await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
                }
                catch (Exception e) when (e is HttpRequestException or IOException)
                {
                    throw Broken(path, e, cancellationToken);
                }

                if (lines is null)
                    yield break;
                foreach (var line in lines)
                    yield return line;
            }
        }
    }

    private static string Filters(IEnumerable<KeyValuePair<string, string>> labels, params ReadOnlySpan<(string Name, string[] Values)> others)
    {
        var filters = new Dictionary<string, string[]> { ["label"] = [.. labels.Select(label => $"{label.Key}={label.Value}")] };
        foreach (var (name, values) in others)
            filters[name] = values;
        return Escape(JsonSerializer.Serialize(filters, DockerJson.Default.DictionaryStringStringArray));
    }
}
