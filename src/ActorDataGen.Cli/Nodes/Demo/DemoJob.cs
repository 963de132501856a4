using ActorDataGen.Client.Contract;
using ActorDataGen.Generator.Runs;

namespace ActorDataGen.Cli.Nodes.Demo;

/// <summary>A job of the demo, and what it promises: so many records, the same as a preview of its data set shows.</summary>
internal sealed record DemoJob(string Id, string Topic, string DataSet, int Replicas, int Records, int Rate)
{
    public IReadOnlyDictionary<string, string> Environment { get; } = new Dictionary<string, string>
    {
        ["ADG_DATASET"] = DataSet,
        ["ADG_COUNT"] = $"{Records}",
        ["ADG_RATE"] = $"{Rate}",
        ["ADG_SEED"] = "42",
    };

    public JobDocument Document => new()
    {
        Id = Id,
        Description = $"{Records} records of the data set {DataSet}",
        User = "demo",
        Image = "adg/generator",
        Topic = Topic,
        Replicas = Replicas,
        Env = Environment,
        Restart = new RestartDocument { Delay = "200ms" },
    };

    /// <summary>The records that have to be in the topic, each as often as it has to be there.</summary>
    public async Task<Dictionary<string, int>> ExpectedAsync(CancellationToken cancellationToken)
    {
        var contract = new Dictionary<string, string>(Environment) { ["KAFKA_BOOTSTRAP_SERVERS"] = "none:0", ["KAFKA_TOPIC"] = Topic };
        var text = new StringWriter();
        await GeneratorRun.PreviewAsync(EnvironmentContract.Read(contract).Settings, Records, withKeys: false, text, TimeProvider.System, cancellationToken);
        return text.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).GroupBy(l => l).ToDictionary(g => g.Key, g => g.Count());
    }
}
