using System.Runtime.InteropServices;

namespace ActorDataGen.Cli.Nodes;

/// <summary>Ctrl-C and SIGTERM ask a node to end; a second one ends it at once.</summary>
internal static class StopSignals
{
    public static CancellationTokenSource Linked(CancellationToken cancellationToken)
    {
        var source = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        void Stop(PosixSignalContext context)
        {
            if (!source.IsCancellationRequested)
            {
                context.Cancel = true;
                source.Cancel();
            }
        }

        // Kept alive by the token that they cancel.
        var registrations = new[] { PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop), PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop) };
        source.Token.Register(static state => GC.KeepAlive(state), registrations);
        return source;
    }

    /// <summary>Waits for the signal.</summary>
    public static Task UntilAsync(CancellationToken stopping) =>
        Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stopping).ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
}
