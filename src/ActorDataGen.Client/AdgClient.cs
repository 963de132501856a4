using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using ActorDataGen.Client.Contract;

namespace ActorDataGen.Client;

/// <summary>
/// Client of a node's REST interface. Safe for use by many threads. Every call throws <see cref="AdgClientException"/> when the
/// node refuses or does not answer.
/// </summary>
public sealed class AdgClient : IDisposable
{
    private readonly HttpClient _http;

    /// <summary>Makes a client.</summary>
    /// <param name="address">The node's address, such as <c>http://127.0.0.1:8080</c>.</param>
    /// <param name="token">Bearer token, where the node asks for one.</param>
    /// <param name="handler">Handler to send through; default a new one. The client disposes of it.</param>
    public AdgClient(Uri address, string? token = null, HttpMessageHandler? handler = null)
    {
        ArgumentNullException.ThrowIfNull(address);
        _http = new HttpClient(handler ?? new SocketsHttpHandler()) { BaseAddress = new Uri(address, "/api/v1/"), Timeout = Timeout.InfiniteTimeSpan };
        if (token is { Length: > 0 })
        {
            _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }
    }

    /// <summary>How JSON is written and read on both sides.</summary>
    public static JsonSerializerOptions Json { get; } = MakeJson();

    /// <summary>Submits a job. It is accepted once Kafka has acknowledged its record.</summary>
    public Task<Submitted> SubmitAsync(JobDocument job, CancellationToken cancellationToken = default) =>
        SendAsync<Submitted>(HttpMethod.Post, "jobs", job, cancellationToken);

    /// <summary>Says where a job would go, without submitting it.</summary>
    public Task<DryRun> DryRunAsync(JobDocument job, CancellationToken cancellationToken = default) =>
        SendAsync<DryRun>(HttpMethod.Post, "jobs?dryRun=true", job, cancellationToken);

    /// <summary>Lists jobs, optionally of one state.</summary>
    public Task<IReadOnlyList<JobSummary>> ListJobsAsync(string? state = null, CancellationToken cancellationToken = default) =>
        SendAsync<IReadOnlyList<JobSummary>>(HttpMethod.Get, state is null ? "jobs" : $"jobs?state={Uri.EscapeDataString(state)}", null, cancellationToken);

    /// <summary>Shows a job.</summary>
    public Task<JobDetail> GetJobAsync(string id, CancellationToken cancellationToken = default) =>
        SendAsync<JobDetail>(HttpMethod.Get, $"jobs/{Uri.EscapeDataString(id)}", null, cancellationToken);

    /// <summary>Shows a job, or null where there is none.</summary>
    public async Task<JobDetail?> FindJobAsync(string id, CancellationToken cancellationToken = default)
    {
        try
        {
            return await GetJobAsync(id, cancellationToken).ConfigureAwait(false);
        }
        catch (AdgClientException e) when (e.Status == HttpStatusCode.NotFound)
        {
            return null;
        }
    }

    /// <summary>The last changes of a job, oldest first.</summary>
    public Task<IReadOnlyList<JobChange>> GetHistoryAsync(string id, CancellationToken cancellationToken = default) =>
        SendAsync<IReadOnlyList<JobChange>>(HttpMethod.Get, $"jobs/{Uri.EscapeDataString(id)}/history", null, cancellationToken);

    /// <summary>Starts a held, stopped or ended job: a new run.</summary>
    public Task<Submitted> StartAsync(string id, CancellationToken cancellationToken = default) =>
        SendAsync<Submitted>(HttpMethod.Post, $"jobs/{Uri.EscapeDataString(id)}/start", null, cancellationToken);

    /// <summary>Stops a job; it and its history stay.</summary>
    public Task<Submitted> StopAsync(string id, CancellationToken cancellationToken = default) =>
        SendAsync<Submitted>(HttpMethod.Post, $"jobs/{Uri.EscapeDataString(id)}/stop", null, cancellationToken);

    /// <summary>Restarts a job's replicas: all, or only those that failed.</summary>
    public Task<Submitted> RestartAsync(string id, bool onlyFailed = false, CancellationToken cancellationToken = default) =>
        SendAsync<Submitted>(HttpMethod.Post, $"jobs/{Uri.EscapeDataString(id)}/restart{(onlyFailed ? "?onlyFailed=true" : "")}", null, cancellationToken);

    /// <summary>Changes the number of replicas.</summary>
    public Task<Submitted> ScaleAsync(string id, int replicas, CancellationToken cancellationToken = default) =>
        SendAsync<Submitted>(HttpMethod.Post, $"jobs/{Uri.EscapeDataString(id)}/scale", new ScaleRequest { Replicas = replicas }, cancellationToken);

    /// <summary>Deletes a job; its history goes with it.</summary>
    public Task<Submitted> DeleteAsync(string id, CancellationToken cancellationToken = default) =>
        SendAsync<Submitted>(HttpMethod.Delete, $"jobs/{Uri.EscapeDataString(id)}", null, cancellationToken);

    /// <summary>A replica's log, a line each; with <paramref name="follow"/> it goes on until the container ends.</summary>
    public IAsyncEnumerable<string> LogsAsync(string id, int? replica = null, bool follow = false, int? tail = null, CancellationToken cancellationToken = default) =>
        LinesAsync($"jobs/{Uri.EscapeDataString(id)}/logs?follow={(follow ? "true" : "false")}{Query("replica", replica)}{Query("tail", tail)}", cancellationToken);

    /// <summary>Lists agents.</summary>
    public Task<IReadOnlyList<AgentView>> ListAgentsAsync(CancellationToken cancellationToken = default) =>
        SendAsync<IReadOnlyList<AgentView>>(HttpMethod.Get, "agents", null, cancellationToken);

    /// <summary>Shows an agent.</summary>
    public Task<AgentView> GetAgentAsync(string id, CancellationToken cancellationToken = default) =>
        SendAsync<AgentView>(HttpMethod.Get, $"agents/{Uri.EscapeDataString(id)}", null, cancellationToken);

    /// <summary>Moves an agent's replicas elsewhere and gives it no more.</summary>
    public Task<Submitted> DrainAsync(string id, CancellationToken cancellationToken = default) =>
        SendAsync<Submitted>(HttpMethod.Post, $"agents/{Uri.EscapeDataString(id)}/drain", null, cancellationToken);

    /// <summary>Ends a drain.</summary>
    public Task<Submitted> ResumeAsync(string id, CancellationToken cancellationToken = default) =>
        SendAsync<Submitted>(HttpMethod.Post, $"agents/{Uri.EscapeDataString(id)}/resume", null, cancellationToken);

    /// <summary>Shows the cluster.</summary>
    public Task<ClusterView> GetClusterAsync(CancellationToken cancellationToken = default) =>
        SendAsync<ClusterView>(HttpMethod.Get, "cluster", null, cancellationToken);

    /// <summary>Lists topics.</summary>
    public Task<IReadOnlyList<TopicView>> ListTopicsAsync(CancellationToken cancellationToken = default) =>
        SendAsync<IReadOnlyList<TopicView>>(HttpMethod.Get, "topics", null, cancellationToken);

    /// <summary>Shows a topic.</summary>
    public Task<TopicView> GetTopicAsync(string name, CancellationToken cancellationToken = default) =>
        SendAsync<TopicView>(HttpMethod.Get, $"topics/{Uri.EscapeDataString(name)}", null, cancellationToken);

    /// <summary>Creates a topic.</summary>
    public Task<TopicView> CreateTopicAsync(NewTopic topic, CancellationToken cancellationToken = default) =>
        SendAsync<TopicView>(HttpMethod.Post, "topics", topic, cancellationToken);

    /// <summary>Deletes a topic with its records.</summary>
    public Task DeleteTopicAsync(string name, CancellationToken cancellationToken = default) =>
        SendAsync<JsonElement>(HttpMethod.Delete, $"topics/{Uri.EscapeDataString(name)}", null, cancellationToken);

    /// <summary>Records of a topic: the newest <paramref name="last"/>, and with <paramref name="follow"/> those that come.</summary>
    public async IAsyncEnumerable<RecordView> TailAsync(
        string topic, int last = 10, bool follow = false, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var path = $"topics/{Uri.EscapeDataString(topic)}/records?last={last.ToString(CultureInfo.InvariantCulture)}&follow={(follow ? "true" : "false")}";
        await foreach (var line in LinesAsync(path, cancellationToken).ConfigureAwait(false))
        {
            if (line.Length > 0)
            {
                yield return JsonSerializer.Deserialize<RecordView>(line, Json)!;
            }
        }
    }

    /// <summary>Lists consumer groups.</summary>
    public Task<IReadOnlyList<GroupView>> ListGroupsAsync(CancellationToken cancellationToken = default) =>
        SendAsync<IReadOnlyList<GroupView>>(HttpMethod.Get, "groups", null, cancellationToken);

    /// <summary>What changes, as it changes. The first event is a <c>reset</c>; after it, read what you show anew.</summary>
    public async IAsyncEnumerable<ChangeEvent> EventsAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (var line in LinesAsync("events", cancellationToken).ConfigureAwait(false))
        {
            if (line.StartsWith("data:", StringComparison.Ordinal))
            {
                yield return JsonSerializer.Deserialize<ChangeEvent>(line.AsSpan(5), Json)!;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private static string Query(string name, int? value) =>
        value is { } number ? $"&{name}={number.ToString(CultureInfo.InvariantCulture)}" : "";

    private static JsonSerializerOptions MakeJson()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web)
        {
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
            UnmappedMemberHandling = JsonUnmappedMemberHandling.Skip,
        };
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }

    private async Task<T> SendAsync<T>(HttpMethod method, string path, object? body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
        {
            request.Content = JsonContent.Create(body, body.GetType(), options: Json);
        }

        using var response = await ExchangeAsync(request, HttpCompletionOption.ResponseContentRead, cancellationToken).ConfigureAwait(false);
        if (response.StatusCode == HttpStatusCode.NoContent)
        {
            return default!;
        }

        try
        {
            return (await response.Content.ReadFromJsonAsync<T>(Json, cancellationToken).ConfigureAwait(false))!;
        }
        catch (JsonException e)
        {
            throw new AdgClientException($"{_http.BaseAddress} answered something that is not of this interface; is it a node of ActorDataGen?", response.StatusCode, inner: e);
        }
    }

    private async IAsyncEnumerable<string> LinesAsync(string path, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        using var response = await ExchangeAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false));
        while (await ReadLineAsync(reader, cancellationToken).ConfigureAwait(false) is { } line)
        {
            yield return line;
        }
    }

    private async Task<string?> ReadLineAsync(StreamReader reader, CancellationToken cancellationToken)
    {
        try
        {
            return await reader.ReadLineAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (IOException e)
        {
            throw new AdgClientException($"the node at {_http.BaseAddress} went away", inner: e);
        }
    }

    private async Task<HttpResponseMessage> ExchangeAsync(HttpRequestMessage request, HttpCompletionOption completion, CancellationToken cancellationToken)
    {
        HttpResponseMessage response;
        try
        {
            response = await _http.SendAsync(request, completion, cancellationToken).ConfigureAwait(false);
        }
        catch (HttpRequestException e)
        {
            throw new AdgClientException($"no node answers at {_http.BaseAddress?.GetLeftPart(UriPartial.Authority)}; start one with adg up, or name another address", inner: e);
        }

        if (response.IsSuccessStatusCode)
        {
            return response;
        }

        using (response)
        {
            var problem = await ReadProblemAsync(response, cancellationToken).ConfigureAwait(false);
            var status = ((int)response.StatusCode).ToString(CultureInfo.InvariantCulture);
            throw new AdgClientException(problem?.Detail ?? problem?.Title ?? $"the node answered {status} {response.ReasonPhrase}", response.StatusCode, problem);
        }
    }

    private static async Task<Problem?> ReadProblemAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            return await response.Content.ReadFromJsonAsync<Problem>(Json, cancellationToken).ConfigureAwait(false);
        }
        catch (JsonException)
        {
            // A proxy's page, say: the status line is all there is to tell.
            return null;
        }
    }
}
