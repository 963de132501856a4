using ActorDataGen.Generator.Pace;

namespace ActorDataGen.Generator.DataSets;

/// <summary>Reads a data set's description; what it may contain is in docs/datasets.md.</summary>
internal static class DataSetReader
{
    private static readonly string[] ShapeNames = ["description", "share", "topic", "entities", "key", "headers", "fields"];

    public static DataSet Read(string text, string source)
    {
        try
        {
            return Read(DescriptionNode.Parse(text, source), source);
        }
        catch (DataSetException e) when (!e.Message.StartsWith(source, StringComparison.Ordinal))
        {
            throw new DataSetException($"{source}: {e.Message}", e);
        }
    }

    private static DataSet Read(DescriptionNode root, string source)
    {
        string[] common = ["name", "description", "seed", "start", "rate", "arrival", "jitter", "bursts", "faults"];
        var name = root.Text("name", Path.GetFileNameWithoutExtension(source));
        DataSet? set = null;
        var shapes = new List<RecordShape>();
        ReplayDescription? replay = null;
        if (root.Find("replay") is { } recording)
        {
            root.Allow("name", "description", "replay");
            replay = ReplayDescription.Read(recording);
            shapes.Add(new RecordShape { Name = name, Fields = [], Stateful = [] });
        }
        else if (root.Find("streams") is { } streams)
        {
            root.Allow([.. common, "streams"]);
            foreach (var (streamName, node) in streams.Entries())
            {
                shapes.Add(ReadShape(streamName, node, shapes, () => set!, []));
            }
        }
        else
        {
            shapes.Add(ReadShape(name, root, shapes, () => set!, common));
        }

        if (shapes.Count == 0)
        {
            throw root.Wrong("there are no streams");
        }

        set = new DataSet(name, shapes)
        {
            Description = root.Text("description", ""),
            Replay = replay,
            Seed = unchecked((ulong)root.Integer("seed", 1)),
            Rate = RateReader.Read(root),
            Faults = ReadFaults(root.Find("faults")),
            Start = ReadStart(root.Find("start")),
        };
        return set;
    }

    private static RecordShape ReadShape(
        string name, DescriptionNode node, List<RecordShape> earlier, Func<DataSet> set, string[] alsoAllowed)
    {
        node.Allow([.. ShapeNames, .. alsoAllowed]);
        var reader = new FieldReader(name, [.. earlier], set);
        reader.ReadAll(node.Get("fields"));
        var (entities, choice) = ReadEntities(node.Find("entities"));
        if (reader.Stateful.Count > 0 && entities > 10_000_000)
        {
            throw node.Wrong("with machine or walk there are at most 10,000,000 entities, for each is remembered");
        }

        return new RecordShape
        {
            Name = name,
            Description = node.Text("description", ""),
            Share = node.Integer("share", 1) is >= 1 and <= 1000 and var share ? (int)share : throw node.Wrong("a share is from 1 to 1000 records"),
            TopicSuffix = node.Text("topic", ""),
            Entities = entities,
            EntityChoice = choice,
            Fields = reader.Fields,
            Stateful = reader.Stateful,
            Key = node.Find("key") is { } key ? TemplateReader.Read(key, reader.Fields) : null,
            Headers = node.Find("headers") is { } headers
                ? [.. headers.Entries().Select(h => (h.Name, TemplateReader.Read(h.Node, reader.Fields)))] : [],
        };
    }

    private static (long Count, EntityChoice Choice) ReadEntities(DescriptionNode? node)
    {
        if (node is null)
        {
            return (1, EntityChoice.InTurn);
        }

        if (!node.IsScalar)
        {
            node.Allow("count", "choose");
        }

        var count = node.IsScalar ? node.Integer() : node.Get("count").Integer();
        var choice = node.IsScalar ? "in turn" : node.Text("choose", "in turn");
        return (count > 0 ? count : throw node.Wrong("there is at least one entity"), choice switch
        {
            "in turn" => EntityChoice.InTurn,
            "random" => EntityChoice.Random,
            "skewed" => EntityChoice.Skewed,
            _ => throw node.Wrong($"'{choice}' is no way to choose an entity; there are in turn, random, skewed"),
        });
    }

    private static Faults ReadFaults(DescriptionNode? node)
    {
        if (node is null)
        {
            return Faults.None;
        }

        node.Allow("drop", "duplicate", "corrupt", "delay");
        var delay = node.Find("delay");
        delay?.Allow("share", "records");
        var records = delay?.Get("records").Integer() ?? 0;
        return new Faults(node.Find("drop")?.Share() ?? 0, node.Find("duplicate")?.Share() ?? 0, node.Find("corrupt")?.Share() ?? 0,
            delay?.Get("share").Share() ?? 0, delay is null || records is >= 1 and <= Faults.MostDelayRecords ? (int)records
                : throw delay.Wrong($"a delay is from 1 to {Faults.MostDelayRecords} records"));
    }

    private static DateTimeOffset? ReadStart(DescriptionNode? node) =>
        node is null ? DataSet.DefaultStart
            : StartTime.TryParse(node.Text(), out var start) ? start
            : throw node.Wrong($"'{node.Text()}' is neither `now` nor an instant such as 2026-01-01T00:00:00Z");
}
