using System.Text;
using ActorDataGen.Avro.Files;
using ActorDataGen.Avro.Generic;
using ActorDataGen.Avro.Tests.Crosscheck;
using ActorDataGen.TestSupport;

namespace ActorDataGen.Avro.Tests.Files;

public sealed class AvroFileTests
{
    private static readonly AvroSchema Schema = AvroSchema.Parse("""{"type": "record", "name": "P", "fields": [{"name": "x", "type": "int"}, {"name": "s", "type": "string"}]}""");

    [Theory]
    [InlineData(AvroFileCompression.None)]
    [InlineData(AvroFileCompression.Deflate)]
    public void ReadAll_WhatWasWritten_IsThereWithItsMetadata(AvroFileCompression compression)
    {
        var file = Write(compression, 1000);
        Assert.Equal("Obj\u0001", Encoding.ASCII.GetString(file, 0, 4));
        using var reader = new AvroFileReader<P>(new MemoryStream(file));
        Assert.Equal(Enumerable.Range(0, 1000).Select(i => new P(i, $"n{i}")), reader.ReadAll());
        Assert.Equal("me"u8.ToArray(), reader.Metadata["writer"]);
        Assert.Equal(Schema.CanonicalForm, reader.Schema.CanonicalForm);
    }

    [Fact]
    public void ReadAll_OtherReaderSchema_IsResolved()
    {
        var wanted = AvroSchema.Parse("""{"type": "record", "name": "P", "fields": [{"name": "x", "type": "long"}, {"name": "new", "type": "int", "default": 4}]}""");
        using var reader = new AvroFileReader<GenericRecord>(new MemoryStream(Write(AvroFileCompression.Deflate, 3)), wanted);
        Assert.Equal([0L, 1L, 2L], reader.ReadAll().Select(r => r["x"]));
    }

    [Fact]
    public void ReadAll_DamagedCutOffOrForeign_IsBadData()
    {
        var file = Write(AvroFileCompression.None, 10);
        file[^20] ^= 1;
        file[^1] ^= 1;
        Assert.Throws<AvroException>(() => Read(file));
        Assert.Throws<AvroException>(() => Read(Write(AvroFileCompression.None, 10)[..^5]));
        Assert.Throws<AvroException>(() => Read("Obj"u8.ToArray()));
        Assert.Throws<AvroException>(() => Read("Obk\u0001"u8.ToArray()));
    }

    [Fact]
    public void ReadAll_DeflatedBomb_IsRefused()
    {
        using var file = new MemoryStream();
        var schema = AvroSchema.Parse("\"bytes\"");
        using (var writer = new AvroFileWriter<byte[]>(file, AvroCodec<byte[]>.For(schema), new AvroFileOptions { Compression = AvroFileCompression.Deflate }, leaveOpen: true))
        {
            writer.Append(new byte[4 << 20]);
        }

        Assert.True(file.Length < 100_000);
        file.Position = 0;
        using var reader = new AvroFileReader<byte[]>(file, null, new AvroLimits { MaxFileBlockBytes = 1 << 20 });
        Assert.Equal(AvroErrorKind.Limit, Assert.Throws<AvroException>(() => reader.ReadAll().Count()).Kind);
    }

    [Fact]
    public void Write_ReservedMetadataOrShortMarker_IsRefused()
    {
        var codec = AvroCodec<P>.For(Schema);
        Assert.Throws<ArgumentException>(() => new AvroFileWriter<P>(new MemoryStream(), codec, new AvroFileOptions { Metadata = new Dictionary<string, byte[]> { ["avro.x"] = [] } }));
        Assert.Throws<ArgumentException>(() => new AvroFileWriter<P>(new MemoryStream(), codec, new AvroFileOptions { SyncMarker = new byte[15] }));
    }

    [Fact]
    public async Task Files_OfFastavroAndOurs_AreReadByEither()
    {
        TestEnvironment.RequirePython();
        var folder = Directory.CreateTempSubdirectory("adg-avro-");
        try
        {
            foreach (var compression in Enum.GetValues<AvroFileCompression>())
            {
                var (ours, theirs) = (Path.Combine(folder.FullName, "ours"), Path.Combine(folder.FullName, "theirs"));
                await File.WriteAllBytesAsync(ours, Write(compression, 5000));
                await PythonBatch.RunAsync("copyfile.py", ours, theirs, compression == AvroFileCompression.None ? "null" : "deflate");
                using var reader = new AvroFileReader<P>(File.OpenRead(theirs));
                Assert.Equal(Enumerable.Range(0, 5000).Select(i => new P(i, $"n{i}")), reader.ReadAll());
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static byte[] Write(AvroFileCompression compression, int count)
    {
        using var file = new MemoryStream();
        var options = new AvroFileOptions { Compression = compression, BlockBytes = 500, Metadata = new Dictionary<string, byte[]> { ["writer"] = "me"u8.ToArray() } };
        using (var writer = new AvroFileWriter<P>(file, AvroCodec<P>.For(Schema), options, leaveOpen: true))
        {
            for (var i = 0; i < count; i++) writer.Append(new P(i, $"n{i}"));
        }

        return file.ToArray();
    }

    private static List<P> Read(byte[] file)
    {
        using var reader = new AvroFileReader<P>(new MemoryStream(file));
        return [.. reader.ReadAll()];
    }

    private sealed record P(int X, string S);
}
