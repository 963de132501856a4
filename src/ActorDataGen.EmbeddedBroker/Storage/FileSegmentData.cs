using Microsoft.Win32.SafeHandles;

namespace ActorDataGen.EmbeddedBroker.Storage;

/// <summary>A segment in a file, written with one <c>pwrite</c> or <c>pwritev</c> an append.</summary>
internal sealed class FileSegmentData : SegmentData
{
    private readonly string _path;
    private readonly Lock _opening = new();
    private SafeFileHandle? _handle;
    private long _length;

    /// <summary>Takes the file as it is, or makes it. The file is opened on first use: a start touches only what it must.</summary>
    public FileSegmentData(string path)
    {
        _path = path;
        var info = new FileInfo(path);
        _length = info.Exists ? info.Length : 0;
        if (!info.Exists)
        {
            Open();
        }
    }

    public override long Length => Volatile.Read(ref _length);

    public override void Append(IReadOnlyList<ReadOnlyMemory<byte>> pieces, int total)
    {
        var handle = Open();
        try
        {
            if (pieces.Count == 1)
            {
                RandomAccess.Write(handle, pieces[0].Span, _length);
            }
            else
            {
                RandomAccess.Write(handle, pieces, _length);
            }
        }
        catch (IOException)
        {
            // A full disk leaves part of the batch behind; the next append must not follow a torn one.
            RandomAccess.SetLength(handle, _length);
            throw;
        }

        Volatile.Write(ref _length, _length + total);
    }

    public override int Read(long position, Span<byte> into)
    {
        var handle = Open();
        var done = 0;
        while (done < into.Length)
        {
            var read = RandomAccess.Read(handle, into[done..], position + done);
            if (read == 0)
            {
                break;
            }

            done += read;
        }

        return done;
    }

    public override void Flush()
    {
        if (Volatile.Read(ref _handle) is { } handle)
        {
            RandomAccess.FlushToDisk(handle);
        }
    }

    public override void Truncate(long length)
    {
        RandomAccess.SetLength(Open(), length);
        Volatile.Write(ref _length, length);
    }

    public override void EnsureOpen() => Open();

    protected override void Close()
    {
        lock (_opening)
        {
            _handle?.Dispose();
        }
    }

    private SafeFileHandle Open()
    {
        if (Volatile.Read(ref _handle) is { } handle)
        {
            return handle;
        }

        lock (_opening)
        {
            // Delete is shared because retention unlinks files that readers still have open.
            return _handle ??= File.OpenHandle(_path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        }
    }
}
