using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Net.Sockets;
using ActorDataGen.KafkaProtocol;
using ActorDataGen.KafkaProtocol.Messages;
using ActorDataGen.KafkaProtocol.Wire;

namespace ActorDataGen.EmbeddedBroker.Tests.Contract;

/// <summary>One connection that says exactly what a test wants said, retries nothing and hides nothing.</summary>
internal sealed class WireClient : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);
    private readonly TcpClient _tcp;
    private readonly NetworkStream _stream;
    private readonly Dictionary<ApiKey, short> _maxVersions = [];
    private readonly string _clientId;
    private int _correlation;

    private WireClient(TcpClient tcp, string clientId)
    {
        _tcp = tcp;
        _stream = tcp.GetStream();
        _clientId = clientId;
    }

    public static async Task<WireClient> ConnectAsync(string bootstrapServers, string clientId = "contract")
    {
        var parts = bootstrapServers.Split(':');
        var tcp = new TcpClient { NoDelay = true };
        await tcp.ConnectAsync(parts[0], int.Parse(parts[1], CultureInfo.InvariantCulture));
        var client = new WireClient(tcp, clientId);
        var versions = await client.SendAsync(new ApiVersionsRequest { ClientSoftwareName = "contract", ClientSoftwareVersion = "1" }, 3);
        foreach (var range in versions.ApiKeys)
        {
            client._maxVersions[(ApiKey)range.ApiKey] = range.MaxVersion;
        }

        return client;
    }

    /// <summary>Sends a request in the given version, or in the newest that both sides speak, and waits for its answer.</summary>
    public async Task<TResponse> SendAsync<TResponse>(IRequest<TResponse> request, short? version = null)
        where TResponse : class, IWireStruct, new()
    {
        var api = SpecOf(request);
        var chosen = version ?? Math.Min(api.MaxVersion, _maxVersions[api.Key]);
        await SendOnlyAsync(request, api, chosen);
        return Read<TResponse>(await ReceiveAsync(), api, chosen);
    }

    /// <summary>Sends a request that no answer comes to, such as produce with acks=0.</summary>
    public Task SendOnlyAsync<TResponse>(IRequest<TResponse> request, short? version = null) where TResponse : class, IWireStruct, new()
    {
        var api = SpecOf(request);
        return SendOnlyAsync(request, api, version ?? Math.Min(api.MaxVersion, _maxVersions[api.Key]));
    }

    /// <summary>Sends bytes as they are, the length before them.</summary>
    public async Task SendFrameAsync(byte[] frame)
    {
        var bytes = new byte[frame.Length + 4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, frame.Length);
        frame.CopyTo(bytes, 4);
        await _stream.WriteAsync(bytes);
    }

    /// <summary>Waits for the next frame; null when the broker closed the connection instead.</summary>
    public async Task<byte[]?> TryReceiveAsync()
    {
        using var limit = new CancellationTokenSource(Patience);
        try
        {
            var length = new byte[4];
            await _stream.ReadExactlyAsync(length, limit.Token);
            var frame = new byte[BinaryPrimitives.ReadInt32BigEndian(length)];
            await _stream.ReadExactlyAsync(frame, limit.Token);
            return frame;
        }
        catch (Exception e) when (e is EndOfStreamException or IOException)
        {
            return null;
        }
    }

    public ValueTask DisposeAsync()
    {
        _tcp.Dispose();
        return ValueTask.CompletedTask;
    }

    internal static TResponse Read<TResponse>(byte[] frame, ApiSpec api, short version) where TResponse : class, IWireStruct, new()
    {
        var f = FieldCodec.Reader(new ReadOnlySequence<byte>(frame), version, api.HasFlexibleResponseHeader(version));
        f.Int32(0);
        f.Tags();
        var body = FieldCodec.Reader(new ReadOnlySequence<byte>(frame).Slice(frame.Length - f.Remaining), version, api.IsFlexible(version));
        var response = new TResponse();
        response.Transfer(ref body);
        Assert.Equal(0, body.Remaining);
        return response;
    }

    private static ApiSpec SpecOf(object request) => (ApiSpec)request.GetType().GetProperty("Api")!.GetValue(null)!;

    private async Task SendOnlyAsync(IWireStruct request, ApiSpec api, short version)
    {
        using var buffer = new MessageBuffer();
        RequestHeader.Write(buffer, new RequestHeader(api.Key, version, ++_correlation, _clientId), api);
        Write(request, buffer, api, version);
        await SendFrameAsync(buffer.Written.ToArray());
    }

    private static void Write(IWireStruct request, MessageBuffer buffer, ApiSpec api, short version)
    {
        var f = FieldCodec.Writer(buffer, version, api.IsFlexible(version));
        request.Transfer(ref f);
    }

    private async Task<byte[]> ReceiveAsync()
    {
        var frame = await TryReceiveAsync();
        Assert.NotNull(frame);
        return frame;
    }
}
