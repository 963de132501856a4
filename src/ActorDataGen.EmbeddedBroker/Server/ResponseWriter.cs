using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;
using ActorDataGen.KafkaProtocol.Wire;

namespace ActorDataGen.EmbeddedBroker.Server;

/// <summary>Takes the answer to one request: a message as a whole, or a known number of bytes piece by piece.</summary>
internal sealed class ResponseWriter(PipeWriter output) : IDisposable
{
    private readonly MessageBuffer _buffer = new();
    private RequestHeader _header;
    private ITimer? _timer;
    private TimeSpan _timeout;

    /// <summary>Set by a handler that can tell the client nothing, but must not go on: the connection is closed after this request.</summary>
    public bool MustClose { get; set; }

    /// <summary>Whether anything was written for the request under way.</summary>
    public bool HasStarted { get; private set; }

    /// <summary>Where the bytes go; for handlers that stream.</summary>
    public PipeWriter Output => output;

    public short Version => _header.Version;

    public void Begin(RequestHeader header)
    {
        _header = header;
        HasStarted = false;
    }

    /// <summary>A timer that ends the connection when a flush takes longer than this.</summary>
    public void UseTimeout(ITimer timer, TimeSpan timeout) => (_timer, _timeout) = (timer, timeout);

    /// <summary>Sends what was written, at the speed at which the client takes it.</summary>
    public ValueTask FlushAsync()
    {
        var flush = output.FlushAsync();
        if (!flush.IsCompletedSuccessfully)
        {
            return WaitAsync(flush);
        }

        _ = flush.GetAwaiter().GetResult();
        return ValueTask.CompletedTask;
    }

    private async ValueTask WaitAsync(ValueTask<FlushResult> flush)
    {
        _timer?.Change(_timeout, Timeout.InfiniteTimeSpan);
        try
        {
            await flush;
        }
        finally
        {
            _timer?.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Writes length, header and message.</summary>
    public void WriteMessage(ApiSpec api, IWireStruct message)
    {
        var buffer = BeginFrame(api);
        var f = FieldCodec.Writer(buffer, Version, api.IsFlexible(Version));
        message.Transfer(ref f);
        EndFrame(buffer, 0);
    }

    /// <summary>Writes a message in another version than the request's.</summary>
    public void WriteMessageInVersion(ApiSpec api, short version, IWireStruct message)
    {
        _header = _header with { Version = version };
        WriteMessage(api, message);
    }

    /// <summary>Starts a frame by hand: the buffer holds room for the length, and the header.</summary>
    public MessageBuffer BeginFrame(ApiSpec api)
    {
        _buffer.Clear();
        _buffer.Take(4);
        BinaryPrimitives.WriteInt32BigEndian(_buffer.Take(4), _header.CorrelationId);
        if (api.HasFlexibleResponseHeader(Version))
        {
            _buffer.Take(1)[0] = 0;
        }

        return _buffer;
    }

    /// <summary>Writes the frame's buffer out; so many bytes more will follow it through <see cref="Output"/>.</summary>
    public void EndFrame(MessageBuffer buffer, int following)
    {
        BinaryPrimitives.WriteInt32BigEndian(buffer.At(0, 4), checked(buffer.Length - 4 + following));
        HasStarted = true;
        output.Write(buffer.Written);
    }

    /// <summary>Finishes the frame's buffer like <see cref="EndFrame"/>, and leaves writing it to the caller.</summary>
    public ReadOnlyMemory<byte> EndFrameHeld(MessageBuffer buffer, int following)
    {
        BinaryPrimitives.WriteInt32BigEndian(buffer.At(0, 4), checked(buffer.Length - 4 + following));
        HasStarted = true;
        return buffer.WrittenMemory;
    }

    public void Dispose() => _buffer.Dispose();
}
