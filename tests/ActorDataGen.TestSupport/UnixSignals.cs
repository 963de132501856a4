using System.Diagnostics;
using System.Runtime.InteropServices;

namespace ActorDataGen.TestSupport;

/// <summary>POSIX signals to a process that a test started itself.</summary>
public static class UnixSignals
{
    /// <summary>Asks the process to end.</summary>
    public static void Terminate(Process process) => Send(process, 15);

    /// <summary>Freezes the process (SIGSTOP): its sockets stay open and it does nothing.</summary>
    public static void Freeze(Process process) => Send(process, 19);

    /// <summary>Lets a frozen process go on (SIGCONT).</summary>
    public static void Thaw(Process process) => Send(process, 18);

    private static void Send(Process process, int signal)
    {
        ArgumentNullException.ThrowIfNull(process);
        if (!process.HasExited && Kill(process.Id, signal) != 0)
        {
            throw new InvalidOperationException($"kill -{signal} {process.Id}: {Marshal.GetLastPInvokeErrorMessage()}");
        }
    }

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int pid, int signal);
}
