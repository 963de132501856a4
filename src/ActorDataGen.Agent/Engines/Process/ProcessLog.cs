using System.Runtime.CompilerServices;
using Microsoft.Win32.SafeHandles;

namespace ActorDataGen.Agent.Engines.Process;

/// <summary>
/// A log that its process appends to and that is kept short by giving the disk blocks of its beginning back. The file's
/// length and every offset stay as they are, so no line is lost between a copy and a truncation, and readers go on.
/// </summary>
internal static class ProcessLog
{
    /// <summary>Holes are punched in multiples of this: the largest block size in common use.</summary>
    private const long Block = 64 * 1024;

    /// <summary>A line longer than this is handed on in pieces, so that a log without newlines takes no memory.</summary>
    private const int MaxLine = 64 * 1024;

    /// <summary>How often a follower looks for more.</summary>
    private static readonly TimeSpan FollowInterval = TimeSpan.FromMilliseconds(100);

    /// <summary>Drops the oldest half of a log that has outgrown twice its limit's worth of disk.</summary>
    public static void Trim(string path, long maxBytes)
    {
        using var file = TryOpen(path, FileAccess.ReadWrite);
        if (file is null)
            return;
        var length = RandomAccess.GetLength(file);
        var start = Math.Max(0, NativeMethods.NextData(file, 0));
        if (length - start <= 2 * maxBytes)
            return;
        var keepFrom = (length - maxBytes) / Block * Block;
        if (!NativeMethods.PunchHole(file, 0, keepFrom))
            // No holes on this file system: start over. A process that appends goes on at the new end.
            RandomAccess.SetLength(file, 0);
    }

    /// <summary>Reads lines from <paramref name="after"/> on; with <paramref name="ended"/> until it says so.</summary>
    /// <param name="path">The log.</param>
    /// <param name="after">Offset to begin at; null is the first line kept.</param>
    /// <param name="ended">Null reads what there is; else completes when nothing more will be written.</param>
    /// <param name="time">Clock of the wait between two looks.</param>
    /// <param name="cancellationToken">Ends reading.</param>
    public static async IAsyncEnumerable<LogLine> ReadAsync(
        string path, long? after, Task? ended, TimeProvider time, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var file = TryOpen(path, FileAccess.Read);
        if (file is null)
            yield break;

        var position = after ?? 0;
        var pending = new List<byte>();
        var buffer = new byte[64 * 1024];
        var skipPartial = false;
        while (true)
        {
            // Asked before reading: what was written before the end was seen is read after it.
            var isLast = ended is null or { IsCompleted: true };
            if (RandomAccess.GetLength(file) < position)
                (position, skipPartial) = (0, false);
            if (NativeMethods.NextData(file, position) is var data && data > position)
            {
                pending.Clear();
                (position, skipPartial) = (data, true);
            }

            var read = await RandomAccess.ReadAsync(file, buffer, position, cancellationToken).ConfigureAwait(false);
            // A hole punched while reading reads as zeros: look again.
            if (read > 0 && NativeMethods.NextData(file, position) > position)
                continue;

            var chunk = buffer.AsMemory(0, read);
            while (chunk.Span.IndexOf((byte)'\n') is var end && end >= 0)
            {
                position += end + 1;
                if (!skipPartial)
                {
                    pending.AddRange(chunk.Span[..end]);
                    yield return new LogLine(LogStream.Output, position, pending.ToArray());
                }

                skipPartial = false;
                pending.Clear();
                chunk = chunk[(end + 1)..];
            }

            pending.AddRange(chunk.Span);
            position += chunk.Length;
            if (pending.Count >= MaxLine && !skipPartial)
            {
                yield return new LogLine(LogStream.Output, position, pending.ToArray());
                pending.Clear();
            }

            if (read > 0)
                continue;
            if (isLast)
            {
                if (pending.Count > 0 && !skipPartial)
                    yield return new LogLine(LogStream.Output, position, pending.ToArray());
                yield break;
            }

            await Task.WhenAny(ended!, Task.Delay(FollowInterval, time, cancellationToken)).ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    private static SafeFileHandle? TryOpen(string path, FileAccess access)
    {
        try
        {
            return File.OpenHandle(path, FileMode.Open, access, FileShare.ReadWrite | FileShare.Delete);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }
}
