namespace ActorDataGen.Generator.DataSets;

/// <summary>A recording to be played again.</summary>
/// <param name="Source">A file, or an http(s) URL.</param>
/// <param name="IsCsv">CSV with names in the first line; else JSON lines.</param>
/// <param name="Time">The field that says when, or null.</param>
/// <param name="Key">The field that is the key, or null.</param>
/// <param name="Repeat">Whether it begins again at its end.</param>
internal sealed record ReplayDescription(string Source, bool IsCsv, string? Time, string? Key, bool Repeat)
{
    public static ReplayDescription Read(DescriptionNode node)
    {
        node.Allow("file", "format", "time", "key", "repeat");
        var file = node.Get("file").Text();
        var format = node.Text("format", file.EndsWith(".csv", StringComparison.OrdinalIgnoreCase) ? "csv" : "jsonl");
        return format is "csv" or "jsonl"
            ? new ReplayDescription(file, format == "csv", node.Find("time")?.Text(), node.Find("key")?.Text(), node.Text("repeat", "false") == "true")
            : throw node.Get("format").Wrong($"'{format}' is no format of recordings; there are jsonl, csv");
    }

    /// <summary>Opens it; a URL is first brought here, for it may be read several times.</summary>
    /// <exception cref="DataSetException">It can't be read.</exception>
    public async Task<Func<StreamReader>> OpenAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (Uri.TryCreate(Source, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https")
            {
                using var client = new HttpClient();
                var bytes = await client.GetByteArrayAsync(uri, cancellationToken);
                return () => new StreamReader(new MemoryStream(bytes, writable: false));
            }

            using (File.OpenRead(Source))
            {
                return () => new StreamReader(Source);
            }
        }
        catch (Exception e) when (e is IOException or HttpRequestException or UnauthorizedAccessException)
        {
            throw new DataSetException($"{Source}: can't be read: {e.Message.ReplaceLineEndings(" ")}", e);
        }
    }
}
