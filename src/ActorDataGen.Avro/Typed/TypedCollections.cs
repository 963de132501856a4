using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ActorDataGen.Avro.Binary;

namespace ActorDataGen.Avro.Typed;

/// <summary>Arrays and maps of compiled codecs. Writing uses spans and struct enumerators, so that nothing is allocated.</summary>
internal static class TypedCollections
{
    public static void WriteSpan<T>(ref AvroBinaryWriter output, ReadOnlySpan<T> items, AvroWrite<T> write)
    {
        if (!items.IsEmpty)
        {
            output.WriteLong(items.Length);
            foreach (var item in items) write(ref output, item);
        }

        output.WriteLong(0);
    }

    public static void WriteImmutable<T>(ref AvroBinaryWriter output, ImmutableArray<T> items, AvroWrite<T> write, string path) =>
        WriteSpan(ref output, items.IsDefault ? throw TypedErrors.Null(path) : items.AsSpan(), write);

    public static void WriteList<T>(ref AvroBinaryWriter output, IReadOnlyList<T>? items, AvroWrite<T> write, string path)
    {
        switch (items)
        {
            case null:
                throw TypedErrors.Null(path);
            case T[] array:
                WriteSpan(ref output, array, write);
                return;
            case List<T> list:
                WriteSpan(ref output, CollectionsMarshal.AsSpan(list), write);
                return;
        }

        if (items.Count > 0)
        {
            output.WriteLong(items.Count);
            for (var i = 0; i < items.Count; i++) write(ref output, items[i]);
        }

        output.WriteLong(0);
    }

    public static void WriteMap<T>(ref AvroBinaryWriter output, IReadOnlyDictionary<string, T>? map, AvroWrite<T> write, string path)
    {
        if (map is null) throw TypedErrors.Null(path);
        if (map.Count > 0)
        {
            output.WriteLong(map.Count);
            switch (map)
            {
                case Dictionary<string, T> dictionary:
                    foreach (var (key, value) in dictionary) WriteEntry(ref output, key, value, write);
                    break;
                case ImmutableDictionary<string, T> dictionary:
                    foreach (var (key, value) in dictionary) WriteEntry(ref output, key, value, write);
                    break;
                case ImmutableSortedDictionary<string, T> dictionary:
                    foreach (var (key, value) in dictionary) WriteEntry(ref output, key, value, write);
                    break;
                default:
                    foreach (var (key, value) in map) WriteEntry(ref output, key, value, write);
                    break;
            }
        }

        output.WriteLong(0);
    }

    public static T[] ReadArray<T>(ref AvroBinaryReader input, AvroRead<T> read, int minimum)
    {
        var items = Array.Empty<T>();
        var filled = 0;
        while (input.ReadBlockStart(minimum, out var end) is var count && count > 0)
        {
            input.Charge(24 + ((long)Unsafe.SizeOf<T>() * count));
            if (filled == 0) items = new T[count];
            else if (items.Length - filled < count) Array.Resize(ref items, Math.Max(filled + count, checked(filled * 2)));
            for (var i = 0; i < count; i++) items[filled++] = read(ref input);
            input.ReadBlockEnd(end);
        }

        if (items.Length != filled) Array.Resize(ref items, filled);
        return items;
    }

    public static List<T> ReadList<T>(ref AvroBinaryReader input, AvroRead<T> read, int minimum) => [.. ReadArray(ref input, read, minimum)];

    public static ImmutableArray<T> ReadImmutable<T>(ref AvroBinaryReader input, AvroRead<T> read, int minimum) =>
        ImmutableCollectionsMarshal.AsImmutableArray(ReadArray(ref input, read, minimum));

    public static Dictionary<string, T> ReadMap<T>(ref AvroBinaryReader input, AvroRead<T> read, int minimum)
    {
        input.Charge(80);
        var map = new Dictionary<string, T>(StringComparer.Ordinal);
        while (input.ReadBlockStart(minimum, out var end) is var count && count > 0)
        {
            input.Charge((24L + Unsafe.SizeOf<T>()) * count);
            for (var i = 0; i < count; i++) map[input.ReadString()] = read(ref input);
            input.ReadBlockEnd(end);
        }

        return map;
    }

    public static ImmutableDictionary<string, T> ReadImmutableMap<T>(ref AvroBinaryReader input, AvroRead<T> read, int minimum) =>
        ReadMap(ref input, read, minimum).ToImmutableDictionary(StringComparer.Ordinal);

    private static void WriteEntry<T>(ref AvroBinaryWriter output, string key, T value, AvroWrite<T> write)
    {
        output.WriteString(key);
        write(ref output, value);
    }
}

/// <summary>What compiled codecs throw.</summary>
internal static class TypedErrors
{
    public static AvroException Null(string path) => AvroException.BadValue($"{path} is null, which its schema does not allow.");

    public static AvroException BadBranch() => AvroException.BadData("A union's branch is not one of its types.");

    public static TTarget Fail<TTarget>(string reason) => throw new AvroException(AvroErrorKind.Resolution, reason);
}
