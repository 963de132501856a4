using System.Collections.Concurrent;

namespace ActorDataGen.Actors;

/// <summary>What the configuration says about mailboxes.</summary>
internal sealed class Mailboxes(Config config, TimeProvider time)
{
    public const string DefaultMailboxId = "akka.actor.default-mailbox";

    private readonly ConcurrentDictionary<string, MailboxSettings> _settings = new();

    public void Validate(Props props)
    {
        if (props.MailboxId is not null)
            Settings(props.MailboxId);
    }

    public MailboxLimit? LimitFor(Props props, ActorPath path)
    {
        var id = props.MailboxId;
        // What the runtime itself consists of must never wait for room.
        if (id is null && path.Depth > 0 && path.Elements[0] == "system")
            return null;
        var settings = Settings(id ?? DefaultMailboxId);
        return settings.Capacity is { } capacity ? new MailboxLimit(capacity, settings.PushTimeout, time) : null;
    }

    public int StashCapacityFor(Props props, ActorPath path) => Settings(props.MailboxId ?? DefaultMailboxId).StashCapacity;

    private MailboxSettings Settings(string id) => _settings.GetOrAdd(id, Read);

    private MailboxSettings Read(string id)
    {
        var given = config.GetConfig(id);
        if (given is null)
        {
            return id == DefaultMailboxId ? new MailboxSettings(null, TimeSpan.Zero, -1)
                : throw new ConfigurationException($"Mailbox Type [{id}] not configured: add a section of that name with mailbox-type.");
        }

        var type = given.GetString("mailbox-type", "Akka.Dispatch.UnboundedMailbox").Split(',')[0].Trim();
        var stash = given.GetInt("stash-capacity", -1);
        switch (type)
        {
            case "Akka.Dispatch.UnboundedMailbox" or "Akka.Dispatch.UnboundedDequeBasedMailbox":
                return new MailboxSettings(null, TimeSpan.Zero, stash);
            case "Akka.Dispatch.BoundedMailbox" or "Akka.Dispatch.BoundedDequeBasedMailbox":
                var capacity = given.GetInt("mailbox-capacity", 1000);
                if (capacity <= 0)
                    throw new ConfigurationException($"{id}.mailbox-capacity = {capacity} must be positive: a bounded mailbox needs room for one message.");
                return new MailboxSettings(capacity, given.GetTimeSpan("mailbox-push-timeout-time", TimeSpan.FromSeconds(10)), stash);
            default:
                throw new ConfigurationException(
                    $"{id}.mailbox-type = {type} is unknown: use Akka.Dispatch.UnboundedMailbox, BoundedMailbox, UnboundedDequeBasedMailbox or BoundedDequeBasedMailbox.");
        }
    }

    private sealed record MailboxSettings(int? Capacity, TimeSpan PushTimeout, int StashCapacity);
}
