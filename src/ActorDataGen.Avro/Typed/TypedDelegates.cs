using ActorDataGen.Avro.Binary;

namespace ActorDataGen.Avro.Typed;

/// <summary>Writes a value.</summary>
internal delegate void AvroWrite<in T>(ref AvroBinaryWriter output, T value);

/// <summary>Reads a value.</summary>
internal delegate T AvroRead<out T>(ref AvroBinaryReader input);

/// <summary>Holds a delegate that is still being compiled, for records that contain themselves.</summary>
internal sealed class DelegateHolder<TDelegate>
{
    public TDelegate? Value;
}
