using System.Diagnostics;

namespace ActorDataGen.ActorTests;

public sealed class ConcurrencyTests : TestKit
{
    [Fact]
    public async Task Tell_FromManyThreads_KeepsEachSendersOrderAndRunsOneAtATime()
    {
        const int senders = 4;
        const int each = 50_000;
        var done = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        var actor = Sys.ActorOf(Props.Create(() => new OrderChecker(senders, each, done)));
        await Task.WhenAll(Enumerable.Range(0, senders).Select(s => Task.Factory.StartNew(
            () =>
            {
                for (var i = 0; i < each; i++)
                    actor.Tell((s, i), ActorRefs.NoSender);
            },
            CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)));
        Assert.Equal("in order", await done.Task.WaitAsync(TimeSpan.FromSeconds(30)));
    }

    [Fact]
    public async Task Tell_BetweenActors_KeepsOrderOverForwarders()
    {
        const int count = 20_000;
        var done = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        var last = Sys.ActorOf(Props.Create(() => new OrderChecker(1, count, done)));
        var first = last;
        for (var i = 0; i < 5; i++)
        {
            var next = first;
            first = Sys.ActorOf(Props.Create(() => new Passing(next)));
        }

        for (var i = 0; i < count; i++)
            first.Tell((0, i), ActorRefs.NoSender);
        Assert.Equal("in order", await done.Task.WaitAsync(TimeSpan.FromSeconds(30)));
    }

    [Fact]
    public async Task Idle_ManyActors_HoldNoThread()
    {
        var before = Process.GetCurrentProcess().Threads.Count;
        var actors = Enumerable.Range(0, 5_000).Select(_ => Sys.ActorOf(Props.Create(() => new Echo()))).ToList();
        await Task.WhenAll(actors.Select(a => a.Ask<int>(1, TimeSpan.FromSeconds(30))));
        var after = Process.GetCurrentProcess().Threads.Count;
        // The pool may have grown by a few; nothing near one an actor.
        Assert.InRange(after - before, -1000, 100);
    }

    [Fact]
    public async Task Ask_Parallel_EachGetsItsOwnAnswer()
    {
        var echo = Sys.ActorOf(Props.Create(() => new Echo()));
        var answers = await Task.WhenAll(Enumerable.Range(0, 2_000).Select(i => echo.Ask<int>(i, TimeSpan.FromSeconds(30))));
        Assert.Equal(Enumerable.Range(0, 2_000), answers);
    }

    [Fact]
    public void ActorOf_FromManyThreads_NamesAreDistinct()
    {
        var refs = new System.Collections.Concurrent.ConcurrentBag<IActorRef>();
        Parallel.For(0, 2_000, _ => refs.Add(Sys.ActorOf(Props.Create(() => new Echo()))));
        Assert.Equal(2_000, refs.Select(r => r.Path.Name).Distinct().Count());
    }

    private sealed class Echo : ReceiveActor
    {
        public Echo() => Receive<int>(i => Sender.Tell(i));
    }

    private sealed class Passing : ReceiveActor
    {
        public Passing(IActorRef next) => ReceiveAny(m => next.Forward(m));
    }

    private sealed class OrderChecker : ReceiveActor
    {
        private readonly int[] _next;
        private int _inside;

        public OrderChecker(int senders, int each, TaskCompletionSource<string> done)
        {
            _next = new int[senders];
            Receive<(int Sender, int Number)>(m =>
            {
                if (Interlocked.Increment(ref _inside) != 1)
                    done.TrySetResult("two at a time");
                if (_next[m.Sender]++ != m.Number)
                    done.TrySetResult($"{m.Number} of {m.Sender} out of order");
                if (_next.All(n => n == each))
                    done.TrySetResult("in order");
                Interlocked.Decrement(ref _inside);
            });
        }
    }
}
