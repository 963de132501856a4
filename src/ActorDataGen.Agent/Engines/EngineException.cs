namespace ActorDataGen.Agent.Engines;

/// <summary>An engine did not do what it was asked to. Callers tell the cases apart by type, never by text.</summary>
public abstract class EngineException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>The same call may succeed later with nothing changed.</summary>
    public abstract bool IsTransient { get; }
}

/// <summary>The engine does not answer. Nothing is known about its containers.</summary>
public sealed class EngineUnavailableException(string message, Exception? inner = null) : EngineException(message, inner)
{
    /// <inheritdoc/>
    public override bool IsTransient => true;
}

/// <summary>The image is not one that this agent runs: outside its allow-list or catalogue.</summary>
public sealed class ImageRefusedException(string message) : EngineException(message)
{
    /// <inheritdoc/>
    public override bool IsTransient => false;
}

/// <summary>The image could not be fetched.</summary>
/// <param name="message">Why.</param>
/// <param name="isTransient">False when there is no such image or the credentials are wrong.</param>
/// <param name="inner">What it came from.</param>
public sealed class ImagePullException(string message, bool isTransient, Exception? inner = null) : EngineException(message, inner)
{
    /// <inheritdoc/>
    public override bool IsTransient => isTransient;
}

/// <summary>The container could not be created or started.</summary>
/// <param name="message">Why.</param>
/// <param name="isTransient">False when the request itself is at fault.</param>
/// <param name="inner">What it came from.</param>
public sealed class LaunchFailedException(string message, bool isTransient = false, Exception? inner = null) : EngineException(message, inner)
{
    /// <inheritdoc/>
    public override bool IsTransient => isTransient;
}

/// <summary>The container is gone, or never was.</summary>
public sealed class ContainerNotFoundException(string message, Exception? inner = null) : EngineException(message, inner)
{
    /// <inheritdoc/>
    public override bool IsTransient => false;
}

/// <summary>The engine answered with an error of its own.</summary>
/// <param name="message">Its words.</param>
/// <param name="isTransient">The same call may succeed later.</param>
/// <param name="inner">What it came from.</param>
public sealed class EngineFailedException(string message, bool isTransient, Exception? inner = null) : EngineException(message, inner)
{
    /// <inheritdoc/>
    public override bool IsTransient => isTransient;
}
