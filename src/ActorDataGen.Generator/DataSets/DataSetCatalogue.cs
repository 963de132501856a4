
namespace ActorDataGen.Generator.DataSets;

/// <summary>Finds data sets: the built-in ones by name, a person's own by file, URL or text.</summary>
public static class DataSetCatalogue
{
    /// <summary>The longest description accepted, in characters: one that comes with a job travels through a topic and an environment.</summary>
    public const int MaxDescriptionLength = 96 * 1024;

    private const string Prefix = "DataSets/";

    /// <summary>The names of the built-in data sets.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        .. typeof(DataSetCatalogue).Assembly.GetManifestResourceNames()
            .Where(n => n.StartsWith(Prefix, StringComparison.Ordinal))
            .Select(n => Path.GetFileNameWithoutExtension(n[Prefix.Length..])).Order(StringComparer.Ordinal),
    ];

    /// <summary>A built-in data set's description as it is written, to start one's own from.</summary>
    /// <exception cref="DataSetException">There is none of that name.</exception>
    public static string Describe(string name)
    {
        using var stream = typeof(DataSetCatalogue).Assembly.GetManifestResourceStream($"{Prefix}{name}.yaml")
            ?? throw Unknown(name);
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    /// <summary>Reads a description, YAML or JSON.</summary>
    /// <param name="text">The description.</param>
    /// <param name="source">What to call it in complaints.</param>
    /// <exception cref="DataSetException">It is too long, or makes no sense.</exception>
    public static DataSet Read(string text, string source) => text.Length <= MaxDescriptionLength
        ? DataSetReader.Read(text, source)
        : throw new DataSetException($"{source}: the description has {text.Length} characters, {MaxDescriptionLength} are allowed; give it by file or URL in parts");

    /// <summary>Finds a data set by a built-in name, an http(s) URL, or the path of a file.</summary>
    /// <exception cref="DataSetException">There is none, or it can't be read.</exception>
    public static async Task<DataSet> LoadAsync(string reference, CancellationToken cancellationToken = default)
    {
        if (Names.Contains(reference))
        {
            return DataSetReader.Read(Describe(reference), reference);
        }

        try
        {
            if (Uri.TryCreate(reference, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https")
            {
                using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(30), MaxResponseContentBufferSize = 4 * MaxDescriptionLength };
                return Read(await client.GetStringAsync(uri, cancellationToken), reference);
            }

            return File.Exists(reference) ? Read(await File.ReadAllTextAsync(reference, cancellationToken), reference) : throw Unknown(reference);
        }
        catch (Exception e) when (e is IOException or HttpRequestException or UnauthorizedAccessException
            || e is TaskCanceledException && !cancellationToken.IsCancellationRequested)
        {
            throw new DataSetException($"{reference}: can't be read: {e.Message.ReplaceLineEndings(" ")}", e);
        }
    }

    private static DataSetException Unknown(string name) =>
        new($"no data set '{name}': name a built-in one ({string.Join(", ", Names)}), a file or an http URL");
}
