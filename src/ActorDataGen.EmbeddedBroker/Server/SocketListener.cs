using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging;

namespace ActorDataGen.EmbeddedBroker.Server;

/// <summary>How many connections there may be, over all listeners.</summary>
internal sealed class ConnectionSlots(int most)
{
    private int _taken;

    public int Taken => Volatile.Read(ref _taken);

    public bool TryTake()
    {
        if (Interlocked.Increment(ref _taken) <= most)
        {
            return true;
        }

        Free();
        return false;
    }

    public void Free() => Interlocked.Decrement(ref _taken);
}

/// <summary>Accepts the connections of one listener and has each served by a <see cref="ConnectionHandler"/>.</summary>
internal sealed partial class SocketListener : IAsyncDisposable
{
    private const int Backlog = 512;

    private readonly Socket _socket;
    private readonly ConnectionSlots _slots;
    private readonly ConnectionHandler _handler;
    private readonly ILogger _logger;
    private readonly ConcurrentDictionary<SocketConnection, Task> _connections = [];
    private readonly CancellationTokenSource _stopping = new();
    private Task _accepting = Task.CompletedTask;
    private long _lastId;

    private SocketListener(Socket socket, AdvertisedEndpoint advertised, ConnectionSlots slots, ConnectionHandler handler, ILogger logger) =>
        (_socket, Advertised, _slots, _handler, _logger) = (socket, advertised, slots, handler, logger);

    /// <summary>What clients are told to connect to.</summary>
    public AdvertisedEndpoint Advertised { get; }

    public static SocketListener Start(
        BrokerListener listener, ConnectionSlots slots, Func<AdvertisedEndpoint, ConnectionHandler> handler, ILogger logger)
    {
        var address = Resolve(listener);
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
            socket.Bind(new IPEndPoint(address, listener.Port));
            socket.Listen(Backlog);
        }
        catch (SocketException e)
        {
            socket.Dispose();
            throw new IOException($"Listeners: cannot listen on {listener.Host}:{listener.Port}: {e.Message}", e);
        }

        var advertised = new AdvertisedEndpoint(
            listener.AdvertisedHost ?? listener.Host, listener.AdvertisedPort ?? ((IPEndPoint)socket.LocalEndPoint!).Port);
        var started = new SocketListener(socket, advertised, slots, handler(advertised), logger);
        started._accepting = started.AcceptAsync();
        return started;
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _socket.Dispose();
        await _accepting;
        foreach (var connection in _connections.Keys)
        {
            connection.Abort(new ConnectionAbortedException("the broker stops"));
        }

        await Task.WhenAll(_connections.Values);
        _stopping.Dispose();
    }

    private static IPAddress Resolve(BrokerListener listener)
    {
        if (IPAddress.TryParse(listener.Host, out var address))
        {
            return address;
        }

        if (listener.Host == "*")
        {
            return IPAddress.IPv6Any;
        }

        try
        {
            var found = Dns.GetHostAddresses(listener.Host);
            return found.FirstOrDefault(static a => a.AddressFamily == AddressFamily.InterNetwork) ?? found[0];
        }
        catch (SocketException e)
        {
            throw new IOException($"Listeners: {listener.Host} is not an address of this machine: {e.Message}", e);
        }
    }

    private async Task AcceptAsync()
    {
        while (!_stopping.IsCancellationRequested)
        {
            Socket socket;
            try
            {
                socket = await _socket.AcceptAsync(_stopping.Token);
            }
            catch (Exception e) when (_stopping.IsCancellationRequested && e is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                return;
            }
            catch (SocketException e)
            {
                LogAcceptFailed(e.Message); // the peer gave up, or too many files are open
                continue;
            }

            if (!_slots.TryTake())
            {
                LogTooMany(socket.RemoteEndPoint, _slots.Taken);
                socket.Dispose();
                continue;
            }

            socket.NoDelay = true;
            var id = Interlocked.Increment(ref _lastId).ToString(CultureInfo.InvariantCulture);
            var connection = new SocketConnection(socket, $"{Advertised.Port}-{id}");
            var gate = new TaskCompletionSource();
            var serving = ServeAsync(connection, gate.Task);
            _connections[connection] = serving;
            gate.SetResult();
        }
    }

    private async Task ServeAsync(SocketConnection connection, Task registered)
    {
        await registered;
        await Task.Yield();
        try
        {
            await _handler.OnConnectedAsync(connection);
        }
        catch (Exception e)
        {
            LogFailed(e, connection.ConnectionId); // a bug; it must not take the listener down
        }
        finally
        {
            await connection.DisposeAsync();
            _slots.Free();
            _connections.TryRemove(connection, out _);
        }
    }

    [LoggerMessage(6005, LogLevel.Warning, "Accepting a connection failed: {Reason}")]
    private partial void LogAcceptFailed(string reason);

    [LoggerMessage(6006, LogLevel.Warning, "Connection from {Remote} refused: there are {Count} (MaxConnections)")]
    private partial void LogTooMany(EndPoint? remote, int count);

    [LoggerMessage(6007, LogLevel.Error, "Connection {Connection} failed")]
    private partial void LogFailed(Exception exception, string connection);
}
