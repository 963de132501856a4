using ActorDataGen.Generator.DataSets;
using ActorDataGen.Generator.Encoding;
using ActorDataGen.Generator.Runs;

namespace ActorDataGen.Generator.Tests;

/// <summary>Streams and what comes out of them, for tests.</summary>
internal static class Streams
{
    public static DataSet BuiltIn(string name) => DataSetReader.Read(DataSetCatalogue.Describe(name), name);

    public static RecordStream Of(DataSet set, int ordinal = 0, int replicas = 1, long count = long.MaxValue, ulong? seed = null, Faults? faults = null) =>
        new(set, new Share(ordinal, replicas, count), seed ?? set.Seed, DataSet.DefaultStart, set.Rate, null,
            shape => new JsonEncoder(shape.Fields), faults ?? set.Faults);

    /// <summary>Makes a stream's records, each as stream, key and value, with its headers behind.</summary>
    public static List<string> Take(IRecordStream stream, int steps)
    {
        var receiver = new Collector();
        for (int i = 0; i < steps && stream.NextDueMicros < long.MaxValue; i++)
        {
            stream.Step(receiver);
        }

        return receiver.Lines;
    }

    internal sealed class Collector : IRecordReceiver
    {
        public List<string> Lines { get; } = [];

        public void Receive(in GeneratedRecord record)
        {
            var text = System.Text.Encoding.UTF8;
            Lines.Add($"{record.Stream}|{text.GetString(record.Key)}|{text.GetString(record.Value)}|{text.GetString(record.HeaderValues)}");
        }
    }
}
