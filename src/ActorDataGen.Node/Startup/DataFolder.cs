using System.Text.Json;

namespace ActorDataGen.Node.Startup;

/// <summary>
/// The folder that a node keeps everything in. It is marked with the cluster it belongs to, and locked while a node uses it, so
/// that two nodes never write to one folder and nobody's files are taken for a node's.
/// </summary>
internal sealed class DataFolder : IDisposable
{
    private const string MarkerName = "adg-node.json";
    private const string LockName = "adg-node.lock";
    private readonly FileStream _lock;

    private DataFolder(string path, FileStream @lock)
    {
        Path = path;
        _lock = @lock;
    }

    public string Path { get; }

    /// <exception cref="NodeException">The folder is in use, belongs to another cluster or node, is not a node's, or cannot be written.</exception>
    public static DataFolder Open(string path, string clusterId, string nodeId)
    {
        path = System.IO.Path.GetFullPath(path);
        try
        {
            Directory.CreateDirectory(path);
            var marker = System.IO.Path.Combine(path, MarkerName);
            if (!File.Exists(marker) && Directory.EnumerateFileSystemEntries(path).Any(e => System.IO.Path.GetFileName(e) != LockName))
            {
                throw new NodeException($"--data {path} holds files that are not a node's: name an empty or new folder");
            }

            var @lock = Lock(path);
            try
            {
                Mark(path, marker, clusterId, nodeId);
                return new DataFolder(path, @lock);
            }
            catch
            {
                @lock.Dispose();
                throw;
            }
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            throw new NodeException($"--data {path} cannot be used: {e.Message}", e);
        }
    }

    /// <summary>A folder inside, made when missing.</summary>
    public string Inner(string name) => Directory.CreateDirectory(System.IO.Path.Combine(Path, name)).FullName;

    public void Dispose() => _lock.Dispose();

    private static FileStream Lock(string path)
    {
        try
        {
            // The system drops the lock when the process ends, however it ends.
            return new FileStream(System.IO.Path.Combine(path, LockName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e)
        {
            throw new NodeException($"--data {path} is in use by another node: stop that one, or name another folder", e);
        }
    }

    private static void Mark(string path, string marker, string clusterId, string nodeId)
    {
        if (File.Exists(marker))
        {
            Check(path, marker, clusterId, nodeId);
            return;
        }

        // Whole or not at all: a marker cut short by a crash would lock its owner out.
        var next = marker + ".next";
        File.WriteAllText(next, JsonSerializer.Serialize(new Marker(1, clusterId, nodeId)));
        File.Move(next, marker, overwrite: true);
    }

    private static void Check(string path, string marker, string clusterId, string nodeId)
    {
        Marker? found;
        try
        {
            found = JsonSerializer.Deserialize<Marker>(File.ReadAllText(marker));
        }
        catch (JsonException e)
        {
            throw new NodeException($"--data {path}: {MarkerName} cannot be read ({e.Message}): name another folder, or repair the file", e);
        }

        if (found is null || found.Version > 1)
        {
            throw new NodeException($"--data {path} was written by a newer version: use that version, or name another folder");
        }

        if (found.ClusterId != clusterId || found.NodeId != nodeId)
        {
            throw new NodeException(
                $"--data {path} belongs to node {found.NodeId} of cluster {found.ClusterId}, and this is {nodeId} of {clusterId}: "
                + $"name another folder, or say --node-id {found.NodeId} --cluster-id {found.ClusterId}");
        }
    }

    private sealed record Marker(int Version, string ClusterId, string NodeId);
}
