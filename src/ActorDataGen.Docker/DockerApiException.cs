using System.Net;

namespace ActorDataGen.Docker;

/// <summary>A call to a Docker daemon failed.</summary>
/// <param name="message">One line: the daemon's own words where it had any.</param>
/// <param name="status">The HTTP status; null when the daemon did not answer.</param>
/// <param name="inner">What it came from.</param>
public class DockerApiException(string message, HttpStatusCode? status = null, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>The HTTP status; null when the daemon did not answer, or not to the end.</summary>
    public HttpStatusCode? Status { get; } = status;

    /// <summary>
    /// The same call may succeed later: the daemon did not answer, or said that it could not just now. Status 500 is not: the
    /// daemon says it for its own trouble and for a caller's mistake alike, and the latter would be repeated for good.
    /// </summary>
    public virtual bool IsTransient => Status is null or HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests
        or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout;

    /// <summary>The daemon did not answer, or not to the end.</summary>
    public bool IsUnreachable => Status is null;
}

/// <summary>Why an image could not be pulled.</summary>
public enum PullFailure
{
    /// <summary>No such image or tag; or, for a registry that does not tell the two apart, not for these credentials.</summary>
    NotFound,

    /// <summary>The registry refuses the credentials, or wants some.</summary>
    Denied,

    /// <summary>No progress for longer than allowed.</summary>
    Stalled,

    /// <summary>Anything else, such as a registry that does not answer.</summary>
    Other,
}

/// <summary>An image could not be pulled.</summary>
/// <param name="message">One line: the daemon's own words where it had any.</param>
/// <param name="failure">Why.</param>
/// <param name="status">The HTTP status; 200 when the daemon said so in the middle of its answer.</param>
/// <param name="inner">What it came from.</param>
public sealed class DockerPullException(string message, PullFailure failure, HttpStatusCode? status = null, Exception? inner = null)
    : DockerApiException(message, status, inner)
{
    /// <summary>Why.</summary>
    public PullFailure Failure { get; } = failure;

    /// <inheritdoc/>
    public override bool IsTransient => Failure is PullFailure.Stalled or PullFailure.Other;
}
