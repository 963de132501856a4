using System.Reflection;
using System.Runtime.ExceptionServices;

namespace ActorDataGen.Avro.Typed;

internal static class ReflectionExtensions
{
    /// <summary>Calls a method and lets its own exception through.</summary>
    public static object? InvokeUnwrapped(this MethodInfo method, object? target, params object?[] arguments)
    {
        try
        {
            return method.Invoke(target, arguments);
        }
        catch (TargetInvocationException e) when (e.InnerException is not null)
        {
            ExceptionDispatchInfo.Throw(e.InnerException);
            throw;
        }
    }
}
