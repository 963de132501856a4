using System.Text;
using ActorDataGen.Avro.Files;
using ActorDataGen.Avro.Json;
using ActorDataGen.Avro.Tests.Randomized;
using ActorDataGen.Avro.Tests.Typed;

namespace ActorDataGen.Avro.Tests.Hostile;

/// <summary>
/// Throws damaged and made-up input at everything that reads: schemas, values, resolved values, JSON, files. Whatever it
/// is, it must end in a value or an <see cref="AvroException"/>, and allocate no more than its limit allows.
/// </summary>
internal sealed class AvroFuzz
{
    private const long MaxAllocation = 1 << 20;

    // What is allocated beside the value itself: an exception, a list that grew, a file's buffers.
    private const long Slack = 3 * MaxAllocation;
    private static readonly AvroLimits Limits = new() { MaxAllocation = MaxAllocation, MaxFileBlockBytes = 1 << 18, MaxSchemaLength = 1 << 16, MaxDepth = 32 };
    private static readonly string[] Tokens =
        ["{", "}", "[", "]", "\"", ",", ":", "null", "\"type\"", "\"record\"", "\"fields\"", "\"name\"", "\"T1\"", "\"union\"", "1e999", "-1", "\"default\"", "\"logicalType\"", "\"decimal\"", "\\ud800", "\"size\":2147483647"];

    private readonly Random _random;
    private readonly RandomSchemas _schemas;
    private readonly RandomValues _values;
    private readonly AvroCodec<JobStatusSample.Status> _typed;
    private readonly byte[] _typedBytes;
    private string _case = "";

    public AvroFuzz(int seed)
    {
        _random = new Random(seed);
        _schemas = new RandomSchemas(_random, withLogicalTypes: true);
        _values = new RandomValues(_random);
        var schema = AvroSchema.Parse(JobStatusSample.SchemaText);
        _typed = AvroCodec<JobStatusSample.Status>.For(schema, schema, Limits);
        _typedBytes = _typed.Encode(JobStatusSample.Value);
    }

    /// <summary>How many inputs were refused.</summary>
    public long Refused { get; private set; }

    /// <summary>How many were tried.</summary>
    public long Tried { get; private set; }

    /// <summary>How many bytes the hungriest of them allocated.</summary>
    public long MostAllocated { get; private set; }

    /// <summary>Tries one schema with some inputs each.</summary>
    /// <exception cref="InvalidOperationException">Something else happened than may; the message has all that is needed to repeat it.</exception>
    public void Step()
    {
        var writer = _schemas.Next();
        var codec = AvroCodec<object?>.For(writer, writer, Limits);
        var value = _values.Next(writer);
        var bytes = codec.Encode(value);
        var json = AvroJson.Encode(codec, value);
        var text = writer.ToString();
        var resolved = AvroCodec<object?>.For(writer, _schemas.Evolve(writer), Limits);
        var file = File(codec, value);
        for (var i = 0; i < 10; i++)
        {
            Try($"value {writer}", Damaged(bytes), b => codec.Decode(b, out _));
            Try($"resolved {writer} as {resolved.Schema}", Damaged(bytes), b => resolved.Decode(b, out _));
            Try($"to json {writer}", Damaged(bytes), b => AvroJson.FromBinary(writer, b, Limits));
            Try("typed", Damaged(_typedBytes), b => _typed.Decode(b));
            Try($"json {writer}", Damaged(Encoding.UTF8.GetBytes(json)), b => AvroJson.ToBinary(writer, Encoding.UTF8.GetString(b), Limits), isText: true);
            Try("schema", Damaged(Encoding.UTF8.GetBytes(text)), UseSchema, isText: true);
            Try("file", Damaged(file), ReadFile);
        }
    }

    private static void UseSchema(byte[] text)
    {
        var schema = AvroSchema.Parse(Encoding.UTF8.GetString(text), null, Limits);
        _ = schema.Fingerprint;
        var codec = AvroCodec<object?>.For(schema, schema, Limits);
        codec.Decode(new byte[64], out _);
    }

    private static void ReadFile(byte[] bytes)
    {
        using var reader = new AvroFileReader<object?>(new MemoryStream(bytes), null, Limits);
        foreach (var _ in reader.ReadAll().Take(1000))
        {
        }
    }

    private byte[] File(AvroCodec<object?> codec, object? value)
    {
        using var stream = new MemoryStream();
        using (var writer = new AvroFileWriter<object?>(stream, codec, new AvroFileOptions { Compression = (AvroFileCompression)_random.Next(2) }, leaveOpen: true))
        {
            writer.Append(value);
            writer.Append(value);
        }

        return stream.ToArray();
    }

    private byte[] Damaged(byte[] original)
    {
        var bytes = new List<byte>(original);
        for (var i = _random.Next(1, 5); i > 0; i--)
        {
            var at = _random.Next(bytes.Count + 1);
            switch (_random.Next(8))
            {
                case 0 when bytes.Count > 0:
                    bytes.RemoveRange(at, _random.Next(bytes.Count - at + 1));
                    break;
                case 1:
                    bytes.InsertRange(at, Enumerable.Repeat((byte)0xff, _random.Next(1, 10)).Append((byte)1));
                    break;
                case 2:
                    bytes.InsertRange(at, Encoding.UTF8.GetBytes(Tokens[_random.Next(Tokens.Length)]));
                    break;
                case 3:
                    var random = new byte[_random.Next(1, 20)];
                    _random.NextBytes(random);
                    bytes.InsertRange(at, random);
                    break;
                case 4 when at < bytes.Count:
                    bytes[at] ^= (byte)(1 << _random.Next(8));
                    break;
                case 5 when bytes.Count > 0:
                    var from = _random.Next(bytes.Count);
                    var part = bytes.GetRange(from, _random.Next(bytes.Count - from) + 1);
                    for (var times = _random.Next(1, 12); times > 0; times--) bytes.InsertRange(at, part);
                    break;
                default:
                    if (at < bytes.Count) bytes[at] = (byte)_random.Next(256);
                    break;
            }

            if (bytes.Count > 50_000) bytes.RemoveRange(50_000, bytes.Count - 50_000);
        }

        return [.. bytes];
    }

    private void Try(string what, byte[] input, Action<byte[]> read, bool isText = false)
    {
        _case = what;
        Tried++;
        var before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            read(input);
        }
        catch (AvroException)
        {
            Refused++;
        }
        catch (Exception e)
        {
            throw new InvalidOperationException($"{_case}\n{Convert.ToHexString(input)}\n{e}", e);
        }

        // Schemas and JSON have no budget of their own: what they take is bounded by how long the text is.
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        MostAllocated = Math.Max(MostAllocated, allocated);
        if (allocated > MaxAllocation + Slack + (isText || what == "file" ? 2000L * input.Length : 0))
            throw new InvalidOperationException($"{_case}\n{Convert.ToHexString(input)}\nallocated {allocated} bytes");
    }
}
