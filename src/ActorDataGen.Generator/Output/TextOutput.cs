using ActorDataGen.Generator.Runs;

namespace ActorDataGen.Generator.Output;

/// <summary>Records as lines for people and pipes.</summary>
internal sealed class TextOutput(TextWriter output, bool withKeys) : IRecordReceiver
{
    private int _most;

    public int Records { get; private set; }

    /// <summary>Takes records until it has so many in all, then none.</summary>
    public TextOutput UpTo(int count)
    {
        _most = count;
        return this;
    }

    public void Receive(in GeneratedRecord record)
    {
        if (Records >= _most)
        {
            return;
        }

        Records++;
        if (withKeys)
        {
            output.Write(System.Text.Encoding.UTF8.GetString(record.Key));
            output.Write('\t');
        }

        output.Write(System.Text.Encoding.UTF8.GetString(record.Value));
        output.Write('\n');
    }
}
