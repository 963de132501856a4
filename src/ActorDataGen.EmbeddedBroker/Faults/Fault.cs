using ActorDataGen.KafkaProtocol;

namespace ActorDataGen.EmbeddedBroker.Faults;

/// <summary>What a fault does to a request.</summary>
public enum FaultKind
{
    /// <summary>Answers <see cref="Fault.Error"/> instead of handling the request.</summary>
    Error,

    /// <summary>Handles the request after <see cref="Fault.Delay"/>.</summary>
    Delay,

    /// <summary>Leaves the request unanswered until the fault is removed; then it is handled.</summary>
    Stall,

    /// <summary>Closes the connection without an answer.</summary>
    Drop,

    /// <summary>Handles the request and then closes the connection without the answer: the client cannot know.</summary>
    DropAnswer,
}

/// <summary>A fault for tests: which requests it hits, how often, and what it does to them.</summary>
public sealed record Fault
{
    /// <summary>The API whose requests it hits; null for all but ApiVersions.</summary>
    public ApiKey? Api { get; init; }

    /// <summary>What it does.</summary>
    public required FaultKind Kind { get; init; }

    /// <summary>The error that <see cref="FaultKind.Error"/> answers.</summary>
    public ErrorCode Error { get; init; } = ErrorCode.UnknownServerError;

    /// <summary>How long <see cref="FaultKind.Delay"/> waits.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>How many requests it hits before it is used up; null for no end.</summary>
    public int? Times { get; init; }

    /// <summary>How likely it hits a request, from 0 to 1; 1 by default.</summary>
    public double Probability { get; init; } = 1;
}
