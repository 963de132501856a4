namespace ActorDataGen.Generator.Runs;

/// <summary>A run ended for a reason outside the generator. The message is one line for people.</summary>
public sealed class GeneratorException : Exception
{
    /// <summary>Makes one without a message; the exit code says it is a bug.</summary>
    public GeneratorException() { }

    /// <summary>Makes one with a message of one line; the exit code says it is a bug.</summary>
    public GeneratorException(string message) : base(message) { }

    /// <summary>Makes one with a message and what caused it.</summary>
    public GeneratorException(string message, Exception innerException) : base(message, innerException) { }

    /// <summary>Makes one with the exit code that tells it apart.</summary>
    public GeneratorException(int exitCode, string message, Exception? innerException = null) : base(message, innerException) =>
        ExitCode = exitCode;

    /// <summary>How the process ends; see <see cref="Runs.ExitCode"/>.</summary>
    public int ExitCode { get; } = Runs.ExitCode.Bug;

    /// <summary>Whether another attempt may go better.</summary>
    public bool IsTransient => ExitCode is Runs.ExitCode.BrokerUnreachable or Runs.ExitCode.RegistryUnreachable;
}
