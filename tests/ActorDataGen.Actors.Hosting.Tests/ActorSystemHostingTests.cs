using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ActorDataGen.Actors.Hosting.Tests;

public sealed class ActorSystemHostingTests
{
    [Fact]
    public async Task Host_Stopped_EndsTheSystemAfterItsPhases()
    {
        using var host = new HostBuilder().ConfigureServices(s => s.AddActorSystem("hosted")).Build();
        await host.StartAsync();
        var system = host.Services.GetRequiredService<ActorSystem>();
        var asked = false;
        CoordinatedShutdown.Get(system).AddTask(CoordinatedShutdown.PhaseBeforeServiceUnbind, "ask", () =>
        {
            asked = true;
            return Task.FromResult(Done.Instance);
        });
        await host.StopAsync();
        Assert.True(asked);
        Assert.True(system.WhenTerminated.IsCompletedSuccessfully);
    }

    [Fact]
    public async Task Log_OfActor_GoesToHostWithLevelIdAndCause()
    {
        using var provider = new Collecting();
        using var factory = LoggerFactory.Create(b => b.AddProvider(provider).SetMinimumLevel(Microsoft.Extensions.Logging.LogLevel.Trace));
        var system = ActorSystemHosting.Create("logging", ConfigurationFactory.ParseString("akka.loglevel = DEBUG"), factory);
        var actor = system.ActorOf(Props.Create(() => new Failing()), "failing");
        actor.Tell("boom", ActorRefs.NoSender);
        var entry = await provider.FirstError.Task.WaitAsync(TimeSpan.FromSeconds(10));
        await system.Terminate();
        Assert.Equal(1000, entry.Id);
        Assert.Equal((Microsoft.Extensions.Logging.LogLevel.Error, "akka://logging/user", "boom"), (entry.Level, entry.Category, entry.Cause?.Message));
        Assert.Contains("akka://logging/user/failing", entry.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("akka://s/user/a/b", "akka://s/user/a")]
    [InlineData("ActorSystem(s)", "ActorSystem(s)")]
    [InlineData("akka://s", "akka://s")]
    public void CategoryOf_Source_IsWithoutTheActorsName(string source, string category) =>
        Assert.Equal(category, ActorLogForwarder.CategoryOf(source));

    private sealed class Failing : ReceiveActor
    {
        public Failing() => Receive<string>(s => throw new InvalidOperationException(s));
    }

    private sealed record Entry(Microsoft.Extensions.Logging.LogLevel Level, int Id, string Category, string Text, Exception? Cause);

    private sealed class Collecting : ILoggerProvider
    {
        public TaskCompletionSource<Entry> FirstError { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

        public void Dispose()
        {
        }

        private sealed class Logger(Collecting owner, string category) : ILogger
        {
            public IDisposable? BeginScope<TState>(TState state)
                where TState : notnull => null;

            public bool IsEnabled(Microsoft.Extensions.Logging.LogLevel logLevel) => true;

            public void Log<TState>(
                Microsoft.Extensions.Logging.LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
            {
                if (logLevel == Microsoft.Extensions.Logging.LogLevel.Error)
                    owner.FirstError.TrySetResult(new Entry(logLevel, eventId.Id, category, formatter(state, exception), exception));
            }
        }
    }
}
