using ActorDataGen.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace ActorDataGen.Node.Tests;

public sealed class NodeServiceTests
{
    [Fact]
    public async Task AddActorDataGen_InAnyHost_StartsAndStopsANodeWithIt()
    {
        var folder = Directory.CreateTempSubdirectory("adg-node-").FullName;
        try
        {
            var builder = Host.CreateEmptyApplicationBuilder(null);
            builder.Services.AddLogging();
            builder.Services.AddActorDataGen(node => node with
            {
                NodeId = "embedded",
                DataDirectory = Path.Combine(folder, "data"),
                HttpAddress = new Uri("http://127.0.0.1:0"),
                BrokerPort = 0,
                BootstrapServers = null,
                SchemaRegistryUrl = null,
                Engine = "process",
                JobPartitions = 2,
            });
            using var host = builder.Build();
            await host.StartAsync(TestContext.Current.CancellationToken);
            var node = host.Services.GetRequiredService<NodeService>().Node!;

            using var client = new AdgClient(node.Address);
            Assert.Equal("embedded", (await client.GetClusterAsync(TestContext.Current.CancellationToken)).Node);

            await host.StopAsync(TestContext.Current.CancellationToken);
            Assert.True(node.Completion.IsCompletedSuccessfully);
            Assert.True((await Assert.ThrowsAsync<AdgClientException>(() => client.ListJobsAsync(cancellationToken: TestContext.Current.CancellationToken))).IsTransient);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
