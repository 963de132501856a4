using ActorDataGen.KafkaProtocol;

namespace ActorDataGen.EmbeddedBroker.Groups;

/// <summary>A group's state, who waits for it, and its timer. Everything but <see cref="State"/> is guarded by <see cref="Gate"/>.</summary>
internal sealed class GroupCell
{
    private readonly Dictionary<long, TaskCompletionSource<IGroupReply>> _waiting = [];
    private volatile GroupState _state;

    public GroupCell(GroupState state, SteadyClock clock, Action<GroupCell> timeDue)
    {
        _state = state;
        Timer = new DueTimer(clock, () => timeDue(this));
    }

    public Lock Gate { get; } = new();

    /// <summary>Immutable, so that it can be read without the lock.</summary>
    public GroupState State
    {
        get => _state;
        set => _state = value;
    }

    public DueTimer Timer { get; }

    /// <summary>No longer in the coordinator's table: whoever still holds it must look the group up again.</summary>
    public bool IsGone { get; set; }

    public Task<IGroupReply> Wait(long token)
    {
        // Answers are given under a lock; what follows them must not run there.
        var source = new TaskCompletionSource<IGroupReply>(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiting.Add(token, source);
        return source.Task;
    }

    public void Answer(Answer answer)
    {
        if (_waiting.Remove(answer.Token, out var source))
        {
            source.SetResult(answer.Reply);
        }
    }

    public void Fail(long token, ErrorCode error)
    {
        if (_waiting.Remove(token, out var source))
        {
            source.SetException(new GroupStoreException(error));
        }
    }
}

/// <summary>What a group decided could not be written, so it does not hold.</summary>
internal sealed class GroupStoreException(ErrorCode error) : Exception($"the group's decision could not be written: {error}")
{
    public ErrorCode Error => error;
}
