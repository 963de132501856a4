namespace ActorDataGen.KafkaProtocol.Wire;

/// <summary>Which versions of an API are spoken, and from which on it is flexible (compact lengths, tagged fields).</summary>
internal readonly record struct ApiSpec(ApiKey Key, short MinVersion, short MaxVersion, short FlexibleFrom)
{
    public bool IsFlexible(short version) => version >= FlexibleFrom;

    public bool Speaks(short version) => version >= MinVersion && version <= MaxVersion;

    /// <summary>ApiVersions keeps the old response header, so that a client can read the answer before it knows any version.</summary>
    public bool HasFlexibleResponseHeader(short version) => Key != ApiKey.ApiVersions && IsFlexible(version);
}
