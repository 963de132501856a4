namespace ActorDataGen.Actors;

/// <summary>Logs the first dead letters.</summary>
internal sealed class DeadLetterListener(int most) : ActorBase
{
    private int _count;

    protected override void PreStart() => Context.System.EventStream.Subscribe(Self, typeof(DeadLetter));

    protected override bool Receive(object message)
    {
        if (message is not DeadLetter letter)
            return false;
        if (((ActorSystemImpl)Context.System).IsEnding && !Context.System.Settings.LogDeadLettersDuringShutdown)
            return true;
        _count++;
        var last = _count >= most ? ", no more dead letters will be logged" : "";
        Context.System.EventStream.Publish(new Info(letter.Recipient.Path.ToString(), letter.Recipient.GetType(),
            $"Message [{letter.Message.GetType().Name}] from {letter.Sender} to {letter.Recipient} was not delivered. [{_count}] dead letters encountered{last}. " +
            "This logging can be turned off or adjusted with configuration settings 'akka.log-dead-letters' and 'akka.log-dead-letters-during-shutdown'. " +
            $"Message content: {letter.Message}"));
        if (_count >= most)
            Context.Stop(Self);
        return true;
    }
}

/// <summary>Logs unhandled messages at debug level.</summary>
internal sealed class UnhandledMessageListener : ActorBase
{
    protected override void PreStart() => Context.System.EventStream.Subscribe(Self, typeof(UnhandledMessage));

    protected override bool Receive(object message)
    {
        if (message is not UnhandledMessage unhandled)
            return false;
        Context.System.EventStream.Publish(new Debug(unhandled.Recipient.Path.ToString(), unhandled.Recipient.GetType(),
            $"Unhandled message from {unhandled.Sender} : {unhandled.Message}"));
        return true;
    }
}
