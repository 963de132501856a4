using System.Runtime.CompilerServices;
using System.Text.Json;
using ActorDataGen.Docker.Events;
using ActorDataGen.Docker.Streams;

namespace ActorDataGen.Docker;

/// <content>Events.</content>
public sealed partial class DockerClient
{
    /// <summary>Time between two tries to go on after a break.</summary>
    private static readonly TimeSpan ResumeDelay = TimeSpan.FromMilliseconds(500);

    /// <summary>Watches containers that carry all of the labels, until the connection breaks.</summary>
    /// <param name="labels">The labels.</param>
    /// <param name="actions">Which events; empty is all.</param>
    /// <param name="since">Begins with past events of this moment and later, as far as the daemon remembers; null is now.</param>
    /// <param name="opened">Is called once the daemon has begun to tell: what happens after that is not missed.</param>
    /// <param name="cancellationToken">Ends watching.</param>
    public async IAsyncEnumerable<DockerEvent> WatchContainersAsync(
        IEnumerable<KeyValuePair<string, string>> labels, string[] actions, DockerTime? since, Action? opened,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(actions);
        var path = "events?filters=" + (actions.Length == 0
            ? Filters(labels, ("type", ["container"]))
            : Filters(labels, ("type", ["container"]), ("event", actions)));
        if (since is { } moment)
            path += "&since=" + moment.ToParameter();
        using var response = await OpenAsync(HttpMethod.Get, path, cancellationToken).ConfigureAwait(false);
        opened?.Invoke();
        await foreach (var line in JsonLinesAsync(response, path, null, cancellationToken).ConfigureAwait(false))
        {
            if (JsonSerializer.Deserialize(line, DockerJson.Default.DockerEvent) is { } seen)
                yield return seen;
        }
    }

    /// <summary>
    /// Watches as <see cref="WatchContainersAsync"/> does, and goes on by time after each break, for good. What a daemon that was
    /// restarted has forgotten is missed: list the containers after <paramref name="resumed"/>.
    /// </summary>
    public async IAsyncEnumerable<DockerEvent> WatchContainersForGoodAsync(
        IEnumerable<KeyValuePair<string, string>> labels, string[] actions, DockerTime? since, Action? resumed,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // Of the last moment, to which the next watch goes back, events were seen already.
        var (last, seenThen) = (since, new HashSet<(string, string)>());
        var tries = 0;
        while (true)
        {
            var watch = WatchContainersAsync(labels, actions, last, tries++ > 0 ? resumed : null, cancellationToken).GetAsyncEnumerator(cancellationToken);
            await using (watch.ConfigureAwait(false))
            {
                while (await MovesAsync(watch).ConfigureAwait(false))
                {
                    var seen = watch.Current;
                    if (last is { } before && seen.Time <= before)
                    {
                        if (seen.Time < before || !seenThen.Add((seen.Actor.Id, seen.Action)))
                            continue;
                    }
                    else
                    {
                        (last, seenThen) = (seen.Time, [(seen.Actor.Id, seen.Action)]);
                    }

                    yield return seen;
                }
            }

            await Task.Delay(ResumeDelay, _time, cancellationToken).ConfigureAwait(false);
        }

        static async ValueTask<bool> MovesAsync(IAsyncEnumerator<DockerEvent> watch)
        {
            try
            {
                return await watch.MoveNextAsync().ConfigureAwait(false);
            }
            catch (DockerApiException e) when (e.IsTransient)
            {
                return false;
            }
        }
    }
}
