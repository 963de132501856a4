using System.Text;
using System.Text.RegularExpressions;

namespace ActorDataGen.Actors;

/// <summary>One step of a selection.</summary>
public abstract class SelectionPathElement;

/// <summary>The child of a name.</summary>
public class SelectChildName : SelectionPathElement
{
    /// <summary>Creates the step.</summary>
    public SelectChildName(string name) => Name = name;

    /// <summary>The name.</summary>
    public string Name { get; }

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is SelectChildName other && Name == other.Name;

    /// <inheritdoc/>
    public override int GetHashCode() => Name.GetHashCode(StringComparison.Ordinal);

    /// <inheritdoc/>
    public override string ToString() => Name;
}

/// <summary>The children whose names fit a pattern with <c>*</c> and <c>?</c>.</summary>
public class SelectChildPattern : SelectionPathElement
{
    /// <summary>Creates the step.</summary>
    public SelectChildPattern(string patternStr) => PatternStr = patternStr;

    /// <summary>The pattern.</summary>
    public string PatternStr { get; }

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is SelectChildPattern other && PatternStr == other.PatternStr;

    /// <inheritdoc/>
    public override int GetHashCode() => PatternStr.GetHashCode(StringComparison.Ordinal);

    /// <inheritdoc/>
    public override string ToString() => PatternStr;
}

/// <summary>The parent.</summary>
public class SelectParent : SelectionPathElement
{
    /// <summary>The only instance needed.</summary>
    public static readonly SelectParent Instance = new();

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is SelectParent;

    /// <inheritdoc/>
    public override int GetHashCode() => 1;

    /// <inheritdoc/>
    public override string ToString() => "..";
}

/// <summary>Whatever lives at a path when a message arrives there.</summary>
public class ActorSelection : ICanTell
{
    /// <summary>Creates a selection from steps.</summary>
    public ActorSelection(IActorRef anchor, SelectionPathElement[] path)
    {
        Anchor = anchor;
        Path = path;
    }

    /// <summary>Creates a selection from a relative path.</summary>
    public ActorSelection(IActorRef anchor, string path)
        : this(anchor, path.Split('/'))
    {
    }

    /// <summary>Creates a selection from the elements of a relative path.</summary>
    public ActorSelection(IActorRef anchor, IEnumerable<string> elements)
        : this(anchor, [.. elements.Where(e => e.Length > 0).Select(Step)])
    {
    }

    /// <summary>Where the path begins.</summary>
    public IActorRef Anchor { get; }

    /// <summary>The steps from there.</summary>
    public SelectionPathElement[] Path { get; }

    /// <summary>The steps as text.</summary>
    public string PathString => "/" + string.Join("/", Path.Select(p => p.ToString()));

    /// <inheritdoc/>
    public void Tell(object message, IActorRef? sender = null)
    {
        if (message is null)
            throw new InvalidMessageException("Message is null.");
        SelectionPath.Deliver(Anchor, new ActorSelectionMessage(message, Path), sender ?? ActorCell.Current);
    }

    /// <summary>Finds the one actor that is meant.</summary>
    /// <exception cref="ActorNotFoundException">There is none, or it did not answer in time; in the task.</exception>
    public Task<IActorRef> ResolveOne(TimeSpan timeout) => ResolveOne(timeout, CancellationToken.None);

    /// <summary>Finds the one actor that is meant.</summary>
    public async Task<IActorRef> ResolveOne(TimeSpan timeout, CancellationToken ct)
    {
        try
        {
            var identity = await this.Ask<ActorIdentity>(new Identify(this), timeout, ct).ConfigureAwait(false);
            return identity.Subject ?? throw new ActorNotFoundException("subject was null");
        }
        catch (Exception e) when (e is not ActorNotFoundException)
        {
            throw new ActorNotFoundException("Exception occurred while resolving ActorSelection", e);
        }
    }

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is ActorSelection other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Anchor, PathString);

    /// <inheritdoc/>
    public override string ToString() =>
        new StringBuilder("ActorSelection[Anchor(").Append(Anchor.Path).Append("), Path(").Append(PathString).Append(")]").ToString();

    /// <summary>Compares anchor and path.</summary>
    protected bool Equals(ActorSelection other) => Equals(Anchor, other.Anchor) && Path.SequenceEqual(other.Path);

    private static SelectionPathElement Step(string element) =>
        element == ".." ? SelectParent.Instance
        : element.Contains('*') || element.Contains('?') ? new SelectChildPattern(element)
        : new SelectChildName(element);
}

/// <summary>A message on its way along a selection.</summary>
public class ActorSelectionMessage : IAutoReceivedMessage, IPossiblyHarmful, IWrappedMessage
{
    /// <summary>Creates the message.</summary>
    public ActorSelectionMessage(object message, SelectionPathElement[] elements, bool wildCardFanOut = false)
    {
        Message = message;
        Elements = elements;
        WildCardFanOut = wildCardFanOut;
    }

    /// <inheritdoc/>
    public object Message { get; }

    /// <summary>The steps.</summary>
    public SelectionPathElement[] Elements { get; }

    /// <summary>Whether a pattern chose its receivers.</summary>
    public bool WildCardFanOut { get; }

    /// <inheritdoc/>
    public override string ToString() => $"ActorSelectionMessage({Message})";
}

/// <summary>Walks selections. The tree is walked by the sender, since all of it is in this process.</summary>
internal static class SelectionPath
{
    public static ActorSelection Select(ActorSystemImpl system, IActorRef anchor, string path)
    {
        if (ActorPath.TryParse(path, out var absolute))
            return Select(system, absolute);
        return path.StartsWith('/') ? new ActorSelection(system.RootRef, path) : new ActorSelection(anchor, path);
    }

    public static ActorSelection Select(ActorSystemImpl system, ActorPath path) => new(system.RootRef, path.Elements);

    public static void Deliver(ActorSystemImpl system, IActorRef anchor, ActorSelectionMessage message, IActorRef? sender) =>
        Deliver(anchor, message, sender);

    public static void Deliver(IActorRef anchor, ActorSelectionMessage message, IActorRef? sender) =>
        Walk(((IInternalActorRef)anchor).Identity, message, 0, sender);

    private static void Walk(ActorRefBase at, ActorSelectionMessage message, int step, IActorRef? sender)
    {
        if (step == message.Elements.Length)
        {
            at.Tell(message.Message, sender);
            return;
        }

        switch (message.Elements[step])
        {
            case SelectParent:
                Walk(at is ActorCell { Parent: ActorRefBase parent } ? parent : at, message, step + 1, sender);
                break;
            case SelectChildName name:
                var child = Child(at, name.Name);
                if (child is not null)
                    Walk(child, message, step + 1, sender);
                else
                    Missing(at, message, step, sender);
                break;
            case SelectChildPattern pattern:
                var regex = new Regex("^" + Regex.Escape(pattern.PatternStr).Replace("\\*", ".*", StringComparison.Ordinal).Replace("\\?", ".", StringComparison.Ordinal) + "$");
                ActorRefBase[] matches = [.. Children(at).Where(c => regex.IsMatch(c.Path.Name))];
                foreach (var match in matches)
                    Walk(match, message, step + 1, sender);
                break;
        }
    }

    private static void Missing(ActorRefBase at, ActorSelectionMessage message, int step, IActorRef? sender)
    {
        var system = at switch
        {
            ActorCell cell => cell.SystemImpl,
            IAsked other => other.SystemImpl,
            _ => null,
        };
        if (system is null)
            return;
        if (message.Message is Identify identify)
            sender?.Tell(new ActorIdentity(identify.MessageId, null), ActorRefs.NoSender);
        else
            system.DeadLetterRef.Publish(message.Message, sender,
                new EmptyRef(at.Path / message.Elements.Skip(step).Select(e => e.ToString()!), system));
    }

    private static ActorRefBase? Child(ActorRefBase at, string name) =>
        at switch
        {
            ActorCell cell => cell.TryGetChild(name, out var child) ? child : null,
            RootRef root => root.Child(name),
            _ => null,
        };

    private static IEnumerable<ActorRefBase> Children(ActorRefBase at) =>
        at switch
        {
            ActorCell cell => cell.Children(),
            RootRef root => root.Children,
            _ => [],
        };
}
