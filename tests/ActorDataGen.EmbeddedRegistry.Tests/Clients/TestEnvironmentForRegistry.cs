namespace ActorDataGen.EmbeddedRegistry.Tests.Clients;

/// <summary>Where the npm client of the registry is.</summary>
internal static class TestEnvironmentForRegistry
{
    /// <summary>Folder with <c>registry.js</c> whose <c>node_modules</c> has the client (<c>ADG_TEST_NODE_REGISTRY</c>); skips the test if there is none.</summary>
    public static string RequireNodeRegistry()
    {
        var folder = Environment.GetEnvironmentVariable("ADG_TEST_NODE_REGISTRY");
        Assert.SkipWhen(
            folder is null || !Directory.Exists(Path.Combine(folder, "node_modules")),
            "no npm registry client: ADG_TEST_NODE_REGISTRY does not name tests/clients/node-registry after npm ci");
        return folder!;
    }
}
