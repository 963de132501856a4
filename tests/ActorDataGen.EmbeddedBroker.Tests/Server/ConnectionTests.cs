using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using ActorDataGen.EmbeddedBroker.Testing;
using ActorDataGen.EmbeddedBroker.Tests.Contract;
using ActorDataGen.KafkaProtocol;
using ActorDataGen.KafkaProtocol.Messages;
using Microsoft.Extensions.Logging;

namespace ActorDataGen.EmbeddedBroker.Tests.Server;

public sealed class ConnectionTests
{
    public static TheoryData<byte[]> BadFrames() => new(
        [0x7F, 0xFF, 0xFF, 0xFF],                          // two GiB
        [0xFF, 0xFF, 0xFF, 0xFF],                          // less than nothing
        [0, 0, 0, 3, 1, 2, 3],                             // no header fits
        [0, 0, 0, 8, 0, 3, 0, 12, 0, 0, 0, 1],             // Metadata without a body
        [0, 0, 0, 10, 0, 3, 0, 1, 0, 0, 0, 1, 0x7F, 0xFF], // a client id longer than the frame
        [0, 0, 0, 8, 0x7F, 0, 0, 0, 0, 0, 0, 1],           // an API that there is not
        [0, 0, 0, 8, 0, 3, 0, 99, 0, 0, 0, 1]);            // a version that is not spoken

    [Theory]
    [MemberData(nameof(BadFrames))]
    public async Task BadFrame_OneConnection_IsClosedWithOneLineAndHarmsNobodyElse(byte[] bytes)
    {
        var log = new LogLines();
        await using var broker = await TestBroker.StartAsync(loggers: log);
        await using var other = await WireClient.ConnectAsync(broker.BootstrapServers);
        using var bad = await ConnectAsync(broker.BootstrapServers);
        await bad.GetStream().WriteAsync(bytes);
        Assert.Equal(0, await ReadAsync(bad));
        await broker.WaitUntilAsync(() => log.Warnings.Count == 1);
        Assert.Contains("closed", log.Warnings[0], StringComparison.Ordinal);
        var metadata = await other.SendAsync(new MetadataRequest { Topics = [] });
        Assert.Single(metadata.Brokers);
        Assert.Single(log.Warnings);
    }

    [Fact]
    public async Task ApiVersions_VersionNotSpoken_IsAnsweredInVersionZero()
    {
        await using var broker = await TestBroker.StartAsync();
        using var client = await ConnectAsync(broker.BootstrapServers);
        await client.GetStream().WriteAsync(new byte[] { 0, 0, 0, 10, 0, 18, 0, 99, 0, 0, 0, 7, 0xFF, 0xFF });
        var answer = new byte[10];
        await client.GetStream().ReadExactlyAsync(answer);
        Assert.Equal(7, BinaryPrimitives.ReadInt32BigEndian(answer.AsSpan(4)));
        Assert.Equal((short)ErrorCode.UnsupportedVersion, BinaryPrimitives.ReadInt16BigEndian(answer.AsSpan(8)));
    }

    [Fact]
    public async Task MaxConnections_OneMore_IsRefusedUntilOneEnds()
    {
        await using var broker = await TestBroker.StartAsync(new EmbeddedBrokerOptions { MaxConnections = 1 });
        var first = await WireClient.ConnectAsync(broker.BootstrapServers);
        using (var second = await ConnectAsync(broker.BootstrapServers))
        {
            Assert.Equal(0, await ReadAsync(second));
        }

        await first.DisposeAsync();
        var isServed = false;
        for (var attempt = 0; attempt < 200 && !isServed; attempt++)
        {
            using var again = await ConnectAsync(broker.BootstrapServers);
            await again.GetStream().WriteAsync(new byte[] { 0, 0, 0, 10, 0, 18, 0, 0, 0, 0, 0, 7, 0xFF, 0xFF });
            isServed = await ReadAsync(again) > 0;
        }

        Assert.True(isServed);
    }

    [Fact]
    public async Task MaxRequestBytes_LargerFrame_ClosesBeforeItIsReceived()
    {
        await using var broker = await TestBroker.StartAsync(new EmbeddedBrokerOptions { MaxRequestBytes = 2048 });
        using var client = await ConnectAsync(broker.BootstrapServers);
        await client.GetStream().WriteAsync(new byte[] { 0, 0, 8, 1 });
        Assert.Equal(0, await ReadAsync(client));
    }

    [Fact]
    public async Task Listeners_Several_EachAdvertisesItsOwnAddress()
    {
        await using var broker = await TestBroker.StartAsync(new EmbeddedBrokerOptions
        {
            Listeners = [new BrokerListener(), new BrokerListener("127.0.0.2", 0, "from-a-container", 9999)],
        });
        Assert.Equal("from-a-container:9999", broker.Broker.Addresses[1]);
        await using var first = await WireClient.ConnectAsync(broker.BootstrapServers);
        var host = await first.SendAsync(new MetadataRequest { Topics = [] });
        Assert.Equal(broker.BootstrapServers, $"{host.Brokers[0].Host}:{host.Brokers[0].Port}");
    }

    [Fact]
    public async Task MaxTopicsAndPartitions_OneMore_IsAPolicyViolation()
    {
        await using var broker = await TestBroker.StartAsync(new EmbeddedBrokerOptions { MaxTopics = 4, MaxPartitions = 10 });
        broker.CreateTopic("a");
        var partitions = Assert.Throws<KafkaProtocolException>(() => broker.CreateTopic("b", 100));
        Assert.Equal(ErrorCode.PolicyViolation, partitions.Error);
        Assert.Contains("MaxPartitions", partitions.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0.0.0.0", 0, "AdvertisedHost")]
    [InlineData("127.0.0.1", 70000, "port 70000")]
    public async Task StartAsync_BadListener_NamesWhatIsWrong(string host, int port, string expected)
    {
        var options = new EmbeddedBrokerOptions { Listeners = [new BrokerListener(host, port)] };
        var error = await Assert.ThrowsAsync<ArgumentException>(() => EmbeddedBroker.StartAsync(options));
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task StartAsync_SameFolderTwice_SaysThatItIsInUse()
    {
        await using var first = new TestBroker { OnDisk = true };
        await first.InitializeAsync();
        var options = new EmbeddedBrokerOptions { DataDirectory = first.Broker.Options.DataDirectory };
        var error = await Assert.ThrowsAsync<IOException>(() => EmbeddedBroker.StartAsync(options));
        Assert.Contains("in use", error.Message, StringComparison.Ordinal);
    }

    private static async Task<TcpClient> ConnectAsync(string address)
    {
        var client = new TcpClient();
        await client.ConnectAsync(IPEndPoint.Parse(address));
        return client;
    }

    /// <summary>How many bytes come next; 0 where the broker closed the connection.</summary>
    private static async Task<int> ReadAsync(TcpClient client)
    {
        try
        {
            return await client.GetStream().ReadAsync(new byte[64]);
        }
        catch (IOException)
        {
            return 0; // reset, because bytes of ours were left unread
        }
    }
}

/// <summary>Keeps warnings and worse.</summary>
internal sealed class LogLines : ILoggerFactory, ILogger
{
    private readonly Lock _gate = new();
    private readonly List<string> _warnings = [];

    public IReadOnlyList<string> Warnings
    {
        get
        {
            lock (_gate)
            {
                return [.. _warnings];
            }
        }
    }

    public void AddProvider(ILoggerProvider provider)
    {
    }

    public ILogger CreateLogger(string categoryName) => this;

    public void Dispose()
    {
    }

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (logLevel >= LogLevel.Warning)
        {
            lock (_gate)
            {
                _warnings.Add(string.Create(CultureInfo.InvariantCulture, $"{eventId.Id} {formatter(state, exception)} {exception}"));
            }
        }
    }
}
