using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;

namespace ActorDataGen.Docker.Streams;

/// <summary>A line of a container's log.</summary>
/// <param name="IsError">It was written to standard error.</param>
/// <param name="At">When its first part was written.</param>
/// <param name="LastAt">When its last part was written: reading goes on after that.</param>
/// <param name="Bytes">The line without its newline; valid for good.</param>
public readonly record struct DockerLogLine(bool IsError, DockerTime At, DockerTime LastAt, ReadOnlyMemory<byte> Bytes);

/// <summary>Which lines of a log to read.</summary>
/// <param name="Follow">Goes on until the container ends.</param>
/// <param name="Since">Lines of this moment and later; null is all.</param>
/// <param name="Tail">Only that many last lines; null is all.</param>
public sealed record DockerLogQuery(bool Follow = false, DockerTime? Since = null, int? Tail = null);

/// <summary>
/// Takes a log with times apart into lines. Of a container without terminal it is a sequence of frames (eight bytes: stream,
/// three zeros, length; then the text), where a frame without newline is a piece of a line; with a terminal it is bare text.
/// </summary>
internal sealed class LogStreamReader(Stream stream, bool isRaw) : IAsyncDisposable
{
    private const int HeaderSize = 8;

    /// <summary>Longer lines are handed on in pieces. 1 MiB: daemons cut at 16 KiB, so this is 64 of their pieces.</summary>
    private const int MaxLine = 1024 * 1024;

    private readonly PipeReader _pipe = PipeReader.Create(stream, new StreamPipeReaderOptions(bufferSize: 64 * 1024, minimumReadSize: 4096));
    private readonly Pending _output = new(false);
    private readonly Pending _error = new(true);
    private readonly List<DockerLogLine> _lines = [];

    /// <summary>Waits for more lines; null is the end.</summary>
    public async Task<IReadOnlyList<DockerLogLine>?> ReadAsync(CancellationToken cancellationToken)
    {
        _lines.Clear();
        while (_lines.Count == 0)
        {
            var read = await _pipe.ReadAsync(cancellationToken).ConfigureAwait(false);
            var buffer = read.Buffer;
            while (isRaw ? TakeRaw(ref buffer, read.IsCompleted) : TakeFrame(ref buffer))
            {
            }

            _pipe.AdvanceTo(buffer.Start, buffer.End);
            if (!read.IsCompleted)
                continue;
            if (!isRaw && buffer.Length > 0)
                throw new IOException("the log ended in the middle of a frame");
            _output.Flush(_lines);
            _error.Flush(_lines);
            return _lines.Count > 0 ? _lines : null;
        }

        return _lines;
    }

    public ValueTask DisposeAsync() => _pipe.CompleteAsync();

    private bool TakeFrame(ref ReadOnlySequence<byte> buffer)
    {
        if (buffer.Length < HeaderSize)
            return false;
        Span<byte> header = stackalloc byte[HeaderSize];
        buffer.Slice(0, HeaderSize).CopyTo(header);
        var length = BinaryPrimitives.ReadUInt32BigEndian(header[4..]);
        if (header[0] > 2 || header[1] != 0 || header[2] != 0 || header[3] != 0)
            throw new IOException("the log is not in the format that the API describes");
        if (buffer.Length < HeaderSize + length)
            return false;
        var payload = buffer.Slice(HeaderSize, length);
        (header[0] == 2 ? _error : _output).Add(payload.IsSingleSegment ? payload.FirstSpan : payload.ToArray(), _lines);
        buffer = buffer.Slice(payload.End);
        return true;
    }

    private bool TakeRaw(ref ReadOnlySequence<byte> buffer, bool isLast)
    {
        var newline = buffer.PositionOf((byte)'\n');
        if (newline is null && !(isLast && buffer.Length > 0) && buffer.Length < MaxLine)
            return false;
        var end = newline is { } found ? buffer.GetPosition(1, found) : buffer.End;
        _output.Add(buffer.Slice(0, end).ToArray(), _lines);
        buffer = buffer.Slice(end);
        return true;
    }

    /// <summary>The line that one stream is in the middle of.</summary>
    private sealed class Pending(bool isError)
    {
        private readonly ArrayBufferWriter<byte> _bytes = new();
        private DockerTime _first;
        private DockerTime _last;
        private bool _isOpen;

        /// <summary>Takes one piece: a time, a blank, text, and a newline when it is the line's last.</summary>
        public void Add(ReadOnlySpan<byte> piece, List<DockerLogLine> lines)
        {
            var blank = piece.IndexOf((byte)' ');
            if (blank > 0 && DockerTime.TryParse(piece[..blank], out var time))
            {
                _last = time;
                piece = piece[(blank + 1)..];
            }

            if (!_isOpen)
                (_first, _isOpen) = (_last, true);
            var isEnd = piece.Length > 0 && piece[^1] == (byte)'\n';
            if (isEnd)
                piece = piece.Length > 1 && piece[^2] == (byte)'\r' ? piece[..^2] : piece[..^1];
            _bytes.Write(piece);
            if (isEnd || _bytes.WrittenCount >= MaxLine)
                Flush(lines);
        }

        public void Flush(List<DockerLogLine> lines)
        {
            if (!_isOpen)
                return;
            lines.Add(new DockerLogLine(isError, _first, _last, _bytes.WrittenSpan.ToArray()));
            _bytes.ResetWrittenCount();
            _isOpen = false;
        }
    }
}
