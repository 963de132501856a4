using System.Diagnostics;
using System.Globalization;
using ActorDataGen.Generator.DataSets;
using ActorDataGen.Generator.Encoding;
using ActorDataGen.TestSupport;

namespace ActorDataGen.Generator.Tests.Encoding;

/// <summary>Other people's readers agree with our writers.</summary>
public sealed class ForeignReaderTests
{
    private const int Records = 300;

    // Reads the same records as JSON, as Avro by fastavro and by avro, and as CSV, and compares them.
    private const string Script = """
        import csv, datetime, io, json, math, struct, sys
        import avro.io, avro.schema, fastavro
        folder = sys.argv[1]
        schema_text = open(folder + "/schema.json").read()
        fast = fastavro.parse_schema(json.loads(schema_text))
        apache = avro.schema.parse(schema_text)
        def plain(v):
            if isinstance(v, datetime.datetime): return int(round(v.timestamp() * 1000))
            if isinstance(v, dict): return {k: plain(x) for k, x in v.items()}
            if isinstance(v, list): return [plain(x) for x in v]
            return v
        lines = open(folder + "/records.jsonl", encoding="utf-8").read().split("\n")[:-1]
        rows = list(csv.reader(open(folder + "/records.csv", newline="", encoding="utf-8")))
        data = open(folder + "/records.bin", "rb").read()
        at = 0
        for number, line in enumerate(lines):
            wanted = json.loads(line)
            size, = struct.unpack_from(">i", data, at)
            record = data[at + 4:at + 4 + size]
            at += 4 + size
            assert record[0] == 0 and struct.unpack(">i", record[1:5])[0] == 77, record[:5]
            body = io.BytesIO(record[5:])
            got = plain(fastavro.schemaless_reader(body, fast))
            assert body.read() == b"", "bytes left over"
            assert got == wanted, (got, wanted)
            other = plain(avro.io.DatumReader(apache).read(avro.io.BinaryDecoder(io.BytesIO(record[5:]))))
            assert other == wanted, (other, wanted)
            assert len(rows[number]) == len(wanted), rows[number]
            for cell, value in zip(rows[number], wanted.values()):
                if isinstance(value, str): assert cell == value, (cell, value)
                elif value is None: assert cell == ""
                else: assert json.loads(cell) == value, (cell, value)
        assert at == len(data)
        print(len(lines))
        """;

    // Whatever is hard to write: quotes, commas, line ends, control characters, null, nesting, text beyond ASCII.
    private const string Awkward = """
        name: awk-ward
        fields:
          quote: { choice: ['say "hi", he said', "line\nbreak", "tab\tand\u0001bell", 'back\slash', ""] }
          umlaut: { fake: { kind: name.fullName, locale: ru } }
          maybe: { int: { min: -9000000000, max: 9000000000 }, null: 0.3 }
          number: { normal: { mean: 0, deviation: 1000000 } }
          small: { float: { min: -0.01, max: 0.01 }, decimals: 4 }
          flag: { bool: 0.5 }
          ts: { timestamp: millis }
          deep: { object: { list: { array: { of: { object: { a: { hex: 4, null: 0.5 }, b: { int: { max: 5 } } } }, max: 4 } }, t: { timestamp: seconds } } }
        """;

    public static TheoryData<string> Names => new([.. DataSetCatalogue.Names, "awkward"]);

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Write_AllFormats_AreReadTheSameByPythonJsonFastavroAvroAndCsv(string name)
    {
        var python = TestEnvironment.RequirePython();
        var set = name == "awkward" ? DataSetCatalogue.Read(Awkward, name) : Streams.BuiltIn(name);
        foreach (var shape in set.Shapes)
        {
            var folder = Directory.CreateTempSubdirectory("adg-generator-");
            try
            {
                WriteAll(set, shape, folder.FullName);
                using var process = Process.Start(new ProcessStartInfo(python, ["-c", Script, folder.FullName])
                {
                    RedirectStandardError = true,
                    RedirectStandardOutput = true,
                })!;
                var errors = process.StandardError.ReadToEndAsync();
                var output = await process.StandardOutput.ReadToEndAsync();
                await process.WaitForExitAsync();
                Assert.True(process.ExitCode == 0, await errors);
                Assert.Equal($"{Records}\n", output);
            }
            finally
            {
                folder.Delete(recursive: true);
            }
        }
    }

    private static void WriteAll(DataSet set, RecordShape shape, string folder)
    {
        var number = set.Shapes.Index().First(s => s.Item == shape).Index;
        var size = new byte[4];
        var context = shape.NewContext(1, i => i * 1000);
        IRecordEncoder[] encoders = [new JsonEncoder(shape.Fields), new AvroEncoder(shape.Fields, 77), new CsvEncoder(shape.Fields)];
        var buffer = new ByteBuffer();
        using var json = File.Create(Path.Combine(folder, "records.jsonl"));
        using var avro = File.Create(Path.Combine(folder, "records.bin"));
        using var csv = File.Create(Path.Combine(folder, "records.csv"));
        for (int i = 0; i < Records; i++)
        {
            shape.Fill(context, shape.SeedUnder(1), i, set.SetIndexOf(number, i), 1_770_000_000_000_000 + i * 1_000_000L);
            foreach (var (encoder, file) in encoders.Zip([json, avro, csv]))
            {
                buffer.Clear();
                encoder.Write(context, buffer);
                if (file == avro)
                {
                    System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(size, buffer.Length);
                    file.Write(size);
                    file.Write(buffer.Written);
                }
                else
                {
                    file.Write(buffer.Written);
                    file.WriteByte((byte)'\n');
                }
            }
        }

        File.WriteAllText(Path.Combine(folder, "schema.json"), AvroSchemaWriter.Write(shape));
    }

    [Theory]
    [InlineData(0.0, 2, "0.00")]
    [InlineData(-0.005, 2, "-0.01")]
    [InlineData(1.005, 1, "1.0")]
    [InlineData(12345.678, 0, "12346")]
    [InlineData(-2.5, 1, "-2.5")]
    [InlineData(1e300, 2, "1E+300")]
    [InlineData(0.1, -1, "0.1")]
    public void WriteNumber_Decimals_AreExact(double value, int decimals, string expected)
    {
        var buffer = new ByteBuffer(1);
        buffer.WriteNumber(value, decimals);
        Assert.Equal(expected, buffer.ToString());
        Assert.Equal(Math.Round(value, Math.Max(decimals, 0)), double.Parse(expected, CultureInfo.InvariantCulture), 1.0);
    }
}
