using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;

namespace ActorDataGen.Agent.Engines.Process;

/// <summary>
/// A container's place on disk, and all that is known about it: who it is (<c>labels.json</c>, written before anything
/// runs), which processes it has (<c>pids</c>), what they wrote (<c>log</c>) and how they ended (<c>exits/{name}</c>).
/// </summary>
internal sealed class ProcessFolder(string root, string name)
{
    /// <summary>How long a supervisor may take from its first step to telling its numbers: far longer than a swapping host needs.</summary>
    private static readonly TimeSpan StartupLimit = TimeSpan.FromSeconds(10);

    public string Name => name;

    public string Directory { get; } = System.IO.Path.Combine(Containers(root), name);

    public string Log => System.IO.Path.Combine(Directory, "log");

    public string ExitFile { get; } = System.IO.Path.Combine(Exits(root), name);

    private string Pids => System.IO.Path.Combine(Directory, "pids");

    private string Claim => System.IO.Path.Combine(Directory, "started");

    public static string Containers(string root) => System.IO.Path.Combine(root, "containers");

    /// <summary>All exit codes are in one folder: one notification from the kernel covers all containers.</summary>
    public static string Exits(string root) => System.IO.Path.Combine(root, "exits");

    /// <summary>Makes the folder appear whole or not at all.</summary>
    public void Create(ReplicaIdentity identity)
    {
        var draft = Directory + ".new";
        if (System.IO.Directory.Exists(draft))
            System.IO.Directory.Delete(draft, recursive: true);
        System.IO.Directory.CreateDirectory(System.IO.Path.Combine(draft, "work"));
        File.WriteAllText(System.IO.Path.Combine(draft, "labels.json"), JsonSerializer.Serialize(identity.ToLabels()));
        File.Delete(ExitFile);
        // Left over from a delete that was cut off after the labels: nobody's.
        if (System.IO.Directory.Exists(Directory))
            System.IO.Directory.Delete(Directory, recursive: true);
        System.IO.Directory.Move(draft, Directory);
    }

    public void Delete()
    {
        // The labels go first: a folder half deleted is nobody's, and the next create under its name sweeps it away.
        File.Delete(System.IO.Path.Combine(Directory, "labels.json"));
        if (System.IO.Directory.Exists(Directory))
            System.IO.Directory.Delete(Directory, recursive: true);
        File.Delete(ExitFile);
    }

    public ProcessIds? ReadPids() => ReadText(Pids) is { } line ? ProcessIds.Parse(line) : null;

    /// <summary>Reads what is there, or null when it is gone or was never complete.</summary>
    public EngineContainer? Read(DateTimeOffset now)
    {
        if (ReadText(System.IO.Path.Combine(Directory, "labels.json")) is not { } json
            || JsonSerializer.Deserialize<Dictionary<string, string>>(json) is not { } labels
            || ReplicaIdentity.FromLabels(labels) is not { } identity)
            return null;

        var container = new EngineContainer(name, identity, ContainerState.Created);
        if (!System.IO.Directory.Exists(Claim))
            return container;

        // The exit code is read after the processes are seen gone: the supervisor writes it as its last act.
        var ids = ReadPids();
        var claimed = new DateTimeOffset(System.IO.Directory.GetLastWriteTimeUtc(Claim));
        container = container with { StartedAt = claimed };
        var alive = ids is { } known ? known.Supervisor.IsAlive || known.Generator.IsAlive : now - claimed < StartupLimit;
        if (ReadExit() is { } exit)
            return container with { State = ContainerState.Exited, Exit = exit };
        if (alive)
            return container with { State = ContainerState.Running };
        return container with
        {
            State = ContainerState.Exited,
            Exit = new ContainerExit(null, now, Reason: "its supervisor was killed: nobody saw the exit code"),
        };
    }

    private ContainerExit? ReadExit() =>
        ReadText(ExitFile) is { } text && int.TryParse(text.AsSpan().Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var code)
            ? new ContainerExit(code, new DateTimeOffset(File.GetLastWriteTimeUtc(ExitFile)), ControlGroups.WasOutOfMemory(name))
            : null;

    /// <summary>Folders of one state directory, by name.</summary>
    public static ImmutableArray<ProcessFolder> All(string root) =>
        [.. System.IO.Directory.EnumerateDirectories(Containers(root)).Select(System.IO.Path.GetFileName)
            .Where(name => !name!.EndsWith(".new", StringComparison.Ordinal)).Select(name => new ProcessFolder(root, name!))];

    private static string? ReadText(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }
}
