using System.Buffers;
using System.Net;
using System.Net.Sockets;
using ActorDataGen.EmbeddedBroker.Apis;
using ActorDataGen.EmbeddedBroker.Faults;
using ActorDataGen.KafkaProtocol;
using ActorDataGen.KafkaProtocol.Wire;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging;

namespace ActorDataGen.EmbeddedBroker.Server;

/// <summary>
/// Serves one connection: reads frames (four bytes of length, then the request), has each handled, writes the answers in the
/// order of the requests. As in Kafka, the next request is looked at once the one before is answered.
/// </summary>
internal sealed partial class BrokerConnectionHandler(
    ApiTable apis, FaultInjector faults, EmbeddedBrokerOptions options, AdvertisedEndpoint endpoint, ByteBudget budget, TimeProvider time,
    ILogger logger) : ConnectionHandler
{
    // Smaller requests are not worth counting.
    private const int BudgetFrom = 64 * 1024;

    public override async Task OnConnectedAsync(ConnectionContext connection)
    {
        using var response = new ResponseWriter(connection.Transport.Output);
        using var slowReader = time.CreateTimer(
            static state => ((ConnectionContext)state!).Abort(new ConnectionAbortedException("the client does not read")), connection,
            Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        response.UseTimeout(slowReader, options.SlowReaderTimeout);
        try
        {
            await ServeAsync(connection, response);
        }
        catch (KafkaProtocolException e)
        {
            LogMalformed(connection.ConnectionId, connection.RemoteEndPoint, e.Message);
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException || connection.ConnectionClosed.IsCancellationRequested)
        {
            LogClosed(connection.ConnectionId, e.Message);
        }
    }

    private async Task ServeAsync(ConnectionContext connection, ResponseWriter response)
    {
        var input = connection.Transport.Input;
        var socket = connection as SocketConnection;
        long held = 0;
        var isIdle = true;
        try
        {
            while (true)
            {
                if (isIdle && socket is not null)
                {
                    await socket.WaitForDataAsync();
                }

                var read = await input.ReadAsync(connection.ConnectionClosed);
                var buffer = read.Buffer;
                while (TryReadFrame(ref buffer, out var frame))
                {
                    if (!await HandleAsync(frame, connection, response))
                    {
                        return;
                    }

                    budget.Release(held);
                    held = 0;
                }

                if (held == 0 && Wanted(buffer) is >= BudgetFrom and var bytes)
                {
                    await budget.AcquireAsync(bytes);
                    held = bytes;
                }

                isIdle = buffer.IsEmpty;
                input.AdvanceTo(buffer.Start, buffer.End);
                if (read.IsCompleted)
                {
                    return;
                }
            }
        }
        finally
        {
            budget.Release(held);
        }
    }

    private int Wanted(in ReadOnlySequence<byte> buffer)
    {
        var reader = new SequenceReader<byte>(buffer);
        if (!reader.TryReadBigEndian(out int length))
        {
            return 0;
        }

        return length >= 8 && length <= options.MaxRequestBytes ? length
            : throw new KafkaProtocolException($"a frame of {length} bytes; MaxRequestBytes is {options.MaxRequestBytes}");
    }

    private bool TryReadFrame(ref ReadOnlySequence<byte> buffer, out ReadOnlySequence<byte> frame)
    {
        frame = default;
        var wanted = Wanted(buffer);
        if (wanted == 0 || buffer.Length < 4L + wanted)
        {
            return false;
        }

        frame = buffer.Slice(4, wanted);
        buffer = buffer.Slice(frame.End);
        return true;
    }

    /// <summary>Handles one request; false where the connection must be closed.</summary>
    private async ValueTask<bool> HandleAsync(ReadOnlySequence<byte> frame, ConnectionContext connection, ResponseWriter response)
    {
        var header = RequestHeader.Peek(frame);
        response.Begin(header);
        var handler = apis.Find(header.Key);
        if (handler is null || !handler.Api.Speaks(header.Version))
        {
            if (handler is ApiVersionsApi versions)
            {
                // The one API that answers a version it does not speak: how else would a client find out?
                versions.RefuseVersion(response);
                await response.FlushAsync();
                return true;
            }

            LogUnknownApi(connection.ConnectionId, connection.RemoteEndPoint, (short)header.Key, header.Version);
            return false;
        }

        header = RequestHeader.Read(frame, handler.Api, out _);
        var context = new RequestContext(
            header, endpoint, connection.ConnectionId, (connection.RemoteEndPoint as IPEndPoint)?.Address, connection.ConnectionClosed);
        var isAnswerDropped = false;
        if (faults.IsActive && await faults.ApplyAsync(header.Key, context.Aborted) is { } fault)
        {
            if (fault.Drop)
            {
                return false;
            }

            isAnswerDropped = fault.DropAnswer;

            if (fault.Error is { } error)
            {
                await handler.FailAsync(frame, context, error, response);
                await response.FlushAsync();
                return true;
            }
        }

        try
        {
            await handler.HandleAsync(frame, context, response);
        }
        catch (Exception e) when (e is not KafkaProtocolException and not OperationCanceledException and not SocketException && !response.HasStarted
            && !connection.ConnectionClosed.IsCancellationRequested)
        {
            LogFailed(e, header.Key, header.Version, context.ClientId);
            await handler.FailAsync(frame, context, e is IOException ? ErrorCode.KafkaStorageError : ErrorCode.UnknownServerError, response);
        }

        if (isAnswerDropped)
        {
            return false;
        }

        if (response.HasStarted)
        {
            await response.FlushAsync();
        }

        return !response.MustClose;
    }

    [LoggerMessage(6001, LogLevel.Warning, "Connection {Connection} from {Remote} closed: {Problem}")]
    private partial void LogMalformed(string connection, EndPoint? remote, string problem);

    [LoggerMessage(6002, LogLevel.Warning, "Connection {Connection} from {Remote} closed: API {Api} version {Version} is not spoken here")]
    private partial void LogUnknownApi(string connection, EndPoint? remote, short api, short version);

    [LoggerMessage(6003, LogLevel.Error, "{Api} version {Version} of client {Client} failed")]
    private partial void LogFailed(Exception exception, ApiKey api, short version, string client);

    [LoggerMessage(6004, LogLevel.Debug, "Connection {Connection} ended: {Reason}")]
    private partial void LogClosed(string connection, string reason);
}
