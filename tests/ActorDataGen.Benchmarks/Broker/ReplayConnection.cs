using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Net.Sockets;
using ActorDataGen.KafkaProtocol.Wire;

namespace ActorDataGen.Benchmarks.Broker;

/// <summary>The least client there is: frames out, frames in, nothing in between.</summary>
internal sealed class ReplayConnection : IDisposable
{
    private readonly TcpClient _tcp = new() { NoDelay = true };
    private readonly NetworkStream _stream;
    private byte[] _answer = new byte[64 * 1024];

    public ReplayConnection(string address)
    {
        var parts = address.Split(':');
        _tcp.Connect(parts[0], int.Parse(parts[1], CultureInfo.InvariantCulture));
        _stream = _tcp.GetStream();
    }

    /// <summary>Makes the bytes of a request, length and all.</summary>
    public static byte[] Frame<TRequest, TResponse>(TRequest request, short version)
        where TRequest : IRequest<TResponse> where TResponse : IWireStruct, new()
    {
        using var buffer = new MessageBuffer();
        buffer.Take(4);
        RequestHeader.Write(buffer, new RequestHeader(TRequest.Api.Key, version, 1, "bench"), TRequest.Api);
        var f = FieldCodec.Writer(buffer, version, TRequest.Api.IsFlexible(version));
        request.Transfer(ref f);
        BinaryPrimitives.WriteInt32BigEndian(buffer.At(0, 4), buffer.Length - 4);
        return buffer.Written.ToArray();
    }

    public ValueTask SendAsync(byte[] frame) => _stream.WriteAsync(frame);

    /// <summary>Receives the next answer, without its length.</summary>
    public async ValueTask<ReadOnlyMemory<byte>> ReceiveAsync()
    {
        await _stream.ReadExactlyAsync(_answer.AsMemory(0, 4));
        var length = BinaryPrimitives.ReadInt32BigEndian(_answer);
        if (_answer.Length < length)
        {
            _answer = new byte[length];
        }

        await _stream.ReadExactlyAsync(_answer.AsMemory(0, length));
        return _answer.AsMemory(0, length);
    }

    public async Task<TResponse> AskAsync<TRequest, TResponse>(TRequest request, short version)
        where TRequest : IRequest<TResponse> where TResponse : IWireStruct, new()
    {
        await SendAsync(Frame<TRequest, TResponse>(request, version));
        return Parse<TRequest, TResponse>(await ReceiveAsync(), version);
    }

    public static TResponse Parse<TRequest, TResponse>(ReadOnlyMemory<byte> answer, short version)
        where TRequest : IRequest<TResponse> where TResponse : IWireStruct, new()
    {
        var header = TRequest.Api.HasFlexibleResponseHeader(version) ? 5 : 4;
        var f = FieldCodec.Reader(new ReadOnlySequence<byte>(answer[header..]), version, TRequest.Api.IsFlexible(version));
        var response = new TResponse();
        response.Transfer(ref f);
        return response;
    }

    public void Dispose() => _tcp.Dispose();
}
