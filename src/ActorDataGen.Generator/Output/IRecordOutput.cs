using ActorDataGen.Generator.Runs;

namespace ActorDataGen.Generator.Output;

/// <summary>Where a run's records go, and where its position is kept with them.</summary>
internal interface IRecordOutput : IRecordReceiver, IAsyncDisposable
{
    /// <summary>
    /// Connects; if output is exactly once, takes it over from whoever had it and finds the position that was committed last.
    /// </summary>
    /// <returns>The position, or null if there is none.</returns>
    /// <exception cref="GeneratorException">The broker can't be reached, or refuses.</exception>
    Task<long?> OpenAsync(CancellationToken cancellationToken);

    /// <summary>Whether it has taken as many records as it can for now, so that <see cref="DrainAsync"/> is due.</summary>
    bool IsFull { get; }

    /// <summary>Waits until there is room again.</summary>
    ValueTask DrainAsync(CancellationToken cancellationToken);

    /// <summary>Makes everything received so far, and the position after it, final.</summary>
    Task CommitAsync(long position, CancellationToken cancellationToken);
}
