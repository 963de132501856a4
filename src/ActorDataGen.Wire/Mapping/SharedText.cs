using System.Collections.Concurrent;
using ActorDataGen.Jobs.Values;

namespace ActorDataGen.Wire.Mapping;

/// <summary>
/// One instance of texts that many records repeat (images, users, agents, reasons): a controller keeps a hundred thousand
/// jobs, and most of what they say is the same.
/// </summary>
internal static class SharedText
{
    /// <summary>Past this many nothing more is shared: texts that do not repeat must not be kept for ever.</summary>
    private const int MaxTexts = 16_384;

    /// <summary>Longer texts rarely repeat.</summary>
    private const int MaxLength = 256;

    private static readonly ConcurrentDictionary<string, string> Texts = new(StringComparer.Ordinal);
    private static int _count;

    public static string Of(string text)
    {
        if (text.Length is 0 or > MaxLength)
        {
            return text.Length == 0 ? "" : text;
        }

        if (Texts.TryGetValue(text, out var shared))
        {
            return shared;
        }

        // The count runs ahead of the dictionary by at most the number of threads; a count of the dictionary would lock it.
        return Volatile.Read(ref _count) < MaxTexts && Interlocked.Increment(ref _count) <= MaxTexts ? Texts.GetOrAdd(text, text) : text;
    }

    public static StringMap Of(IReadOnlyDictionary<string, string> map) =>
        map.Count == 0 ? StringMap.Empty : StringMap.From(map.Select(entry => KeyValuePair.Create(Of(entry.Key), Of(entry.Value))));
}
