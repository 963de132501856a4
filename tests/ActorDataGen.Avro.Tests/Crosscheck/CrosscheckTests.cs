using System.Text.Json;
using ActorDataGen.Avro.Generic;
using ActorDataGen.Avro.Json;
using ActorDataGen.Avro.Schemas;
using ActorDataGen.Avro.Tests.Randomized;
using ActorDataGen.TestSupport;

namespace ActorDataGen.Avro.Tests.Crosscheck;

/// <summary>Random cases that two other implementations, fastavro and avro (Python), must see as we do.</summary>
public sealed class CrosscheckTests(ITestOutputHelper output)
{
    private const int Cases = 2000;
    private const int Seed = 20260521;

    [Fact]
    public async Task Values_RandomSchemas_AreReadAndWrittenAlike()
    {
        var cases = NewCases(withLogicalTypes: false, withReader: false);
        var answers = await AskAsync(cases);
        var counts = new Dictionary<string, int>();
        for (var i = 0; i < cases.Count; i++)
        {
            var (schema, _, bytes) = (cases[i].Writer, cases[i].Reader, cases[i].Bytes);
            Assert.Equal(schema.CanonicalForm, Text(answers[i], "canonical"));
            Assert.Equal(FingerprintText(schema.Fingerprint), Text(answers[i], "CRC-64-AVRO"));
            Assert.Equal(Convert.ToHexStringLower(AvroFingerprint.Md5(schema)), Text(answers[i], "md5"));
            Assert.Equal(Convert.ToHexStringLower(AvroFingerprint.Sha256(schema)), Text(answers[i], "sha256"));
            AssertSame(cases[i], answers[i], "fast", bytes, counts);
            AssertSame(cases[i], answers[i], "fast_json", bytes, counts);
            AssertSame(cases[i], answers[i], "avro", bytes, counts);
        }

        Report(counts);
        Assert.True(counts["fast"] > Cases * 0.95 && counts["avro"] > Cases * 0.9 && counts["fast_json"] > Cases * 0.8);
    }

    [Fact]
    public async Task LogicalTypes_RandomSchemas_AreReadAndWrittenAlike()
    {
        var cases = NewCases(withLogicalTypes: true, withReader: false);
        var answers = await AskAsync(cases);
        var counts = new Dictionary<string, int>();
        for (var i = 0; i < cases.Count; i++) AssertSame(cases[i], answers[i], "fast", cases[i].Bytes, counts);
        Report(counts);
        Assert.True(counts["fast"] > Cases * 0.9);
    }

    [Fact]
    public async Task Resolution_RandomEvolutions_GiveTheSameValue()
    {
        var cases = NewCases(withLogicalTypes: false, withReader: true);
        var answers = await AskAsync(cases);
        var counts = new Dictionary<string, int>();
        for (var i = 0; i < cases.Count; i++)
        {
            var resolved = AvroCodec<object?>.For(cases[i].Writer, cases[i].Reader!);
            var expected = resolved.Encode(resolved.Decode(cases[i].Bytes));
            AssertSame(cases[i], answers[i], "fast_resolved", expected, counts);
            AssertSame(cases[i], answers[i], "avro_resolved", expected, counts);
        }

        Report(counts);
        // avro for Python knows no aliases.
        Assert.True(counts["fast_resolved"] > Cases * 0.95 && counts["avro_resolved"] > Cases * 0.4);
    }

    private static async Task<IReadOnlyList<JsonElement>> AskAsync(List<Case> cases)
    {
        TestEnvironment.RequirePython();
        var answers = await PythonBatch.RunAsync("crosscheck.py", cases.Select(c => new
        {
            schema = c.Writer.ToString(),
            reader = c.Reader?.ToString(),
            hex = Convert.ToHexString(c.Bytes),
            json = c.Json,
        }));
        Assert.Equal(cases.Count, answers.Count);
        return answers;
    }

    private static List<Case> NewCases(bool withLogicalTypes, bool withReader)
    {
        var random = new Random(Seed);
        var schemas = new RandomSchemas(random, withLogicalTypes);
        var values = new RandomValues(random);
        return [.. Enumerable.Range(0, Cases).Select(_ =>
        {
            var writer = schemas.Next();
            var codec = AvroCodec<object?>.For(writer);
            var value = values.Next(writer);
            return new Case(writer, withReader ? schemas.Evolve(writer) : null, codec.Encode(value), withLogicalTypes || withReader ? null : AvroJson.Encode(codec, value));
        })];
    }

    // What they wrote is read by us, and must be what we wrote: bytes may differ where blocks are cut otherwise.
    private static void AssertSame(Case @case, JsonElement answer, string key, byte[] expected, Dictionary<string, int> counts)
    {
        if (!answer.TryGetProperty(key, out var hex))
        {
            // Without the names in it, so that errors of one kind count together.
            var library = key.Replace("_resolved", "", StringComparison.Ordinal);
            var error = $"{key} error: {(Text(answer, library + "_error") ?? "").Split(':')[0]}";
            counts[error] = counts.GetValueOrDefault(error) + 1;
            return;
        }

        var schema = key.EndsWith("_resolved", StringComparison.Ordinal) ? @case.Reader! : @case.Writer;
        var codec = AvroCodec<object?>.For(schema);
        var theirs = codec.Decode(Convert.FromHexString(hex.GetString()!));
        Assert.True(
            GenericValues.AreEqual(codec.Decode(expected), theirs),
            $"{key}\nwriter {@case.Writer}\nreader {@case.Reader}\nvalue  {Convert.ToHexStringLower(@case.Bytes)}\nours   {Convert.ToHexStringLower(expected)}\ntheirs {hex}");
        counts[key] = counts.GetValueOrDefault(key) + 1;
    }

    private void Report(Dictionary<string, int> counts)
    {
        foreach (var (key, count) in counts.OrderByDescending(c => c.Value)) output.WriteLine($"{count,6} {key}");
    }

    // fastavro writes the number's bytes from the lowest on.
    private static string FingerprintText(ulong fingerprint) => Convert.ToHexStringLower(BitConverter.GetBytes(fingerprint));

    private static string? Text(JsonElement answer, string key) => answer.TryGetProperty(key, out var value) ? value.GetString() : null;

    private sealed record Case(AvroSchema Writer, AvroSchema? Reader, byte[] Bytes, string? Json);
}
