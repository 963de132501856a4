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

    /// <summary>Writes length, header and message.</summary>
    public void WriteMessage(ApiSpec api, IWireStruct message)
    {
        var buffer = BeginFrame(api);
        var f = FieldCodec.Writer(buffer, Version, api.IsFlexible(Version));
        message.Transfer(ref f);
        EndFrame(buffer, 0);
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

    public void Dispose() => _buffer.Dispose();
}
