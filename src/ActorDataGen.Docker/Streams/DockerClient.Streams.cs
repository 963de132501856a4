using System.Runtime.CompilerServices;

namespace ActorDataGen.Docker;

/// <content>Answers that go on.</content>
public sealed partial class DockerClient
{
    /// <summary>Reads an answer of one JSON document a line.</summary>
    /// <param name="response">The answer.</param>
    /// <param name="path">The call, for messages.</param>
    /// <param name="stall">How long nothing may come; null is for good.</param>
    /// <param name="cancellationToken">Ends reading.</param>
    /// <exception cref="DockerApiException">The connection broke before the answer's end.</exception>
    /// <exception cref="TimeoutException">Nothing came for <paramref name="stall"/>.</exception>
    private async IAsyncEnumerable<string> JsonLinesAsync(
        HttpResponseMessage response, string path, TimeSpan? stall, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(await BodyAsync(response, path, cancellationToken).ConfigureAwait(false));
        while (true)
        {
            string? line;
            try
            {
                var next = reader.ReadLineAsync(cancellationToken).AsTask();
                line = await (stall is { } limit ? next.WaitAsync(limit, _time, cancellationToken) : next).ConfigureAwait(false);
            }
            catch (Exception e) when (e is HttpRequestException or IOException)
            {
                throw Broken(path, e, cancellationToken);
            }

            if (line is null)
                yield break;
            if (line.Length > 0)
                yield return line;
        }
    }

    private async Task<Stream> BodyAsync(HttpResponseMessage response, string path, CancellationToken cancellationToken)
    {
        try
        {
            return await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw Broken(path, e, cancellationToken);
        }
    }
}
