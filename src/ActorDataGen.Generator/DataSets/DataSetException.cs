namespace ActorDataGen.Generator.DataSets;

/// <summary>A data set is unknown, can't be read, or makes no sense. The message is one line that names the place and the remedy.</summary>
public sealed class DataSetException : Exception
{
    /// <summary>Makes one without a message.</summary>
    public DataSetException() { }

    /// <summary>Makes one with a message of one line that names the place and the remedy.</summary>
    public DataSetException(string message) : base(message) { }

    /// <summary>Makes one with a message and what caused it.</summary>
    public DataSetException(string message, Exception innerException) : base(message, innerException) { }

    /// <summary>Always false: what a person wrote does not mend itself.</summary>
    public static bool IsTransient => false;
}
