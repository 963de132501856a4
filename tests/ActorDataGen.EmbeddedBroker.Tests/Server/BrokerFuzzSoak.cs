using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Reflection;
using ActorDataGen.EmbeddedBroker.Testing;
using ActorDataGen.EmbeddedBroker.Tests.Contract;
using ActorDataGen.KafkaProtocol.Messages;
using ActorDataGen.KafkaProtocol.Wire;

namespace ActorDataGen.EmbeddedBroker.Tests.Server;

/// <summary>
/// Frames that are noise, requests cut or with bytes changed, of every API and version, over connections that come and go. The
/// broker must go on answering a good client, log no error of its own, and not grow.
/// </summary>
public static class BrokerFuzzSoak
{
    private const int CheckEvery = 500;

    // What a process of tests breathes in and out; a leak of a frame a round would be many times that.
    private const long MostGrowth = 64L << 20;

    public static Task RunAsync(TimeSpan duration, TextWriter log) => RunAsync(duration, log, new Random().Next());

    internal static async Task RunAsync(TimeSpan duration, TextWriter log, int seed)
    {
        log.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var lines = new LogLines();
        await using var broker = await TestBroker.StartAsync(new EmbeddedBrokerOptions { MaxTopics = 200, MaxPartitions = 500 }, lines);
        var templates = Templates().ToList();
        var start = TimeProvider.System.GetTimestamp();
        long? settled = null;
        var rounds = 0;
        while (TimeProvider.System.GetElapsedTime(start) < duration)
        {
            using var client = new TcpClient();
            await client.ConnectAsync(IPEndPoint.Parse(broker.BootstrapServers));
            await SendAsync(client, Mutate(templates[random.Next(templates.Count)], random));
            if (++rounds % CheckEvery == 0)
            {
                await using var good = await WireClient.ConnectAsync(broker.BootstrapServers);
                Assert.Single((await good.SendAsync(new MetadataRequest { Topics = [] })).Brokers);
                var held = GC.GetTotalMemory(forceFullCollection: true);
                settled ??= held;
                Assert.True(held - settled < MostGrowth, $"seed {seed}: {held - settled} bytes more after {rounds} rounds");
            }
        }

        // 6001, 6002: a bad frame, an API that is not spoken. Anything else is the broker's own fault.
        Assert.DoesNotContain(lines.Warnings, static l => !l.StartsWith("6001", StringComparison.Ordinal) && !l.StartsWith("6002", StringComparison.Ordinal));
        Assert.True(rounds > 0);
        log.WriteLine($"{rounds} frames");
    }

    private static IEnumerable<byte[]> Templates()
    {
        foreach (var type in typeof(ApiSpec).Assembly.GetTypes().Where(static t => t.GetInterfaces().Any(static i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IRequest<>))))
        {
            var api = (ApiSpec)type.GetProperty("Api", BindingFlags.Public | BindingFlags.Static)!.GetValue(null)!;
            for (var version = api.MinVersion; version <= api.MaxVersion; version++)
            {
                using var buffer = new MessageBuffer();
                buffer.Take(4);
                RequestHeader.Write(buffer, new RequestHeader(api.Key, version, 1, "fuzz"), api);
                var f = FieldCodec.Writer(buffer, version, api.IsFlexible(version));
                ((IWireStruct)Activator.CreateInstance(type)!).Transfer(ref f);
                BinaryPrimitives.WriteInt32BigEndian(buffer.At(0, 4), buffer.Length - 4);
                yield return buffer.Written.ToArray();
            }
        }
    }

    private static byte[] Mutate(byte[] frame, Random random)
    {
        var mutated = random.Next(4) == 0 ? [.. frame, .. Noise(random)] : (byte[])frame.Clone();
        for (var i = random.Next(6); i > 0; i--)
        {
            // Rarely the length itself: most mutations should get as far as the fields.
            var at = random.Next(random.Next(10) == 0 ? 0 : Math.Min(8, mutated.Length - 1), mutated.Length);
            mutated[at] = (byte)random.Next(256);
        }

        if (random.Next(4) != 0)
        {
            BinaryPrimitives.WriteInt32BigEndian(mutated, mutated.Length - 4);
        }

        return random.Next(8) == 0 ? mutated[..random.Next(mutated.Length)] : mutated;
    }

    private static byte[] Noise(Random random)
    {
        var bytes = new byte[random.Next(300)];
        random.NextBytes(bytes);
        return bytes;
    }

    private static async Task SendAsync(TcpClient client, byte[] bytes)
    {
        try
        {
            await client.GetStream().WriteAsync(bytes);
            client.Client.Shutdown(SocketShutdown.Send);
            // An answer, or the end; a request that waits (a join, a long poll) is left alone by going away.
            using var limit = new CancellationTokenSource(TimeSpan.FromMilliseconds(20), TimeProvider.System);
            await client.Client.ReceiveAsync(new byte[256], SocketFlags.None, limit.Token);
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException)
        {
            // The broker closed it: that is one of the right answers.
        }
    }
}

public sealed class BrokerFuzzTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public Task Fuzz_AFewSeconds_DoesNoHarm(int seed) => BrokerFuzzSoak.RunAsync(TimeSpan.FromSeconds(3), TextWriter.Null, seed);
}
