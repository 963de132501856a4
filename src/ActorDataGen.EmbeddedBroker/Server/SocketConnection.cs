using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;

namespace ActorDataGen.EmbeddedBroker.Server;

/// <summary>
/// A connection whose pipes read from and write to the socket directly, in large pieces. Kestrel's own socket transport
/// puts a pump and a second pipe of 4 KiB blocks in between, which costs most of a broker's time (docs/adr/0031).
/// </summary>
internal sealed class SocketConnection : ConnectionContext, IDuplexPipe
{
    // A batch of a busy producer is 128 KiB: two reads.
    private const int ReadSize = 128 * 1024;
    private const int WriteSize = 64 * 1024;

    private readonly Socket _socket;
    private readonly CancellationTokenSource _closed = new();
    private int _isClosed;

    public SocketConnection(Socket socket, string id)
    {
        _socket = socket;
        ConnectionId = id;
        LocalEndPoint = socket.LocalEndPoint;
        RemoteEndPoint = socket.RemoteEndPoint;
        ConnectionClosed = _closed.Token;
        var stream = new NetworkStream(socket, ownsSocket: false);
        Input = PipeReader.Create(stream, new StreamPipeReaderOptions(bufferSize: ReadSize, minimumReadSize: 16 * 1024));
        Output = PipeWriter.Create(stream, new StreamPipeWriterOptions(minimumBufferSize: WriteSize));
        Transport = this;
    }

    public PipeReader Input { get; }

    public PipeWriter Output { get; }

    public override string ConnectionId { get; set; }

    public override IDuplexPipe Transport { get; set; }

    public override IFeatureCollection Features { get; } = new FeatureCollection();

    public override IDictionary<object, object?> Items { get; set; } = new Dictionary<object, object?>();

    public override CancellationToken ConnectionClosed { get; set; }

    public override EndPoint? LocalEndPoint { get; set; }

    public override EndPoint? RemoteEndPoint { get; set; }

    /// <summary>Waits for the next request without a buffer, so that idle connections cost next to nothing.</summary>
    public async ValueTask WaitForDataAsync() => await _socket.ReceiveAsync(Memory<byte>.Empty, SocketFlags.None, ConnectionClosed);

    /// <summary>Ends the connection now: whoever reads or writes gets an error or the end.</summary>
    public override void Abort(ConnectionAbortedException abortReason) => Close();

    public override async ValueTask DisposeAsync()
    {
        Close();
        await Input.CompleteAsync();
        // Unsent bytes have nowhere to go any more; completing must not try.
        await Output.CompleteAsync(new ConnectionAbortedException());
        _closed.Dispose();
        await base.DisposeAsync();
    }

    private void Close()
    {
        if (Interlocked.Exchange(ref _isClosed, 1) != 0)
        {
            return;
        }

        _closed.Cancel();
        try
        {
            _socket.Shutdown(SocketShutdown.Both);
        }
        catch (SocketException)
        {
            // The peer was faster.
        }

        _socket.Dispose();
    }
}
