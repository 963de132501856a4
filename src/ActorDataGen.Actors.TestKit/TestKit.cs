using Xunit;

namespace ActorDataGen.Actors.TestKit;

/// <summary>Base of a test class: a system, a test actor that is the sender of what the test tells, and expectations. The system ends with the test.</summary>
public class TestKit : TestKitBase, IDisposable
{
    /// <summary>Where the test's log goes, or null.</summary>
    protected readonly ITestOutputHelper? Output;

    private bool _disposed;

    /// <summary>Uses a system, or creates one.</summary>
    public TestKit(ActorSystem? system = null, ITestOutputHelper? output = null)
        : base(Assertions, system)
    {
        Output = output;
        InitializeLogger(Sys);
    }

    /// <summary>Creates a system.</summary>
    public TestKit(string config, ITestOutputHelper? output = null)
        : this(ConfigurationFactory.ParseString(config), output: output)
    {
    }

    /// <summary>Creates a system.</summary>
    public TestKit(Config config, string? actorSystemName = null, ITestOutputHelper? output = null)
        : base(Assertions, config, actorSystemName)
    {
        Output = output;
        InitializeLogger(Sys);
    }

    /// <summary>xunit's assertions.</summary>
    protected static XunitAssertions Assertions { get; } = new();

    /// <summary>Ends the system.</summary>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Called at the end of a test: by default ends the system.</summary>
    protected virtual void AfterAll() => Shutdown();

    /// <summary>Ends the system.</summary>
    protected virtual void Dispose(bool disposing)
    {
        if (_disposed)
            return;
        _disposed = true;
        if (disposing)
            AfterAll();
    }

    /// <summary>Writes a system's log to the test's output, if there is one.</summary>
    protected void InitializeLogger(ActorSystem system)
    {
        if (Output is not { } output)
            return;
        var logger = ((ExtendedActorSystem)system).SystemActorOf(Props.Create(() => new OutputLogger(output)), "log-test");
        system.EventStream.Subscribe(logger, typeof(LogEvent));
    }

    private sealed class OutputLogger(ITestOutputHelper output) : DefaultLogger
    {
        protected override void Print(LogEvent logEvent)
        {
            try
            {
                output.WriteLine(logEvent.ToString());
            }
            catch (InvalidOperationException)
            {
                // The test is over; what its actors still say has nowhere to go.
                Context.Stop(Self);
            }
        }
    }
}
