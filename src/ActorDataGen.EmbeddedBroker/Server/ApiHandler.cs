using System.Buffers;
using ActorDataGen.KafkaProtocol;
using ActorDataGen.KafkaProtocol.Wire;

namespace ActorDataGen.EmbeddedBroker.Server;

/// <summary>Answers one API. Requests of a connection are handled one after the other, those of several connections at once.</summary>
internal abstract class ApiHandler
{
    public abstract ApiSpec Api { get; }

    /// <summary>The lowest version that ApiVersions names; lower than the lowest spoken only to please old clients.</summary>
    public virtual short AdvertisedMinVersion => Api.MinVersion;

    /// <summary>Reads the request from the frame (header included) and writes the answer's body, or nothing where none is due.</summary>
    internal abstract ValueTask HandleAsync(ReadOnlySequence<byte> frame, RequestContext context, ResponseWriter response);

    /// <summary>Answers the request with an error instead of handling it.</summary>
    internal abstract ValueTask FailAsync(ReadOnlySequence<byte> frame, RequestContext context, ErrorCode error, ResponseWriter response);
}

/// <summary>Answers one API whose messages are small enough to be read into objects.</summary>
internal abstract class ApiHandler<TRequest, TResponse> : ApiHandler
    where TRequest : IRequest<TResponse>, new()
    where TResponse : class, IWireStruct, new()
{
    public override ApiSpec Api => TRequest.Api;

    /// <summary>Handles a request. May wait (long poll, join barrier) until <see cref="RequestContext.Aborted"/>.</summary>
    protected abstract ValueTask<TResponse> HandleAsync(TRequest request, RequestContext context);

    /// <summary>The answer that says the same error wherever the request asked for something.</summary>
    protected abstract TResponse Fail(TRequest request, ErrorCode error);

    internal sealed override async ValueTask HandleAsync(ReadOnlySequence<byte> frame, RequestContext context, ResponseWriter response) =>
        response.WriteMessage(Api, await HandleAsync(Read(frame), context));

    internal sealed override ValueTask FailAsync(ReadOnlySequence<byte> frame, RequestContext context, ErrorCode error, ResponseWriter response)
    {
        response.WriteMessage(Api, Fail(Read(frame), error));
        return ValueTask.CompletedTask;
    }

    private TRequest Read(ReadOnlySequence<byte> frame)
    {
        RequestHeader.Read(frame, Api, out var body);
        var request = new TRequest();
        request.Transfer(ref body);
        return request;
    }
}
