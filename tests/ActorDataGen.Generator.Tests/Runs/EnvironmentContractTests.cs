using ActorDataGen.Generator.Runs;

namespace ActorDataGen.Generator.Tests.Runs;

public sealed class EnvironmentContractTests
{
    private static readonly Dictionary<string, string> Least = new() { ["KAFKA_BOOTSTRAP_SERVERS"] = "b:1", ["KAFKA_TOPIC"] = "t" };

    [Fact]
    public void Read_Least_IsEnough()
    {
        var (settings, problems) = EnvironmentContract.Read(Least);
        Assert.Empty(problems);
        Assert.Equal(("b:1", "t", "temperature", false), (settings.BootstrapServers, settings.Topic, settings.DataSet, settings.IsTransactional));
    }

    [Fact]
    public void Read_OnlyTheOlderBrokerVariable_TakesIt()
    {
        var (settings, problems) = EnvironmentContract.Read(new Dictionary<string, string>
        {
            ["KAFKA_BOOTSTRAP_SERVERS"] = "",
            ["KAFKA_BOOTSTRAP_SERVERS_DOCKER"] = "d:2",
            ["KAFKA_TOPIC"] = "t",
        });
        Assert.Empty(problems);
        Assert.Equal("d:2", settings.BootstrapServers);
    }

    [Fact]
    public void Read_JobsReplica_NamesItsTransactionalIdAndPosition()
    {
        var (settings, problems) = EnvironmentContract.Read(new Dictionary<string, string>(Least)
        {
            ["ADG_JOB_UID"] = "u1",
            ["ADG_REPLICA"] = "2",
            ["ADG_REPLICAS"] = "3",
            ["ADG_ATTEMPT"] = "4",
            ["ADG_RUN"] = "5",
            ["ADG_KAFKA_SECURITY_PROTOCOL"] = "SASL_SSL",
        });
        Assert.Empty(problems);
        Assert.Equal(("u1/2", "adg-generator/u1/5/2"), (settings.TransactionalId, settings.PositionGroup));
        Assert.Equal("SASL_SSL", settings.ClientProperties["security.protocol"]);
    }

    [Theory]
    [InlineData("KAFKA_TOPIC", "", "KAFKA_TOPIC is not set")]
    [InlineData("ADG_RATE", "quick", "ADG_RATE: 'quick' is not a rate")]
    [InlineData("ADG_RATE", "0", "ADG_RATE: '0' is not a rate")]
    [InlineData("ADG_COUNT", "-1", "ADG_COUNT: '-1' is not a whole number")]
    [InlineData("ADG_SEED", "1.5", "ADG_SEED: '1.5' is not a whole number")]
    [InlineData("ADG_DURATION", "5 minutes", "ADG_DURATION: '5 minutes' is not a duration")]
    [InlineData("ADG_START", "soon", "ADG_START: 'soon' is neither now nor")]
    [InlineData("ADG_FORMAT", "xml", "ADG_FORMAT: 'xml' is not among json, avro, csv")]
    [InlineData("ADG_FORMAT", "7", "ADG_FORMAT: '7' is not among")]
    [InlineData("ADG_REPLICA", "1", "ADG_REPLICA: replica 1 of 1")]
    [InlineData("ADG_SPEED", "0", "ADG_SPEED: '0' is not a factor")]
    public void Read_Wrong_NamesTheVariableAndTheRemedy(string name, string value, string expected)
    {
        var (_, problems) = EnvironmentContract.Read(new Dictionary<string, string>(Least) { [name] = value });
        Assert.StartsWith(expected, Assert.Single(problems), StringComparison.Ordinal);
    }
}
