using System.Collections.Concurrent;

namespace ActorDataGen.SchemaRegistry.Client;

/// <summary>
/// Answers by key that never change. Whoever asks for an unknown key waits for the one request that is under way; a
/// request that fails is forgotten, so that the next asks again.
/// </summary>
internal sealed class SharedRequests<TKey, TAnswer>
    where TKey : notnull
{
    private readonly ConcurrentDictionary<TKey, Lazy<Task<TAnswer>>> _requests = new();

    public async Task<TAnswer> GetAsync(TKey key, Func<CancellationToken, Task<TAnswer>> send, CancellationToken cancellationToken)
    {
        // One who gives up waiting must not take the answer from the others, so the request itself is not cancelled.
        var request = _requests.GetOrAdd(key, static (_, s) => new Lazy<Task<TAnswer>>(() => s(CancellationToken.None)), send);
        try
        {
            return await request.Value.WaitAsync(cancellationToken);
        }
        catch (Exception) when (request.Value.IsFaulted || request.Value.IsCanceled)
        {
            _requests.TryRemove(KeyValuePair.Create(key, request));
            throw;
        }
    }

    public void Forget(Func<TKey, bool> which)
    {
        foreach (var key in _requests.Keys.Where(which)) _requests.TryRemove(key, out _);
    }
}
