namespace ActorDataGen.KafkaProtocol.Records;

/// <summary>Grows as it is written to and copies from itself, as Snappy and LZ4 ask for; refuses to grow beyond what a batch can sensibly hold.</summary>
internal sealed class DecompressedBytes(int expected)
{
    // A batch of a MiB that claims to be more than this is an attack, not data.
    public const int Most = 256 * 1024 * 1024;

    private byte[] _bytes = new byte[Math.Clamp(expected, 256, 1024 * 1024)];

    public int Length { get; private set; }

    public ReadOnlyMemory<byte> Written => _bytes.AsMemory(0, Length);

    public void Append(ReadOnlySpan<byte> bytes)
    {
        Reserve(bytes.Length);
        bytes.CopyTo(_bytes.AsSpan(Length));
        Length += bytes.Length;
    }

    /// <summary>Repeats what was written so far back; the source may reach into what is being written.</summary>
    public void Repeat(int distance, int count)
    {
        if (distance <= 0 || distance > Length)
        {
            throw new KafkaProtocolException("compressed bytes refer to what precedes them");
        }

        Reserve(count);
        if (distance >= count)
        {
            _bytes.AsSpan(Length - distance, count).CopyTo(_bytes.AsSpan(Length));
            Length += count;
            return;
        }

        for (var i = 0; i < count; i++, Length++)
        {
            _bytes[Length] = _bytes[Length - distance];
        }
    }

    private void Reserve(int count)
    {
        if (count < 0 || Length > Most - count)
        {
            throw new KafkaProtocolException($"a batch of more than {Most} bytes once decompressed");
        }

        if (_bytes.Length - Length < count)
        {
            Array.Resize(ref _bytes, (int)Math.Min(Most, Math.Max((long)Length + count, _bytes.Length * 2L)));
        }
    }
}
