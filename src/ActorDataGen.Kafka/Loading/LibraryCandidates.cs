using System.Runtime.InteropServices;

namespace ActorDataGen.Kafka.Loading;

/// <summary>Where a librdkafka may lie, best first.</summary>
internal static class LibraryCandidates
{
    /// <summary>Lists what to try on this machine.</summary>
    /// <param name="baseDirectory">Folder of the running program's assemblies.</param>
    /// <param name="chosen">What the user named, or null; if set, nothing else is tried.</param>
    public static IReadOnlyList<string> For(string baseDirectory, string? chosen) =>
        !string.IsNullOrEmpty(chosen) ? [chosen]
        : [.. Packaged(baseDirectory).Where(File.Exists), .. System()];

    // The build takes the package librdkafka.redist in only where the system had no library, so if its file is there, it is wanted.
    private static IEnumerable<string> Packaged(string baseDirectory)
    {
        var architecture = RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant();
        var (rid, files) =
            OperatingSystem.IsMacOS() ? ($"osx-{architecture}", new[] { "librdkafka.dylib" })
            : OperatingSystem.IsWindows() ? ($"win-{architecture}", ["librdkafka.dll"])
            // The redist has builds against several C libraries; the loader refuses the ones that don't fit and the next is tried.
            : ($"linux-{architecture}", ["librdkafka.so", "centos8-librdkafka.so", "alpine-librdkafka.so"]);
        return files.SelectMany(file => new[] { Path.Combine(baseDirectory, file), Path.Combine(baseDirectory, "runtimes", rid, "native", file) });
    }

    private static IEnumerable<string> System() =>
        OperatingSystem.IsMacOS() ? ["/opt/homebrew/lib/librdkafka.dylib", "/usr/local/lib/librdkafka.dylib", "librdkafka.dylib"]
        : OperatingSystem.IsWindows() ? ["librdkafka.dll"]
        // The bare name goes through the loader's cache, which knows every distribution's folders.
        : ["librdkafka.so.1", "/usr/lib/x86_64-linux-gnu/librdkafka.so.1", "/usr/lib/aarch64-linux-gnu/librdkafka.so.1",
           "/usr/lib64/librdkafka.so.1", "/usr/local/lib/librdkafka.so.1", "librdkafka.so"];
}
