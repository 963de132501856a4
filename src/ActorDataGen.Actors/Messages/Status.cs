namespace ActorDataGen.Actors;

/// <summary>How something that was asked for ended.</summary>
public abstract class Status
{
    /// <summary>It worked.</summary>
    public sealed class Success : Status
    {
        /// <summary>A success that says no more.</summary>
        public static readonly Success Instance = new(null!);

        /// <summary>What came of it.</summary>
        public readonly object Status;

        /// <summary>Creates the message.</summary>
        public Success(object status) => Status = status;

        /// <inheritdoc/>
        public override string ToString() => $"Success: {Status}";
    }

    /// <summary>It failed. As the answer to an Ask of any other type it makes that throw the cause.</summary>
    public sealed class Failure : Status
    {
        /// <summary>Why.</summary>
        public readonly Exception Cause;

        /// <summary>Whatever the sender added.</summary>
        public readonly object State;

        /// <summary>Creates the message.</summary>
        public Failure(Exception cause)
            : this(cause, null!)
        {
        }

        /// <summary>Creates the message.</summary>
        public Failure(Exception cause, object state)
        {
            Cause = cause;
            State = state;
        }

        /// <inheritdoc/>
        public override string ToString() => State is null ? $"Failure: {Cause}" : $"Failure[{State}]: {Cause}";
    }
}

/// <summary>Says that something is done.</summary>
public sealed class Done
{
    /// <summary>The only instance.</summary>
    public static readonly Done Instance = new();

    private Done()
    {
    }
}
