using ActorDataGen.EmbeddedBroker.Server;
using ActorDataGen.KafkaProtocol;
using ActorDataGen.KafkaProtocol.Messages;

namespace ActorDataGen.EmbeddedBroker.Apis;

/// <summary>ApiVersions 0–4: what is spoken here. Features are none, so clients keep to the protocols that need none.</summary>
internal sealed class ApiVersionsApi(Func<ApiTable> apis) : ApiHandler<ApiVersionsRequest, ApiVersionsResponse>
{
    /// <summary>Answers a version that is not spoken, in version 0, which every client can read.</summary>
    public void RefuseVersion(ResponseWriter response) => response.WriteMessageInVersion(Api, 0, Answer(ErrorCode.UnsupportedVersion));

    protected override ValueTask<ApiVersionsResponse> HandleAsync(ApiVersionsRequest request, RequestContext context) => new(Answer(ErrorCode.None));

    protected override ApiVersionsResponse Fail(ApiVersionsRequest request, ErrorCode error) => Answer(error);

    private ApiVersionsResponse Answer(ErrorCode error) => new()
    {
        ErrorCode = error,
        ApiKeys = [.. apis().All.Select(static h => new ApiVersionRange
        {
            ApiKey = (short)h.Api.Key, MinVersion = h.AdvertisedMinVersion, MaxVersion = h.Api.MaxVersion,
        })],
    };
}
