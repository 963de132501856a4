using Xunit;

namespace ActorDataGen.TestSupport;

/// <summary>Outside programs that some tests need. Each is found by an environment variable, else the test is skipped and says why.</summary>
public static class TestEnvironment
{
    /// <summary>Folder of an Apache Kafka distribution with <c>start</c> and <c>bin/</c> (<c>ADG_TEST_KAFKA</c>), or null.</summary>
    public static string? KafkaDirectory => Existing("ADG_TEST_KAFKA", Directory.Exists);

    /// <summary>Python interpreter with confluent-kafka, aiokafka, kafka-python, fastavro, avro and docker (<c>ADG_TEST_PYTHON</c>), or null.</summary>
    public static string? Python => Existing("ADG_TEST_PYTHON", File.Exists);

    /// <summary>Folder whose <c>node_modules</c> has the npm clients (<c>ADG_TEST_NODE_CLIENTS</c>), or null.</summary>
    public static string? NodeClientsDirectory => Existing("ADG_TEST_NODE_CLIENTS", Directory.Exists);

    /// <summary>Returns <see cref="KafkaDirectory"/>, or skips the running test.</summary>
    public static string RequireKafka() => Require(KafkaDirectory, "no Apache Kafka: ADG_TEST_KAFKA does not name its folder");

    /// <summary>Returns <see cref="Python"/>, or skips the running test.</summary>
    public static string RequirePython() => Require(Python, "no Python clients: ADG_TEST_PYTHON does not name an interpreter");

    /// <summary>Returns <see cref="NodeClientsDirectory"/>, or skips the running test.</summary>
    public static string RequireNodeClients() =>
        Require(NodeClientsDirectory, "no npm clients: ADG_TEST_NODE_CLIENTS does not name their folder");

    /// <summary>Returns the full path of a program on PATH, or skips the running test.</summary>
    public static string RequireProgram(string name) => Require(FindProgram(name), $"no {name} on PATH");

    /// <summary>Finds a program on PATH, or null.</summary>
    public static string? FindProgram(string name) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Append("/usr/sbin").Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);

    private static string Require(string? found, string reason)
    {
        Assert.SkipWhen(found is null, reason);
        return found!;
    }

    private static string? Existing(string variable, Func<string, bool> exists) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } path && exists(path) ? path : null;
}
