using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using ActorDataGen.Avro;
using ActorDataGen.Avro.Generic;
using ActorDataGen.Wire;
using ActorDataGen.Wire.Records;

namespace ActorDataGen.Benchmarks.Avro;

/// <summary>
/// Encodes and decodes a <c>job_status</c> of a replica, the message that a cluster sends most, on one thread; and the
/// same bytes with fastavro (C), if <c>ADG_TEST_PYTHON</c> names a Python that has it.
/// </summary>
public static class AvroBenchmark
{
    private const int Rounds = 7;
    private static readonly TimeSpan Round = TimeSpan.FromMilliseconds(700);

    public static async Task RunAsync(BenchmarkOutput output, string[] args)
    {
        var typed = AvroCodec<JobStatusRecord>.For(WireSchemas.JobStatus);
        var generic = AvroCodec<GenericRecord>.For(WireSchemas.JobStatus);
        var status = Sample();
        var bytes = typed.Encode(status);
        var record = generic.Decode(bytes);
        var buffer = new ArrayBufferWriter<byte>(64 << 10);
        output.Note($"job_status of a replica, {bytes.Length} bytes; best of {Rounds} rounds of {Round.TotalSeconds:0.0} s; seconds are the process's CPU time, collector and compiler included, so others on the machine do not count");

        output.Figure("avro encode, typed", Measure(() => Encode(typed, status, buffer)), "messages/s", Target.Least(3_000_000));
        output.Figure("avro decode, typed", Measure(() => typed.Decode(bytes)), "messages/s", Target.Least(2_000_000));
        output.Figure("avro encode, generic", Measure(() => Encode(generic, record, buffer)), "messages/s", Target.Least(1_000_000));
        output.Figure("avro decode, generic", Measure(() => generic.Decode(bytes)), "messages/s", Target.Least(2_000_000 / 3.0));
        output.Figure("avro encode, typed: allocated", Allocated(() => Encode(typed, status, buffer)), "bytes/message", Target.Most(0));
        output.Figure("avro decode, typed: allocated", Allocated(() => typed.Decode(bytes)), "bytes/message");

        var one = AvroCodec<JobStatusRecord>.For(WireSchemas.Version1JobStatus, WireSchemas.JobStatus);
        var oneBytes = AvroCodec<GenericRecord>.For(WireSchemas.JobStatus, WireSchemas.Version1JobStatus).Decode(bytes);
        var oneEncoded = AvroCodec<GenericRecord>.For(WireSchemas.Version1JobStatus).Encode(oneBytes);
        output.Figure("avro decode, typed, from version 1", Measure(() => one.Decode(oneEncoded)), "messages/s");
        await FastAvroAsync(output, bytes);
    }

    private static JobStatusRecord Sample() => new()
    {
        Operation = JobOperation.Create,
        Status = ActorDataGen.Wire.Records.OperationStatus.Successful,
        ContainerImageName = "registry.example.com/generators/orders:1.4.2",
        ContainerId = ["4f1c0b7a92de55c1e0c7d1a2f3b4958677889900aabbccddeeff001122334455"],
        Metadata = new JobStatusMetadata { JobId = "orders-load-test", AgentId = "agent-07", Timestamp = 1.7e9f, TimestampMs = 1_795_000_000_123 },
        Replica = new ReplicaStatusRecord { JobUid = "01JD3Q7Z5V8W4N6M2K9H0G1F3E", Replica = 3, Run = 1, Attempt = 2, State = "running" },
    };

    private static void Encode<T>(AvroCodec<T> codec, T value, ArrayBufferWriter<byte> buffer)
    {
        buffer.ResetWrittenCount();
        codec.Encode(value, buffer);
    }

    private static double Measure(Action once)
    {
        double best = 0;
        for (var round = 0; round < Rounds; round++)
        {
            var start = Environment.CpuUsage.TotalTime;
            var used = TimeSpan.Zero;
            long count = 0;
            for (; used < Round; count += 5000)
            {
                for (var i = 0; i < 5000; i++) once();
                used = Environment.CpuUsage.TotalTime - start;
            }

            best = Math.Max(best, count / used.TotalSeconds);
        }

        return best;
    }

    private static double Allocated(Action once)
    {
        const int count = 10_000;
        once();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < count; i++) once();
        return (GC.GetAllocatedBytesForCurrentThread() - before) / (double)count;
    }

    private static async Task FastAvroAsync(BenchmarkOutput output, byte[] bytes)
    {
        if (Environment.GetEnvironmentVariable("ADG_TEST_PYTHON") is not { Length: > 0 } python)
        {
            output.Note("fastavro is not compared: ADG_TEST_PYTHON does not name a Python that has it");
            return;
        }

        const string script = """
            import io, json, sys, time
            import fastavro
            schema = fastavro.parse_schema(json.loads(sys.argv[1]))
            data = bytes.fromhex(sys.argv[2])
            value = fastavro.schemaless_reader(io.BytesIO(data), schema)
            def encode():
                fastavro.schemaless_writer(io.BytesIO(), schema, value)
            def decode():
                fastavro.schemaless_reader(io.BytesIO(data), schema)
            for work in (encode, decode):
                best = 0
                for _ in range(3):
                    start, count = time.process_time(), 0
                    while time.process_time() - start < 1:
                        for _ in range(1000):
                            work()
                        count += 1000
                    best = max(best, count / (time.process_time() - start))
                print(best)
            """;
        using var process = Process.Start(new ProcessStartInfo(python, ["-c", script, WireSchemas.JobStatus.ToString(), Convert.ToHexString(bytes)]) { RedirectStandardOutput = true })!;
        var lines = (await process.StandardOutput.ReadToEndAsync()).Split('\n');
        await process.WaitForExitAsync();
        if (process.ExitCode != 0) throw new InvalidOperationException($"fastavro did not run: {python} ended with {process.ExitCode}.");
        output.Figure("fastavro (C) encode", double.Parse(lines[0], CultureInfo.InvariantCulture), "messages/s");
        output.Figure("fastavro (C) decode", double.Parse(lines[1], CultureInfo.InvariantCulture), "messages/s");
    }
}
