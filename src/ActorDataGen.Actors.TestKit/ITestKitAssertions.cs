namespace ActorDataGen.Actors.TestKit;

/// <summary>Assertions of the test framework that a test kit runs under.</summary>
public interface ITestKitAssertions
{
    /// <summary>Fails the test with a message.</summary>
    void Fail(string format = "", params object[] args);
}
