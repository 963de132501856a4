namespace ActorDataGen.Architecture.Packaging;

/// <summary>Tests that run the SDK go one after another: two builds at once only take each other's cores.</summary>
[CollectionDefinition(Name)]
public sealed class PackagingCollection : ICollectionFixture<PackedLibraries>
{
    public const string Name = "packaging";
}
