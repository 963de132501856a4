using System.Diagnostics;
using ActorDataGen.EmbeddedBroker.Tests.Contract;
using ActorDataGen.KafkaProtocol.Messages;
using ActorDataGen.TestSupport;

namespace ActorDataGen.EmbeddedBroker.Tests.Clients;

public sealed class KcatTests(ContractBroker broker) : BrokerContract
{
    protected override Task<string> StartAsync() => broker.RequireAsync();

    [Fact]
    public async Task Kcat_ProducesListsAndConsumes()
    {
        var kcat = TestEnvironment.RequireProgram("kcat");
        var topic = await NewTopicAsync();
        await ClientProcess.RunAsync(kcat, ["-b", BootstrapServers, "-P", "-t", topic, "-K", ":", "-z", "gzip"], "a:1\nb:2\nc:3\n");
        Assert.Contains($"topic \"{topic}\" with 1 partitions", await ClientProcess.RunAsync(kcat, ["-b", BootstrapServers, "-L"]), StringComparison.Ordinal);
        Assert.Equal("a=1@0\nb=2@1\nc=3@2\n", await ClientProcess.RunAsync(
            kcat, ["-b", BootstrapServers, "-C", "-t", topic, "-e", "-q", "-f", "%k=%s@%o\\n"]));
        Assert.Equal($"{topic} [0] offset 3", (await ClientProcess.RunAsync(kcat, ["-b", BootstrapServers, "-Q", "-t", $"{topic}:0:-1"])).Trim());
    }

    [Fact]
    public async Task Kcat_TwoInAGroup_ShareAndTogetherSeeAll()
    {
        var kcat = TestEnvironment.RequireProgram("kcat");
        var (topic, group) = (await NewTopicAsync(4), NewName("group"));
        using var first = Join();
        await SettledAsync(1);
        using var second = Join();
        await SettledAsync(2);
        await ClientProcess.RunAsync(kcat, ["-b", BootstrapServers, "-P", "-t", topic], string.Concat(Enumerable.Range(0, 100).Select(i => $"{i}\n")));
        var seen = await Task.WhenAll(TakeAsync(first, second));
        Assert.Equal(Enumerable.Range(0, 100), seen.SelectMany(s => s).Order());
        second.Kill();
        first.Kill();

        Process Join() => ClientProcess.Start(
            kcat, ["-b", BootstrapServers, "-q", "-u", "-X", "session.timeout.ms=6000", "-X", "heartbeat.interval.ms=200",
                "-X", "auto.offset.reset=earliest", "-G", group, topic]);

        Task SettledAsync(int members) => EventuallyAsync(
            async () => (await Client.SendAsync(new DescribeGroupsRequest { Groups = [group] }, 5)).Groups[0],
            g => g.GroupState == "Stable" && g.Members.Count == members && g.Members.All(m => m.MemberAssignment.Length > 0));
    }

    /// <summary>Reads both until a hundred lines have come, whoever they came to.</summary>
    private static Task<List<int>>[] TakeAsync(params Process[] processes)
    {
        var left = 100;
        var enough = new CancellationTokenSource(TimeSpan.FromSeconds(40));
        return [.. processes.Select(async process =>
        {
            var lines = new List<int>();
            try
            {
                while (await process.StandardOutput.ReadLineAsync(enough.Token) is { } line)
                {
                    lines.Add(int.Parse(line, System.Globalization.CultureInfo.InvariantCulture));
                    if (Interlocked.Decrement(ref left) == 0)
                    {
                        await enough.CancelAsync();
                    }
                }
            }
            catch (OperationCanceledException)
            {
                // Either all have come, or the assertion will say what is missing.
            }

            return lines;
        })];
    }
}
