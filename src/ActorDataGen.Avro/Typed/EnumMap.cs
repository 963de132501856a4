using System.Reflection;
using System.Runtime.CompilerServices;
using ActorDataGen.Avro.Binary;
using ActorDataGen.Avro.Resolution;
using ActorDataGen.Avro.Schemas;

namespace ActorDataGen.Avro.Typed;

/// <summary>Between the members of a .NET enum and the positions of a schema's symbols.</summary>
internal sealed class EnumMap<TEnum>
    where TEnum : struct, Enum
{
    private const int Span = 256;
    private readonly AvroEnumSchema _schema;
    private readonly TEnum?[] _members;
    private readonly int[] _small = new int[Span];
    private readonly Dictionary<TEnum, int> _positions = [];

    /// <summary>Maps an enum for writing, or, with a plan, for reading.</summary>
    public EnumMap(AvroEnumSchema schema, EnumPlan? plan)
    {
        _schema = schema;
        var members = new Dictionary<string, TEnum>(StringComparer.Ordinal);
        foreach (var field in typeof(TEnum).GetFields(BindingFlags.Public | BindingFlags.Static))
        {
            var name = field.GetCustomAttribute<AvroFieldAttribute>()?.Name;
            members[name ?? TypeShape.Plain(field.Name)] = (TEnum)field.GetValue(null)!;
        }

        var bySymbol = schema.Symbols
            .Select(s => members.TryGetValue(s, out var m) || members.TryGetValue(TypeShape.Plain(s), out m) ? m : (TEnum?)null).ToArray();
        for (var i = bySymbol.Length - 1; i >= 0; i--)
        {
            if (bySymbol[i] is { } member) _positions[member] = i;
        }

        Array.Fill(_small, -1);
        foreach (var (member, position) in _positions)
        {
            if (Number(member) is >= 0 and < Span and var number) _small[number] = position;
        }

        _members = plan is null ? bySymbol : [.. plan.Map.Select(i => i < 0 ? null : bySymbol[i])];
        Plan = plan;
    }

    private EnumPlan? Plan { get; }

    public void Write(ref AvroBinaryWriter output, TEnum value)
    {
        var number = Number(value);
        var position = (ulong)number < Span ? _small[number] : _positions.GetValueOrDefault(value, -1);
        output.WriteInt(position >= 0 ? position : throw AvroException.BadValue($"The enum {_schema.Name} has no symbol for {typeof(TEnum).Name}.{value}."));
    }

    public TEnum Read(ref AvroBinaryReader input)
    {
        var position = input.ReadInt();
        if ((uint)position < (uint)_members.Length && _members[position] is { } member) return member;
        return (uint)position < (uint)_members.Length && Plan!.Map[position] is >= 0 and var mapped
            ? throw AvroException.BadValue($"{typeof(TEnum).Name} has no member for the symbol \"{_schema.Symbols[mapped]}\" of {_schema.Name}.")
            : throw AvroException.BadData($"{position} is no symbol of the enum {_schema.Name} that the reader knows.");
    }

    private static long Number(TEnum value) => Unsafe.SizeOf<TEnum>() switch
    {
        1 => Unsafe.As<TEnum, byte>(ref value),
        2 => Unsafe.As<TEnum, ushort>(ref value),
        4 => Unsafe.As<TEnum, int>(ref value),
        _ => Unsafe.As<TEnum, long>(ref value),
    };
}
