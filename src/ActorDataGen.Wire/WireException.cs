namespace ActorDataGen.Wire;

/// <summary>Why a record could not be read or written.</summary>
public enum WireProblem
{
    /// <summary>The record is at fault: not in the wire format, of an unknown schema, undecodable, or nonsense. Another try fails alike.</summary>
    BadRecord,

    /// <summary>The registry does not answer, or not as it should: nothing can be said of the record yet. Try again later.</summary>
    RegistryUnavailable,

    /// <summary>The registry refuses a built-in schema (incompatible with what is registered, or not allowed). Somebody must see to it.</summary>
    RegistryRefuses,
}

/// <summary>A record could not be read or written; <see cref="Problem"/> says whose fault it is.</summary>
public sealed class WireException : Exception
{
    /// <summary>Creates it.</summary>
    /// <param name="problem">Whose fault it is.</param>
    /// <param name="message">One line for people.</param>
    /// <param name="innerException">What was caught.</param>
    public WireException(WireProblem problem, string message, Exception? innerException = null)
        : base(message, innerException) => Problem = problem;

    /// <summary>Whose fault it is.</summary>
    public WireProblem Problem { get; }

    /// <summary>The job that a bad record is about, where that can be read; empty where not.</summary>
    public string JobId { get; init; } = "";

    /// <summary>The submitter's name for the request in a bad record, where that can be read.</summary>
    public string RequestId { get; init; } = "";

    /// <summary>True when trying again may help.</summary>
    public bool IsTransient => Problem == WireProblem.RegistryUnavailable;

    internal static WireException Bad(string message, Exception? innerException = null) =>
        new(WireProblem.BadRecord, message, innerException);
}
