using ActorDataGen.EmbeddedBroker.Server;

namespace ActorDataGen.EmbeddedBroker;

/// <summary>The parts of the broker with a life of their own, in the order of their start.</summary>
internal static class BrokerModules
{
    public static IReadOnlyList<IBrokerModule> Create(BrokerServices services)
    {
        _ = services;
        return [];
    }
}
