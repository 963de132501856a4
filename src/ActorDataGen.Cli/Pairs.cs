namespace ActorDataGen.Cli;

/// <summary>Options written as KEY=VALUE.</summary>
internal static class Pairs
{
    public static Dictionary<string, string>? Parse(string option, IReadOnlyCollection<string> values)
    {
        if (values.Count == 0)
        {
            return null;
        }

        var pairs = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var value in values)
        {
            var equals = value.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0)
            {
                throw new UsageException($"{option} {value} has no name; write it as {option} KEY=VALUE");
            }

            pairs[value[..equals]] = value[(equals + 1)..];
        }

        return pairs;
    }
}
