namespace ActorDataGen.Node.Tests;

public sealed class NodeOptionsTests
{
    private static readonly NodeOptions Fine = new() { NodeId = "n", BootstrapServers = null, SchemaRegistryUrl = null };

    [Fact]
    public void Validate_Defaults_IsFineAndTakesAllRoles()
    {
        Fine.Validate();
        Assert.Equal(NodeRoles.All, Fine.EffectiveRoles);
    }

    [Fact]
    public void EffectiveRoles_WithServersOfOthers_LeavesTheEmbeddedOnesOut() => Assert.Equal(
        NodeRoles.Controller | NodeRoles.Agent | NodeRoles.Portal,
        (Fine with { BootstrapServers = "k:9092", SchemaRegistryUrl = "http://r" }).EffectiveRoles);

    public static TheoryData<NodeOptions, string> Wrong() => new()
    {
        { Fine with { Roles = NodeRoles.None }, "--roles" },
        { Fine with { Roles = NodeRoles.Agent, SchemaRegistryUrl = "http://r" }, "--bootstrap-servers" },
        { Fine with { Roles = NodeRoles.All, BootstrapServers = "k:9092" }, "--bootstrap-servers" },
        { Fine with { Roles = NodeRoles.Broker }, "--schema-registry" },
        { Fine with { HttpAddress = new Uri("http://0.0.0.0:8080") }, "--token" },
        { Fine with { HttpAddress = new Uri("http://example.org:8080") }, "--http" },
        { Fine with { HttpAddress = new Uri("ftp://127.0.0.1") }, "--http" },
        { Fine with { JobPartitions = 0 }, "--job-partitions" },
        { Fine with { Engine = "magic" }, "--engine" },
        { Fine with { NodeId = "a b" }, "--node-id" },
        { Fine with { ClusterId = "" }, "--cluster-id" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void Validate_WhatCannotBe_NamesTheOptionInOneLine(NodeOptions options, string option)
    {
        var refusal = Assert.Throws<NodeException>(options.Validate);

        Assert.Contains(option, refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refusal.Message);
    }

    [Fact]
    public void Validate_OtherAddressWithTokenOrInsecure_IsFine()
    {
        (Fine with { HttpAddress = new Uri("http://0.0.0.0:8080"), Token = "t" }).Validate();
        (Fine with { HttpAddress = new Uri("http://0.0.0.0:8080"), Insecure = true }).Validate();
    }
}
