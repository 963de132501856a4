using Microsoft.Win32.SafeHandles;

namespace ActorDataGen.EmbeddedBroker.Storage;

/// <summary>
/// Fixed-size entries in ascending order, in the file format of Kafka's indexes. While its segment is written to, the
/// entries are in memory and appended to the file now and then; once it is closed they are searched in the file.
/// </summary>
internal abstract class SparseIndex : IDisposable
{
    private readonly string? _path;
    private readonly int _entrySize;
    private readonly Lock _gate = new();
    private byte[]? _entries;
    private int _flushed;
    private SafeFileHandle? _handle;

    /// <param name="path">The file, or null to stay in memory.</param>
    /// <param name="entrySize">Bytes an entry.</param>
    protected SparseIndex(string? path, int entrySize)
    {
        (_path, _entrySize) = (path, entrySize);
        if (path is not null && File.Exists(path))
        {
            Count = (int)(new FileInfo(path).Length / entrySize);
            _flushed = Count;
        }
        else
        {
            _entries = [];
        }
    }

    public int Count { get; private set; }

    /// <summary>Whether there is a file, or was when the segment was opened.</summary>
    public bool Exists => _entries is null || _flushed > 0;

    /// <summary>Writes new entries to the file.</summary>
    public void Flush()
    {
        lock (_gate)
        {
            if (_path is null || _entries is null)
            {
                return;
            }

            // Made even when empty: a missing file means that it must be rebuilt.
            var handle = Handle();
            if (_flushed < Count)
            {
                RandomAccess.Write(handle, _entries.AsSpan(_flushed * _entrySize, (Count - _flushed) * _entrySize), (long)_flushed * _entrySize);
                _flushed = Count;
            }
        }
    }

    /// <summary>The segment gets no more entries: from now on they are searched in the file.</summary>
    public void Close()
    {
        Flush();
        lock (_gate)
        {
            _entries = _path is null ? _entries : null;
        }
    }

    /// <summary>Has the entries at hand even if the file goes away.</summary>
    public void EnsureOpen()
    {
        lock (_gate)
        {
            if (_entries is null)
            {
                Handle();
            }
        }
    }

    /// <summary>Drops all entries from the given one on.</summary>
    public void TruncateTo(int count)
    {
        lock (_gate)
        {
            if (count >= Count)
            {
                return;
            }

            Count = count;
            if (_flushed > count)
            {
                _flushed = count;
                RandomAccess.SetLength(Handle(), (long)count * _entrySize);
            }
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _handle?.Dispose();
            _handle = null;
        }
    }

    protected Span<byte> NewEntry()
    {
        Load();
        var needed = (Count + 1) * _entrySize;
        if (_entries!.Length < needed)
        {
            lock (_gate)
            {
                Array.Resize(ref _entries, Math.Max(needed, Math.Max(_entrySize * 64, _entries.Length * 2)));
            }
        }

        return _entries.AsSpan(Count * _entrySize, _entrySize);
    }

    protected void CommitEntry() => Count++;

    protected void ReadEntry(int index, Span<byte> into)
    {
        lock (_gate)
        {
            if (_entries is { } entries)
            {
                entries.AsSpan(index * _entrySize, _entrySize).CopyTo(into);
            }
            else if (RandomAccess.Read(Handle(), into, (long)index * _entrySize) != into.Length)
            {
                throw new IOException($"the index {_path} is shorter than it was");
            }
        }
    }

    private void Load()
    {
        lock (_gate)
        {
            if (_entries is null)
            {
                _entries = new byte[Math.Max(64, Count + 64) * _entrySize];
                if (Count > 0 && RandomAccess.Read(Handle(), _entries.AsSpan(0, Count * _entrySize), 0) != Count * _entrySize)
                {
                    throw new IOException($"the index {_path} is shorter than it was");
                }
            }
        }
    }

    private SafeFileHandle Handle() =>
        _handle ??= File.OpenHandle(_path!, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
}
