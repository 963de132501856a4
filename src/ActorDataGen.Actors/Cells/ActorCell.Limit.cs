namespace ActorDataGen.Actors;

/// <summary>The bound of a bounded mailbox.</summary>
internal sealed partial class ActorCell
{
    private MailboxLimit? _limit;

    /// <summary>Room that a sender may have to wait for. Set before the first message.</summary>
    public MailboxLimit? Limit => _limit;

    private void UseLimit() => _limit = _system.Mailboxes.LimitFor(_props, _path);

    private void TellLimited(object message, IActorRef? sender)
    {
        if (_buried || _limit!.TryAcquire())
            _mailbox.Post(message, sender);
        else
            _system.DeadLetterRef.Publish(message, sender, this);
    }
}
