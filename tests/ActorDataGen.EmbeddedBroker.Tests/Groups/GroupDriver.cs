using System.Collections.Immutable;
using System.Text;
using ActorDataGen.EmbeddedBroker.Groups;
using ActorDataGen.KafkaProtocol;

namespace ActorDataGen.EmbeddedBroker.Tests.Groups;

/// <summary>Holds a group's state between messages, and what was answered and stored: all that a shell does, without one.</summary>
internal sealed class GroupDriver(GroupOptions? options = null)
{
    private readonly GroupOptions _options = options ?? new GroupOptions();
    private long _token;

    public DateTimeOffset Now { get; private set; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public GroupState State { get; set; } = GroupState.Create("g", new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));

    public Dictionary<long, IGroupReply> Replies { get; } = [];

    public List<IGroupEffect> Stores { get; } = [];

    public long Tell(Func<long, IGroupMessage> message)
    {
        var token = ++_token;
        Tell(message(token));
        return token;
    }

    public void Tell(IGroupMessage message)
    {
        var decision = GroupMachine.Decide(State, message, _options, Now);
        State = decision.Next;
        foreach (var effect in decision.Effects)
        {
            if (effect is Answer answer)
            {
                // Throws when a request is answered twice.
                Replies.Add(answer.Token, answer.Reply);
            }
            else
            {
                Stores.Add(effect);
            }
        }
    }

    public void Pass(TimeSpan time)
    {
        var end = Now + time;
        while (State.NextDue is { } due && due <= end)
        {
            Now = due > Now ? due : Now;
            Tell(new TimePassed());
        }

        Now = end;
    }

    public static readonly TimeSpan Session = TimeSpan.FromSeconds(10);
    public static readonly TimeSpan RebalanceTimeout = TimeSpan.FromSeconds(60);

    public long Join(string memberId = "", string? instance = null, string newId = "m", string[]? protocols = null, bool known = false,
        string type = "consumer", TimeSpan? session = null, bool skip = false, string topics = "t") => Tell(token => new JoinGroup(
            token, memberId, instance, newId, "client", "/127.0.0.1", session ?? Session, RebalanceTimeout, type,
            [.. (protocols ?? ["range"]).Select(p => new GroupProtocol(p, Subscription(topics)))], known, skip));

    public long Sync(string memberId, int generation, string? instance = null, params (string Member, string Assignment)[] assignments) => Tell(
        token => new SyncGroup(token, memberId, instance, generation, null, null,
            [.. assignments.Select(a => new MemberAssignment(a.Member, Encoding.UTF8.GetBytes(a.Assignment)))]));

    public ErrorCode Beat(string memberId, int generation, string? instance = null) =>
        Replies[Tell(token => new Heartbeat(token, memberId, instance, generation))].Error;

    public LeaveReply Leave(params (string Member, string? Instance)[] members) => (LeaveReply)Replies[Tell(
        token => new LeaveGroup(token, [.. members.Select(m => new LeavingMember(m.Member, m.Instance))]))];

    public OffsetsReply Commit(string memberId, int generation, long offset = 5, string? instance = null, string topic = "t", string metadata = "") =>
        (OffsetsReply)Replies[Tell(token => new CommitOffsets(token, memberId, instance, generation, Offsets(topic, offset, metadata)))];

    public OffsetsReply CommitPending(long producerId, string memberId = "", int generation = -1, long offset = 5, short epoch = 0, string topic = "t") =>
        (OffsetsReply)Replies[Tell(token => new CommitTransactionalOffsets(
            token, memberId, null, generation, producerId, epoch, Offsets(topic, offset, "")))];

    public JoinReply Joined(long token) => (JoinReply)Replies[token];

    public SyncReply Synced(long token) => (SyncReply)Replies[token];

    public bool IsWaiting(long token) => !Replies.ContainsKey(token);

    public long? Offset(string topic = "t") => State.Offsets.GetValueOrDefault(new TopicPartition(topic, 0))?.Offset;

    /// <summary>A stable group of members a, b, … in their first generation.</summary>
    public static GroupDriver Stable(params string[] members)
    {
        var driver = new GroupDriver();
        var tokens = members.Select(m => (m, driver.Join(newId: m))).ToList();
        while (tokens.Any(t => driver.State.Members[t.m].AwaitingJoin is null && driver.State.Phase == GroupPhase.PreparingRebalance))
        {
            foreach (var member in members.Where(m => driver.State.Members[m].AwaitingJoin is null))
            {
                driver.Join(member);
            }
        }

        var generation = driver.State.Generation;
        foreach (var member in members.Reverse())
        {
            driver.Sync(member, generation, null, [.. members.Select(m => (m, "for " + m))]);
        }

        Assert.Equal(GroupPhase.Stable, driver.State.Phase);
        return driver;
    }

    private ImmutableDictionary<TopicPartition, CommittedOffset> Offsets(string topic, long offset, string metadata) =>
        ImmutableDictionary<TopicPartition, CommittedOffset>.Empty.Add(new TopicPartition(topic, 0), new CommittedOffset(offset, -1, metadata, Now));

    /// <summary>A consumer's subscription to topics separated by commas, as Kafka's clients write it.</summary>
    public static byte[] Subscription(string topics)
    {
        var names = topics.Split(',');
        var bytes = new List<byte> { 0, 1, 0, 0, 0, (byte)names.Length };
        foreach (var name in names)
        {
            bytes.AddRange([0, (byte)name.Length]);
            bytes.AddRange(Encoding.UTF8.GetBytes(name));
        }

        bytes.AddRange([0, 0, 0, 0]);
        return [.. bytes];
    }
}
