using System.Runtime.InteropServices;

namespace ActorDataGen.Agent.Engines.Process;

/// <summary>The system calls that .NET has no door to.</summary>
internal static partial class NativeMethods
{
    public const int SigTerm = 15;
    public const int SigKill = 9;

    private const int PunchHoleKeepSize = 0x02 | 0x01;
    private const int SeekData = 3;

    /// <summary>Sends a signal to a process group; false when there is none.</summary>
    public static bool SignalGroup(int group, int signal) => Kill(-group, signal) == 0;

    /// <summary>Sends a signal to one process; false when there is none.</summary>
    public static bool Signal(int pid, int signal) => Kill(pid, signal) == 0;

    /// <summary>Gives the disk blocks of a range back; the file keeps its length and reads zeros there. False where not supported.</summary>
    public static bool PunchHole(SafeHandle file, long offset, long length) => Fallocate(file, PunchHoleKeepSize, offset, length) == 0;

    /// <summary>Returns the first offset at or after <paramref name="offset"/> that holds data, or -1 when none does.</summary>
    public static long NextData(SafeHandle file, long offset) => Seek(file, offset, SeekData);

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int pid, int signal);

    [LibraryImport("libc", EntryPoint = "fallocate", SetLastError = true)]
    private static partial int Fallocate(SafeHandle file, int mode, long offset, long length);

    [LibraryImport("libc", EntryPoint = "lseek", SetLastError = true)]
    private static partial long Seek(SafeHandle file, long offset, int whence);
}
