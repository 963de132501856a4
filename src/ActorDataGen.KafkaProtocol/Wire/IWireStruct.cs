namespace ActorDataGen.KafkaProtocol.Wire;

/// <summary>
/// A structure of the protocol. One method says its fields for both directions, so that what is written and what is
/// read cannot differ: <c>Name = f.String(Name);</c> reads into the property or writes it out.
/// </summary>
internal interface IWireStruct
{
    /// <summary>Passes each field of <see cref="FieldCodec.Version"/> through the codec, in order, ending with <see cref="FieldCodec.Tags"/>.</summary>
    void Transfer(ref FieldCodec f);
}

/// <summary>A request, which knows its API and the type of its answer.</summary>
internal interface IRequest<TResponse> : IWireStruct where TResponse : IWireStruct, new()
{
    static abstract ApiSpec Api { get; }
}
