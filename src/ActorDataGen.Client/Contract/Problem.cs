namespace ActorDataGen.Client.Contract;

/// <summary>A refusal in the form of RFC 9457: what was wrong with which field, and the remedy.</summary>
public sealed record Problem
{
    /// <summary>A URI that names the kind of problem.</summary>
    public string? Type { get; init; }

    /// <summary>The kind in a few words.</summary>
    public string? Title { get; init; }

    /// <summary>The HTTP status.</summary>
    public int? Status { get; init; }

    /// <summary>One line that names the field and the remedy.</summary>
    public string? Detail { get; init; }

    /// <summary>Each field that is wrong.</summary>
    public IReadOnlyList<FieldProblem>? Errors { get; init; }
}

/// <summary>What is wrong with one field.</summary>
public sealed record FieldProblem
{
    /// <summary>The field's name as documents write it.</summary>
    public required string Field { get; init; }

    /// <summary>What is wrong.</summary>
    public required string Problem { get; init; }

    /// <summary>What to do about it.</summary>
    public string? Remedy { get; init; }
}
