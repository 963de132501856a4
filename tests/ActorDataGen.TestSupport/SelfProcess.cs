using System.Reflection;

namespace ActorDataGen.TestSupport;

/// <summary>Starts a test assembly again as a process of its own, however the running one was started.</summary>
public static class SelfProcess
{
    /// <summary>The program that runs it; its arguments are <see cref="Arguments"/>.</summary>
    public const string Program = "dotnet";

    /// <summary>What runs the assembly with arguments that its <c>Main</c> understands.</summary>
    public static string[] Arguments(Assembly assembly, params IEnumerable<string> arguments)
    {
        ArgumentNullException.ThrowIfNull(assembly);
        return ["exec", assembly.Location, .. arguments];
    }
}
