using System.Runtime.CompilerServices;
using System.Threading.Channels;
using ActorDataGen.Agent.Logs;
using ActorDataGen.Jobs;
using ActorDataGen.Jobs.Lifecycle;
using ActorDataGen.Node.ReadModel;

namespace ActorDataGen.Node.Logs;

/// <summary>Finds the logs of replicas: those of this node's agent here, others at the address their agent's heartbeat names.</summary>
internal sealed class LogSources(ClusterReadModel model, NodeOptions options) : IDisposable
{
    private readonly HttpClient _http = new() { Timeout = Timeout.InfiniteTimeSpan };

    /// <summary>The agent of this node, once it runs.</summary>
    public (AgentId Id, IReplicaLogs Logs)? Local { get; set; }

    public void Dispose() => _http.Dispose();

    /// <summary>The log of one attempt at this node's agent; null where there is none (any more).</summary>
    public async Task<IAsyncEnumerable<string>?> LocalAsync(JobUid uid, int replica, int? attempt, bool follow, CancellationToken cancellationToken) =>
        Local is { } local && await local.Logs.FindAsync(uid, replica, attempt, follow, cancellationToken) is { } lines ? Text(lines, cancellationToken) : null;

    /// <summary>The logs of a job's replicas, or of one; lines of several carry the replica's number. What cannot be had is said in a line.</summary>
    public async IAsyncEnumerable<string> ReadAsync(
        JobState job, int? only, bool follow, int? tail, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var replicas = job.Replicas.Where(r => r.Attempt > 0 && (only is null || r.Number == only)).ToList();
        var lines = Channel.CreateBounded<string>(256);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var pumps = replicas.Select(r => PumpAsync(job, r, replicas.Count > 1, follow, tail, lines.Writer, ending.Token)).ToList();
        var all = CompleteAsync(pumps, lines.Writer);
        try
        {
            await foreach (var line in lines.Reader.ReadAllAsync(cancellationToken))
            {
                yield return line;
            }
        }
        finally
        {
            await ending.CancelAsync();
            await all;
        }
    }

    private static async Task CompleteAsync(List<Task> pumps, ChannelWriter<string> writer)
    {
        try
        {
            await Task.WhenAll(pumps);
            writer.Complete();
        }
        catch (Exception e)
        {
            writer.Complete(e is OperationCanceledException ? null : e);
        }
    }

    private async Task PumpAsync(
        JobState job, ReplicaRecord replica, bool named, bool follow, int? tail, ChannelWriter<string> writer, CancellationToken cancellationToken)
    {
        var prefix = named ? $"[{replica.Number}] " : "";
        var source = await FindAsync(job, replica, follow, cancellationToken);
        if (source is null)
        {
            await writer.WriteAsync($"{prefix}(the log of replica {replica.Number}, attempt {replica.Attempt} is gone: its host {replica.Agent} does not have it or does not answer)", cancellationToken);
            return;
        }

        // What is followed has no end to count back from.
        var wanted = tail is { } count && !follow ? LastAsync(source, count, cancellationToken) : source;
        await foreach (var line in wanted.WithCancellation(cancellationToken))
        {
            await writer.WriteAsync(prefix + line, cancellationToken);
        }
    }

    private async Task<IAsyncEnumerable<string>?> FindAsync(JobState job, ReplicaRecord replica, bool follow, CancellationToken cancellationToken)
    {
        if (Local is { } local && local.Id == replica.Agent)
        {
            return await LocalAsync(job.Uid, replica.Number, replica.Attempt, follow, cancellationToken);
        }

        if (model.FindAgentStatus(replica.Agent) is not { Address.Length: > 0 } agent)
        {
            return null;
        }

        using var request = new HttpRequestMessage(
            HttpMethod.Get, $"{agent.Address}/api/v1/agents/{Uri.EscapeDataString(replica.Agent.ToString())}/logs/{job.Uid}/{replica.Number}?attempt={replica.Attempt}&follow={(follow ? "true" : "false")}");
        if (options.Token is { } token)
        {
            request.Headers.Authorization = new("Bearer", token);
        }

        try
        {
            var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            return response.IsSuccessStatusCode ? RemoteAsync(response, cancellationToken) : null;
        }
        catch (HttpRequestException)
        {
            // The host is gone, and its logs with it; the caller says so.
            return null;
        }
    }

    private static async IAsyncEnumerable<string> RemoteAsync(HttpResponseMessage response, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using (response)
        {
            using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(cancellationToken));
            while (await reader.ReadLineAsync(cancellationToken) is { } line)
            {
                yield return line;
            }
        }
    }

    private static async IAsyncEnumerable<string> Text(IAsyncEnumerable<Agent.Engines.LogLine> lines, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var line in lines.WithCancellation(cancellationToken))
        {
            yield return line.Text;
        }
    }

    private static async IAsyncEnumerable<string> LastAsync(IAsyncEnumerable<string> lines, int count, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var kept = new Queue<string>();
        await foreach (var line in lines.WithCancellation(cancellationToken))
        {
            kept.Enqueue(line);
            if (kept.Count > count)
            {
                kept.Dequeue();
            }
        }

        foreach (var line in kept)
        {
            yield return line;
        }
    }
}
