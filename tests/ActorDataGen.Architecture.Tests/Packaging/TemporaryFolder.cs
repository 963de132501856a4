namespace ActorDataGen.Architecture.Packaging;

/// <summary>A folder outside the repository, so that none of its build files apply; disposing of it deletes it.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("adg-packaging-").FullName;

    public string Create(string name) => Directory.CreateDirectory(Combine(name)).FullName;

    public string Combine(params string[] names) => System.IO.Path.Combine([Path, .. names]);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
