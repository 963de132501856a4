using System.Globalization;
using System.Runtime.InteropServices;
using ActorDataGen.Kafka.Loading;
using Confluent.Kafka;

namespace ActorDataGen.Kafka;

/// <summary>
/// Finds and loads the native librdkafka: the package's own where it lies beside the assembly, else the system's.
/// Everything in this project that builds a client calls <see cref="EnsureLoaded"/> first; so must anyone else who
/// uses Confluent.Kafka in the same process, because that would look for a library under another name.
/// </summary>
public static class KafkaLibrary
{
    /// <summary>Names a librdkafka to load before any other.</summary>
    public const string PathVariable = "ADG_LIBRDKAFKA";

    private static readonly Lazy<LoadedLibrary> Loaded = new(Load);

    /// <summary>The library in use, e.g. <c>librdkafka 2.0.2 (/usr/lib/x86_64-linux-gnu/librdkafka.so.1)</c>. Loads it if need be.</summary>
    /// <exception cref="KafkaLibraryException">There is none, or it is older than 2.0.</exception>
    public static string Description => Loaded.Value.ToString();

    /// <summary>Loads librdkafka once for the process; further calls cost nothing.</summary>
    /// <exception cref="KafkaLibraryException">There is none, or it is older than 2.0.</exception>
    public static void EnsureLoaded() => _ = Loaded.Value;

    private static LoadedLibrary Load()
    {
        var path = "";
        if (!Library.IsLoaded)
        {
            path = LoadFirst(LibraryCandidates.For(AppContext.BaseDirectory, Environment.GetEnvironmentVariable(PathVariable)));
        }

        var version = Library.Version;
        if (version < OldLibrary.OldestUsable)
        {
            throw new KafkaLibraryException(string.Create(CultureInfo.InvariantCulture,
                $"librdkafka {Library.VersionString} is too old: install 2.0 or later, or name one in {PathVariable}."));
        }

        if (version < OldLibrary.FirstWithLeaderEpochs)
        {
            OldLibrary.FillGaps();
        }

        return new LoadedLibrary(Library.VersionString, path);
    }

    private static string LoadFirst(IReadOnlyList<string> candidates)
    {
        foreach (var candidate in candidates)
        {
            if (!NativeLibrary.TryLoad(candidate, out var handle))
            {
                continue;
            }

            // Confluent.Kafka binds to "librdkafka" and calls dlopen through "libdl"; distributions ship neither name
            // without their -dev packages.
            NativeLibrary.SetDllImportResolver(typeof(IConsumer<,>).Assembly, (name, _, _) => Resolve(name, handle));
            try
            {
                Library.Load(candidate);
            }
            catch (Exception e) when (e is InvalidOperationException or DllNotFoundException)
            {
                throw new KafkaLibraryException($"{candidate} is not a librdkafka that Confluent.Kafka can use: {FirstLine(e)} "
                    + $"Install librdkafka 2.0 or later, or name one in {PathVariable}.", e);
            }

            return candidate;
        }

        throw new KafkaLibraryException("There is no librdkafka on this machine: install it (Debian and Ubuntu: apt-get install librdkafka1; "
            + $"macOS: brew install librdkafka), or name one in {PathVariable}.");
    }

    private static nint Resolve(string name, nint librdkafka)
    {
        if (name.Contains("rdkafka", StringComparison.Ordinal))
        {
            return librdkafka;
        }

        var isLoader = name is "dl" or "libdl" || name.StartsWith("libdl.", StringComparison.Ordinal);
        return isLoader && OperatingSystem.IsLinux() && NativeLibrary.TryLoad("libdl.so.2", out var loader) ? loader : 0;
    }

    private static string FirstLine(Exception e) => e.Message.Split('\n')[0].Trim();

    private sealed record LoadedLibrary(string Version, string Path)
    {
        public override string ToString() => Path.Length == 0 ? $"librdkafka {Version}" : $"librdkafka {Version} ({Path})";
    }
}
