using System.Collections.Immutable;

namespace ActorDataGen.Agent.Engines.Simulated;

/// <summary>What a simulated container does: its steps in order, then the end with code 0.</summary>
/// <param name="Steps">The steps.</param>
public sealed record SimulatedProgram(ImmutableArray<SimulatedStep> Steps)
{
    /// <summary>What SIGTERM does; the default ends it at once with code 143, and null is ignoring it.</summary>
    public ImmutableArray<SimulatedStep>? OnTerm { get; init; } = [new EndWith(143)];

    /// <summary>Runs until it is stopped.</summary>
    public static SimulatedProgram Endless { get; } = new([new RunOn()]) { OnTerm = [new EndWith(0)] };

    /// <summary>Runs for so long, then ends.</summary>
    public static SimulatedProgram Lasting(TimeSpan time, int code = 0) => new([new PassTime(time), new EndWith(code)]);
}

/// <summary>A step of a simulated program.</summary>
public abstract record SimulatedStep;

/// <summary>Writes text to standard output; with a newline in it, a line.</summary>
public sealed record WriteText(string Text) : SimulatedStep;

/// <summary>Takes time.</summary>
public sealed record PassTime(TimeSpan Time) : SimulatedStep;

/// <summary>Ends the program.</summary>
public sealed record EndWith(int Code, bool OutOfMemory = false) : SimulatedStep;

/// <summary>Goes on for good.</summary>
public sealed record RunOn : SimulatedStep;

/// <summary>The calls of an engine that a script can make fail.</summary>
public enum SimulatedCall
{
    /// <summary><see cref="IContainerEngine.PingAsync"/></summary>
    Ping,

    /// <summary><see cref="IContainerEngine.LaunchAsync"/></summary>
    Launch,

    /// <summary><see cref="IContainerEngine.StopAsync"/></summary>
    Stop,

    /// <summary><see cref="IContainerEngine.RemoveAsync"/></summary>
    Remove,

    /// <summary><see cref="IContainerEngine.ListAsync"/></summary>
    List,

    /// <summary><see cref="IContainerEngine.FindAsync"/></summary>
    Find,
}
