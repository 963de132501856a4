using System.Net;
using ActorDataGen.Client.Contract;

namespace ActorDataGen.Client;

/// <summary>The node refused a request, or could not be reached. The message is one line for people.</summary>
public sealed class AdgClientException : Exception
{
    internal AdgClientException(string message, HttpStatusCode? status = null, Problem? problem = null, Exception? inner = null)
        : base(message, inner)
    {
        Status = status;
        Problem = problem;
    }

    /// <summary>The HTTP status, or null when the node did not answer.</summary>
    public HttpStatusCode? Status { get; }

    /// <summary>The node's own words, or null.</summary>
    public Problem? Problem { get; }

    /// <summary>Whether the same request may succeed later: no answer, 408, 429 or a 5xx.</summary>
    public bool IsTransient => Status is null or HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError;
}
