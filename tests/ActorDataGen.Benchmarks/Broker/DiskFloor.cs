using System.Diagnostics;

namespace ActorDataGen.Benchmarks.Broker;

/// <summary>What writing to the same disk costs without a broker: the floor that no broker can go below.</summary>
internal static class DiskFloor
{
    private const int Piece = 128 * 1024;
    private const long Total = 1L << 30;

    public static void Measure(BenchmarkOutput output)
    {
        var path = Path.Combine(Directory.CreateTempSubdirectory("adg-bench-").FullName, "floor");
        try
        {
            using var handle = File.OpenHandle(path, FileMode.Create, FileAccess.ReadWrite);
            var bytes = new byte[Piece];
            using var process = Process.GetCurrentProcess();
            var cpu = process.TotalProcessorTime;
            var watch = Stopwatch.StartNew();
            for (long at = 0; at < Total; at += Piece)
            {
                RandomAccess.Write(handle, bytes, at);
            }

            process.Refresh();
            output.Figure("floor: write of a GiB in pieces of 128 KiB", Total / watch.Elapsed.TotalSeconds / 1e6, "MB/s");
            output.Figure("floor: CPU of writing a GiB", (process.TotalProcessorTime - cpu).TotalSeconds, "s");
        }
        finally
        {
            Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
        }
    }
}
