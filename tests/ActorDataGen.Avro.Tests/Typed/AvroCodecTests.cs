using System.Buffers;
using ActorDataGen.Avro.Generic;
using ActorDataGen.Avro.Schemas;
using static ActorDataGen.Avro.Tests.Typed.JobStatusSample;

namespace ActorDataGen.Avro.Tests.Typed;

public sealed class AvroCodecTests
{
    private static readonly AvroSchema Schema = AvroSchema.Parse(SchemaText);

    [Fact]
    public void Decode_WhatEncodeWrote_IsTheSameValue()
    {
        var codec = AvroCodec<Status>.For(Schema);
        var decoded = codec.Decode(codec.Encode(Value));
        Assert.Equal(Value.ContainerId, decoded.ContainerId);
        Assert.Equal(Value.Labels, decoded.Labels);
        Assert.Equal(Value, decoded with { ContainerId = Value.ContainerId, Labels = Value.Labels });
    }

    [Fact]
    public void Encode_SameValueTypedAndGeneric_GivesTheSameBytes()
    {
        var bytes = AvroCodec<Status>.For(Schema).Encode(Value);
        var generic = AvroCodec<GenericRecord>.For(Schema);
        var record = generic.Decode(bytes);
        Assert.Equal("unsuccessful", ((GenericEnum)record["status"]!).Symbol);
        Assert.Equal(Value.TimestampMs, record["timestamp_ms"]);
        Assert.Equal(bytes, generic.Encode(record));
    }

    [Fact]
    public void Decode_BytesOfVersionOne_FillsInDefaults()
    {
        var one = AvroSchema.Parse(VersionOne);
        var record = new GenericRecord((AvroRecordSchema)one)
        {
            ["operation"] = "delete",
            ["status"] = "successful",
            ["container_image_name"] = "image",
            ["container_id"] = new List<object?> { "a", "b" },
        };
        var metadata = new GenericRecord((AvroRecordSchema)record.Schema.FindField("metadata")!.Schema);
        (metadata["job_id"], metadata["agent_id"], metadata["timestamp"]) = ("j", "a", 1.5f);
        record["metadata"] = metadata;
        var decoded = AvroCodec<Status>.For(one, Schema).Decode(AvroCodec<GenericRecord>.For(one).Encode(record));
        Assert.Equal(Operation.Delete, decoded.Operation);
        Assert.Equal(new Metadata("j", "a", 1.5f), decoded.Metadata);
        Assert.Equal(DateTimeOffset.UnixEpoch, decoded.TimestampMs);
        Assert.Null(decoded.Replica);
        Assert.Empty(decoded.Labels);
    }

    [Fact]
    public void Decode_NewerBytesAsVersionOne_SkipsTheRest()
    {
        var one = AvroSchema.Parse(VersionOne);
        var decoded = AvroCodec<GenericRecord>.For(Schema, one).Decode(AvroCodec<Status>.For(Schema).Encode(Value));
        Assert.Equal(Value.ContainerImageName, decoded["container_image_name"]);
        Assert.Equal(5, decoded.Schema.Fields.Length);
    }

    [Fact]
    public void Encode_ManyTimes_AllocatesNothing()
    {
        var codec = AvroCodec<Status>.For(Schema);
        var output = new ArrayBufferWriter<byte>(4096);
        for (var i = 0; i < 100; i++) Once();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++) Once();
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());

        void Once()
        {
            output.ResetWrittenCount();
            codec.Encode(Value, output);
        }
    }

    [Fact]
    public void Decode_EveryTruncation_Throws()
    {
        var codec = AvroCodec<Status>.For(Schema);
        var bytes = codec.Encode(Value);
        for (var length = 0; length < bytes.Length; length++)
        {
            var cut = bytes[..length];
            Assert.Throws<AvroException>(() => codec.Decode(cut));
        }

        Assert.Throws<AvroException>(() => codec.Decode([.. bytes, 0]));
    }
}
