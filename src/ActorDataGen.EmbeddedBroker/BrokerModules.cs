using ActorDataGen.EmbeddedBroker.Groups;
using ActorDataGen.EmbeddedBroker.Server;
using ActorDataGen.EmbeddedBroker.Transactions;

namespace ActorDataGen.EmbeddedBroker;

/// <summary>The parts of the broker with a life of their own, in the order of their start.</summary>
internal static class BrokerModules
{
    public static IReadOnlyList<IBrokerModule> Create(BrokerServices services)
    {
        var groups = new GroupCoordinator(services);
        return [groups, new TransactionCoordinator(services, groups)];
    }
}
