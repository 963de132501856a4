using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using ActorDataGen.Agent.Engines;
using ActorDataGen.Jobs;

namespace ActorDataGen.Agent.Logs;

/// <summary>
/// Keeps the end of each removed container's log on disk, <c>{uid}/{replica}-{attempt}.log</c>, and the oldest files go when all
/// of them take too much. While the container is there the engine itself keeps its log, bounded.
/// </summary>
internal sealed class LogSpool(AgentOptions options) : IReplicaLogs
{
    private readonly string _folder = Path.Combine(options.DataDirectory, "logs");
    private IContainerEngine? _engine;

    /// <summary>Where live containers' logs come from.</summary>
    public LogSpool On(IContainerEngine engine)
    {
        _engine = engine;
        return this;
    }

    /// <summary>Copies a container's log before it is removed. One that is gone already has none.</summary>
    public async Task KeepAsync(IContainerEngine engine, string containerId, ReplicaIdentity identity, CancellationToken cancellationToken)
    {
        var path = PathOf(identity.JobUid, identity.Replica, identity.Attempt);
        if (File.Exists(path))
            return;
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var draft = path + ".new";
        try
        {
            await CopyAsync(engine, containerId, draft, cancellationToken).ConfigureAwait(false);
            File.Move(draft, path, overwrite: true);
        }
        catch (ContainerNotFoundException)
        {
            File.Delete(draft);
        }

        Sweep();
    }

    /// <inheritdoc/>
    public async Task<IAsyncEnumerable<LogLine>?> FindAsync(
        JobUid uid, int replica, int? attempt, bool follow, CancellationToken cancellationToken)
    {
        var owner = new EngineOwner(options.ClusterId, options.AgentId);
        var live = (await _engine!.ListAsync(owner, cancellationToken).ConfigureAwait(false))
            .Where(c => c.Identity.JobUid == uid && c.Identity.Replica == replica && (attempt is null || c.Identity.Attempt == attempt))
            .MaxBy(c => c.Identity.Attempt);
        if (live is not null)
            return _engine.ReadLogsAsync(live.Id, new LogQuery(follow), cancellationToken);
        var folder = Path.Combine(_folder, uid.ToString());
        if (!Directory.Exists(folder))
            return null;
        var kept = Directory.EnumerateFiles(folder, string.Create(CultureInfo.InvariantCulture, $"{replica}-*.log"))
            .Select(path => (Path: path, Attempt: int.Parse(Path.GetFileNameWithoutExtension(path).Split('-')[1], CultureInfo.InvariantCulture)))
            .Where(file => attempt is null || file.Attempt == attempt)
            .OrderByDescending(file => file.Attempt).Select(file => file.Path).FirstOrDefault();
        return kept is null ? null : ReadAsync(kept, cancellationToken);
    }

    private async Task CopyAsync(IContainerEngine engine, string containerId, string path, CancellationToken cancellationToken)
    {
        // Two halves: what does not fit into one pushes the other out, so the end is kept and disk stays bounded while copying.
        var half = options.MaxSpooledLogBytes / 2;
        var older = path + ".older";
        File.Delete(older);
        var stream = File.Create(path);
        try
        {
            var query = new LogQuery();
            await foreach (var line in engine.ReadLogsAsync(containerId, query, cancellationToken).ConfigureAwait(false))
            {
                if (stream.Length > half)
                {
                    await stream.DisposeAsync().ConfigureAwait(false);
                    File.Move(path, older, overwrite: true);
                    stream = File.Create(path);
                }

                await stream.WriteAsync(Head(line), cancellationToken).ConfigureAwait(false);
                await stream.WriteAsync(line.Bytes, cancellationToken).ConfigureAwait(false);
                stream.WriteByte((byte)'\n');
            }
        }
        finally
        {
            await stream.DisposeAsync().ConfigureAwait(false);
        }

        if (!File.Exists(older))
            return;
        using (var end = File.OpenRead(path))
        using (var all = new FileStream(older, FileMode.Append))
            await end.CopyToAsync(all, cancellationToken).ConfigureAwait(false);
        File.Move(older, path, overwrite: true);
    }

    /// <summary>A line's stream and time, before its text: <c>O 2026-01-01T00:00:00.0000000+00:00 </c> or <c>O - </c>.</summary>
    private static byte[] Head(LogLine line) =>
        Encoding.ASCII.GetBytes($"{(line.Stream == LogStream.Error ? 'E' : 'O')} {line.At?.ToString("O", CultureInfo.InvariantCulture) ?? "-"} ");

    private static async IAsyncEnumerable<LogLine> ReadAsync(string path, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var position = 0L;
        await foreach (var text in File.ReadLinesAsync(path, Encoding.UTF8, cancellationToken).ConfigureAwait(false))
        {
            var parts = text.Split(' ', 3);
            if (parts.Length != 3)
                continue;
            DateTimeOffset? at = DateTimeOffset.TryParse(parts[1], CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var time) ? time : null;
            yield return new LogLine(parts[0] == "E" ? LogStream.Error : LogStream.Output, ++position, Encoding.UTF8.GetBytes(parts[2]), at);
        }
    }

    private void Sweep()
    {
        var files = new DirectoryInfo(_folder).EnumerateFiles("*.log", SearchOption.AllDirectories).OrderByDescending(file => file.LastWriteTimeUtc);
        var total = 0L;
        foreach (var file in files)
        {
            total += file.Length;
            if (total > options.MaxSpoolBytes)
                file.Delete();
        }
    }

    private string PathOf(JobUid uid, int replica, int attempt) =>
        Path.Combine(_folder, uid.ToString(), string.Create(CultureInfo.InvariantCulture, $"{replica}-{attempt}.log"));
}
