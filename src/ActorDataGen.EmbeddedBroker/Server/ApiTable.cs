using ActorDataGen.KafkaProtocol;

namespace ActorDataGen.EmbeddedBroker.Server;

/// <summary>The handlers by their API.</summary>
internal sealed class ApiTable
{
    private readonly ApiHandler?[] _byKey;

    public ApiTable(IEnumerable<ApiHandler> handlers)
    {
        All = [.. handlers.OrderBy(static h => h.Api.Key)];
        _byKey = new ApiHandler?[All.Count == 0 ? 0 : (int)All[^1].Api.Key + 1];
        foreach (var handler in All)
        {
            ref var place = ref _byKey[(int)handler.Api.Key];
            place = place is null ? handler : throw new InvalidOperationException($"two handlers for {handler.Api.Key}");
        }
    }

    public IReadOnlyList<ApiHandler> All { get; }

    public ApiHandler? Find(ApiKey key) => (uint)key < (uint)_byKey.Length ? _byKey[(int)key] : null;
}
