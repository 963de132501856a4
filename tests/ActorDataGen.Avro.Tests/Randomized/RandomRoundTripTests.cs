using ActorDataGen.Avro.Compatibility;
using ActorDataGen.Avro.Files;
using ActorDataGen.Avro.Generic;
using ActorDataGen.Avro.Json;
using ActorDataGen.Avro.Ordering;
using FsCheck;
using FsCheck.Fluent;

namespace ActorDataGen.Avro.Tests.Randomized;

/// <summary>What holds for every schema and value. A failure names the seed, from which the case is made again.</summary>
public sealed class RandomRoundTripTests
{
    private static readonly Config Config = Config.QuickThrowOnFailure.WithMaxTest(1500);

    [Fact]
    public void Binary_RandomSchemaAndValue_RoundTrips() => ForAll((schema, value, _) =>
    {
        var codec = AvroCodec<object?>.For(schema);
        var bytes = codec.Encode(value);
        var decoded = codec.Decode(bytes);
        return GenericValues.AreEqual(value, decoded) && codec.Encode(decoded).AsSpan().SequenceEqual(bytes);
    });

    [Fact]
    public void Json_RandomSchemaAndValue_RoundTrips() => ForAll((schema, value, _) =>
    {
        var codec = AvroCodec<object?>.For(schema);
        return GenericValues.AreEqual(value, AvroJson.Decode(codec, AvroJson.Encode(codec, value)));
    });

    [Fact]
    public void Schema_WrittenAndParsed_IsTheSame() => ForAll((schema, _, _) =>
    {
        var text = schema.ToString();
        var again = AvroSchema.Parse(text);
        return again.CanonicalForm == schema.CanonicalForm && again.ToString() == text && AvroSchema.Parse(schema.CanonicalForm).CanonicalForm == schema.CanonicalForm;
    });

    [Fact]
    public void Resolution_RandomEvolution_ReadsEveryValue() => ForAll((schema, value, random) =>
    {
        var reader = new RandomSchemas(random, withLogicalTypes: true).Evolve(schema);
        if (AvroCompatibility.Read(reader, schema) is not [] and var reasons) throw new InvalidOperationException($"{schema}\n{reader}\n{string.Join('\n', reasons)}");
        var read = AvroCodec<object?>.For(schema, reader).Decode(AvroCodec<object?>.For(schema).Encode(value));
        var codec = AvroCodec<object?>.For(reader);
        return GenericValues.AreEqual(read, codec.Decode(codec.Encode(read)));
    });

    [Fact]
    public void Compatibility_RandomPair_IsWhatReadingShows() => ForAll((schema, value, random) =>
    {
        // Whenever the checker says yes, everything must be readable; whatever it says, nothing but AvroException may happen.
        // Without logical types: any string may be read as a uuid by the rules, but not every string is one.
        var reader = new RandomSchemas(random, withLogicalTypes: false).Next();
        var isCompatible = AvroCompatibility.Read(reader, schema).IsEmpty;
        try
        {
            AvroCodec<object?>.For(schema, reader).Decode(AvroCodec<object?>.For(schema).Encode(value));
            return true;
        }
        catch (AvroException e)
        {
            // Nor are all bytes a string.
            return !isCompatible || e.Message.Contains("UTF-8", StringComparison.Ordinal);
        }
    });

    [Fact]
    public void File_RandomValues_RoundTrips() => ForAll((schema, _, random) =>
    {
        var values = Enumerable.Range(0, random.Next(20)).Select(_ => new RandomValues(random).Next(schema)).ToList();
        using var file = new MemoryStream();
        var options = new AvroFileOptions { Compression = (AvroFileCompression)random.Next(2), BlockBytes = random.Next(1, 200) };
        using (var writer = new AvroFileWriter<object?>(file, AvroCodec<object?>.For(schema), options, leaveOpen: true))
        {
            foreach (var value in values) writer.Append(value);
        }

        file.Position = 0;
        using var reader = new AvroFileReader<object?>(file);
        return GenericValues.AreEqual(values, reader.ReadAll().ToList());
    }, 200);

    [Fact]
    public void Order_ValueWithItself_IsEqual() => ForAll((schema, value, _) =>
    {
        var bytes = AvroCodec<object?>.For(schema).Encode(value);
        try
        {
            return AvroOrder.Compare(schema, bytes, bytes) == 0;
        }
        catch (AvroException e)
        {
            return e.Kind == AvroErrorKind.Value && schema.ToString().Contains("map", StringComparison.Ordinal);
        }
    });

    private static void ForAll(Func<AvroSchema, object?, Random, bool> holds, int tests = 1500) => Check.One(Config.WithMaxTest(tests), Prop.ForAll<int>(seed =>
    {
        var random = new Random(seed);
        var schema = new RandomSchemas(random, withLogicalTypes: true).Next();
        return holds(schema, new RandomValues(random).Next(schema), random);
    }));
}
