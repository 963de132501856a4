using System.Text;

namespace ActorDataGen.Agent.Engines;

/// <summary>Where a line was written to.</summary>
public enum LogStream
{
    /// <summary>Standard output, or both where an engine can't tell.</summary>
    Output,

    /// <summary>Standard error.</summary>
    Error,
}

/// <summary>A line of a container's log.</summary>
/// <param name="Stream">Where it was written to.</param>
/// <param name="Position">Where reading goes on after this line: <see cref="LogQuery.After"/>.</param>
/// <param name="Bytes">The line as it was written, without its newline. Valid for good: never reused.</param>
/// <param name="At">When it was written, where the engine keeps that.</param>
public readonly record struct LogLine(LogStream Stream, long Position, ReadOnlyMemory<byte> Bytes, DateTimeOffset? At = null)
{
    /// <summary>The line as text; what is not UTF-8 in it is replaced.</summary>
    public string Text => Encoding.UTF8.GetString(Bytes.Span);
}

/// <summary>Which lines to read.</summary>
/// <param name="Follow">Goes on with new lines until the container ends.</param>
/// <param name="After">Only lines after this <see cref="LogLine.Position"/>; null from the first that is kept.</param>
public sealed record LogQuery(bool Follow = false, long? After = null);
