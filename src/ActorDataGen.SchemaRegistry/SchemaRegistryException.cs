using System.Net;

namespace ActorDataGen.SchemaRegistry;

/// <summary>The registry refused a request, or could not be reached.</summary>
public sealed class SchemaRegistryException : Exception
{
    /// <summary>Creates the exception for an answer.</summary>
    public SchemaRegistryException(HttpStatusCode status, int errorCode, string message)
        : base($"{message} (schema registry error {errorCode})")
    {
        Status = status;
        ErrorCode = errorCode;
    }

    /// <summary>Creates the exception for a registry that was not reached.</summary>
    public SchemaRegistryException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }

    /// <summary>The HTTP status, or null where there was no answer.</summary>
    public HttpStatusCode? Status { get; }

    /// <summary>Confluent's error code (40401: no such subject), or 0.</summary>
    public int ErrorCode { get; }

    /// <summary>Whether the registry answered that there is no such thing.</summary>
    public bool IsNotFound => Status == HttpStatusCode.NotFound && ErrorCode != 404;

    /// <summary>Whether it may go better later: no answer, or one that speaks of the server's own trouble.</summary>
    public bool IsTransient => Status is null or HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout or >= HttpStatusCode.InternalServerError;
}
