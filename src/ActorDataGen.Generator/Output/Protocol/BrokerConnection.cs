using System.Buffers;
using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net.Sockets;
using ActorDataGen.KafkaProtocol;
using ActorDataGen.KafkaProtocol.Messages;
using ActorDataGen.KafkaProtocol.Wire;

namespace ActorDataGen.Generator.Output.Protocol;

/// <summary>One connection to a broker: requests go out in the order they are sent, and many may wait for their answers.</summary>
internal sealed class BrokerConnection : IAsyncDisposable
{
    private const string ClientId = "adg-generator";
    private const int LargestAnswer = 16 * 1024 * 1024;

    private readonly Socket _socket;
    private readonly TimeProvider _time;
    private readonly TimeSpan _timeout;
    private readonly ConcurrentDictionary<int, TaskCompletionSource<byte[]>> _waiting = new();
    private readonly SemaphoreSlim _sending = new(1);
    private readonly MessageBuffer _output = new(64 * 1024);
    private readonly CancellationTokenSource _closing = new();
    private Dictionary<short, (short Min, short Max)> _versions = [];
    private Task _reading = Task.CompletedTask;
    private int _lastCorrelation;
    private volatile Exception? _broken;

    private BrokerConnection(Socket socket, TimeProvider time, TimeSpan timeout) => (_socket, _time, _timeout) = (socket, time, timeout);

    public bool IsBroken => _broken is not null;

    /// <exception cref="OutputLostException">Nobody answers.</exception>
    public static async Task<BrokerConnection> OpenAsync(string host, int port, TimeProvider time, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, SendBufferSize = 1024 * 1024 };
        using var limit = new CancellationTokenSource(timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            await socket.ConnectAsync(host, port, either.Token);
            var connection = new BrokerConnection(socket, time, timeout);
            connection._reading = connection.ReadAsync();
            var versions = await connection.SendAsync<ApiVersionsRequest, ApiVersionsResponse>(new ApiVersionsRequest(), 0, cancellationToken);
            connection._versions = versions.ApiKeys.ToDictionary(k => k.ApiKey, k => (k.MinVersion, k.MaxVersion));
            return connection;
        }
        catch (Exception e) when (e is SocketException or IOException || e is OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            socket.Dispose();
            throw new OutputLostException($"{host}:{port}: {(e is SocketException s ? s.Message : "no answer in time")}", e);
        }
    }

    /// <summary>Sends a request in the newest version that both sides know, up to a limit, and waits for its answer.</summary>
    public async Task<TResponse> SendAsync<TRequest, TResponse>(TRequest request, short newest, CancellationToken cancellationToken)
        where TRequest : IRequest<TResponse> where TResponse : IWireStruct, new() =>
        await await SendOnlyAsync<TRequest, TResponse>(request, newest, cancellationToken);

    /// <summary>Sends a request; the inner task is its answer.</summary>
    public async Task<Task<TResponse>> SendOnlyAsync<TRequest, TResponse>(TRequest request, short newest, CancellationToken cancellationToken)
        where TRequest : IRequest<TResponse> where TResponse : IWireStruct, new()
    {
        var version = VersionOf(TRequest.Api, newest);
        var answer = new TaskCompletionSource<byte[]>(TaskCreationOptions.RunContinuationsAsynchronously);
        await _sending.WaitAsync(cancellationToken);
        try
        {
            var correlation = ++_lastCorrelation;
            _waiting[correlation] = answer;
            _output.Clear();
            _output.Take(4);
            RequestHeader.Write(_output, new RequestHeader(TRequest.Api.Key, version, correlation, ClientId), TRequest.Api);
            var body = FieldCodec.Writer(_output, version, TRequest.Api.IsFlexible(version));
            request.Transfer(ref body);
            BinaryPrimitives.WriteInt32BigEndian(_output.At(0, 4), _output.Length - 4);
            // Half a request on the wire would spoil the connection, so a stop does not cut one off.
            using var limit = new CancellationTokenSource(_timeout, _time);
            for (var rest = _output.WrittenMemory; rest.Length > 0;)
            {
                rest = rest[await _socket.SendAsync(rest, SocketFlags.None, limit.Token)..];
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            Break(e);
        }
        finally
        {
            _sending.Release();
        }

        if (_broken is { } broken)
        {
            answer.TrySetException(new OutputLostException("the connection to the broker broke", broken));
        }

        return ReceiveAsync<TRequest, TResponse>(answer.Task, version);
    }

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        _socket.Dispose();
        await _reading;
        _closing.Dispose();
        _sending.Dispose();
        _output.Dispose();
    }

    private async Task<TResponse> ReceiveAsync<TRequest, TResponse>(Task<byte[]> frame, short version)
        where TRequest : IRequest<TResponse> where TResponse : IWireStruct, new()
    {
        byte[] bytes;
        try
        {
            bytes = await frame.WaitAsync(_timeout, _time);
        }
        catch (TimeoutException e)
        {
            Break(e);
            throw new OutputLostException($"the broker did not answer {TRequest.Api.Key} within {_timeout.TotalSeconds:0} s", e);
        }

        return Decode<TRequest, TResponse>(bytes, version);
    }

    private static TResponse Decode<TRequest, TResponse>(byte[] bytes, short version)
        where TRequest : IRequest<TResponse> where TResponse : IWireStruct, new()
    {
        var header = FieldCodec.Reader(new ReadOnlySequence<byte>(bytes, 4, bytes.Length - 4), version, TRequest.Api.HasFlexibleResponseHeader(version));
        header.Tags();
        var start = bytes.Length - (int)header.Remaining;
        var body = FieldCodec.Reader(new ReadOnlySequence<byte>(bytes, start, bytes.Length - start), version, TRequest.Api.IsFlexible(version));
        var response = new TResponse();
        response.Transfer(ref body);
        return response;
    }

    private async Task ReadAsync()
    {
        var length = new byte[4];
        try
        {
            using var stream = new NetworkStream(_socket, ownsSocket: false);
            while (true)
            {
                await stream.ReadExactlyAsync(length, _closing.Token);
                var size = BinaryPrimitives.ReadInt32BigEndian(length);
                if (size is < 4 or > LargestAnswer)
                {
                    throw new KafkaProtocolException($"an answer of {size} bytes");
                }

                var frame = new byte[size];
                await stream.ReadExactlyAsync(frame, _closing.Token);
                if (_waiting.TryRemove(BinaryPrimitives.ReadInt32BigEndian(frame), out var answer))
                {
                    answer.TrySetResult(frame);
                }
            }
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException or OperationCanceledException or KafkaProtocolException)
        {
            Break(e);
        }
    }

    private void Break(Exception cause)
    {
        _broken ??= cause;
        _socket.Dispose();
        foreach (var (correlation, _) in _waiting)
        {
            if (_waiting.TryRemove(correlation, out var answer))
            {
                answer.TrySetException(new OutputLostException("the connection to the broker broke", cause));
            }
        }
    }

    private short VersionOf(ApiSpec api, short newest)
    {
        if (api.Key == ApiKey.ApiVersions)
        {
            return 0;
        }

        var (min, max) = _versions.GetValueOrDefault((short)api.Key, ((short)-1, (short)-1));
        var version = Math.Min(Math.Min(newest, api.MaxVersion), max);
        return version >= Math.Max(min, api.MinVersion) ? version
            : throw new Runs.GeneratorException(Runs.ExitCode.Refused,
                $"the broker speaks {api.Key} in versions {min} to {max} and not in {api.MinVersion} to {newest}; set ADG_PRODUCER=librdkafka");
    }
}
