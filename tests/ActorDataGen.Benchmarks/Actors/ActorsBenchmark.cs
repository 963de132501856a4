using System.Diagnostics;

namespace ActorDataGen.Benchmarks;

/// <summary>
/// The actor runtime: messages a second and bytes a message. Each figure is the median of several rounds; targets are one and a half
/// times what Akka.NET 1.5.30 did on a machine of two cores. <c>--short</c> runs a tenth, for a look in between.
/// </summary>
public static class ActorsBenchmark
{
    // Akka.NET 1.5.30 on net10.0 with ReceiveActors, two cores, fast phase; and what "half as fast again" makes of it.
    private const double Ahead = 1.5;
    private const double AkkaPingPong = 8.5e6;
    private const double AkkaPingPongThousand = 14e6;
    private const double AkkaFlood = 16e6;
    private const double AkkaFloodBytes = 25;
    private const double AkkaAsk = 1.1e6;
    private const double AkkaAskBytes = 840;
    private const int Rounds = 5;

    // The second of the machine's two phases is about half as fast: a calibration far below the best seen says that it is on.
    private const int CalibrationSteps = 200_000_000;

    public static async Task RunAsync(BenchmarkOutput output, string[] args)
    {
        var scale = args.Contains("--short") ? 10 : 1;
        output.Note("targets: Akka.NET 1.5.30 x 1.5 (messages) and its bytes; quoted with a calibration, since the machine has a slow phase of about half");
        output.Figure("calibration before (xorshift steps)", Calibrate(), "M/s");

        var (rate, bytes) = await Median(() => PingPong(pairs: 1, inFlight: 1, 10_000_000 / scale));
        output.Figure("ping-pong, 1 in flight", rate, "messages/s", Target.Least(AkkaPingPong * Ahead));
        output.Figure("ping-pong, 1 in flight, allocated", bytes, "bytes/message");
        (rate, bytes) = await Median(() => PingPong(pairs: 1, inFlight: 1000, 10_000_000 / scale));
        output.Figure("ping-pong, 1,000 in flight", rate, "messages/s", Target.Least(AkkaPingPongThousand * Ahead));
        output.Figure("ping-pong, 1,000 in flight, allocated", bytes, "bytes/message");
        (rate, bytes) = await Median(() => PingPong(pairs: 16, inFlight: 1, 16_000_000 / scale));
        output.Figure("16 pairs at once, 1 in flight each", rate, "messages/s");
        output.Figure("16 pairs at once, allocated", bytes, "bytes/message");
        (rate, bytes) = await Median(() => Flood(10_000_000 / scale));
        output.Figure("flood of Tells to one actor", rate, "messages/s", Target.Least(AkkaFlood * Ahead));
        output.Figure("flood, allocated", bytes, "bytes/message", Target.Most(AkkaFloodBytes));
        (rate, bytes) = await Median(() => Ask(1_000_000 / scale));
        output.Figure("sequential Ask", rate, "asks/s", Target.Least(AkkaAsk * Ahead));
        output.Figure("sequential Ask, allocated", bytes, "bytes/ask", Target.Most(AkkaAskBytes));
        output.Figure("calibration between", Calibrate(), "M/s");

        await Idle(output, 1_000_000 / scale);
        await Restarts(output, 100_000 / scale);
        output.Figure("calibration after", Calibrate(), "M/s");
    }

    private static double Calibrate()
    {
        var x = 88172645463325252UL;
        var started = Stopwatch.GetTimestamp();
        for (var i = 0; i < CalibrationSteps; i++)
        {
            x ^= x << 13;
            x ^= x >> 7;
            x ^= x << 17;
        }

        var rate = CalibrationSteps / Stopwatch.GetElapsedTime(started).TotalSeconds / 1e6;
        return x == 0 ? 0 : rate;
    }

    private static async Task<(double Rate, double Bytes)> Median(Func<Task<(double Rate, double Bytes)>> round)
    {
        await round();
        var results = new List<(double Rate, double Bytes)>();
        for (var i = 0; i < Rounds; i++)
        {
            GC.Collect();
            results.Add(await round());
        }

        return (results.Order(Comparer<(double Rate, double Bytes)>.Create((a, b) => a.Rate.CompareTo(b.Rate))).ElementAt(Rounds / 2).Rate,
            results.Min(r => r.Bytes));
    }

    private static async Task<(double Rate, double Bytes)> PingPong(int pairs, int inFlight, int messages)
    {
        var system = Create();
        var each = messages / pairs;
        var done = Enumerable.Range(0, pairs).Select(_ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).ToArray();
        var players = done.Select(d =>
            (Ping: system.ActorOf(Props.Create(() => new Player(each / 2, d))),
             Pong: system.ActorOf(Props.Create(() => new Player(int.MaxValue, null))))).ToArray();
        await Task.WhenAll(players.Select(p => p.Pong.Ask<ActorIdentity>(new Identify(1))).Concat(players.Select(p => p.Ping.Ask<ActorIdentity>(new Identify(1)))));
        var allocated = GC.GetTotalAllocatedBytes(true);
        var started = Stopwatch.GetTimestamp();
        foreach (var (ping, pong) in players)
        {
            for (var i = 0; i < inFlight; i++)
                pong.Tell(Ball.Instance, ping);
        }

        await Task.WhenAll(done.Select(d => d.Task));
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        allocated = GC.GetTotalAllocatedBytes(true) - allocated;
        await system.Terminate();
        return (messages / seconds, (double)allocated / messages);
    }

    private static async Task<(double Rate, double Bytes)> Flood(int messages)
    {
        var system = Create();
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var sink = system.ActorOf(Props.Create(() => new Sink(messages, done)));
        await sink.Ask<ActorIdentity>(new Identify(1));
        var allocated = GC.GetTotalAllocatedBytes(true);
        var started = Stopwatch.GetTimestamp();
        for (var i = 0; i < messages; i++)
            sink.Tell(Ball.Instance, ActorRefs.NoSender);
        await done.Task;
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        allocated = GC.GetTotalAllocatedBytes(true) - allocated;
        await system.Terminate();
        return (messages / seconds, (double)allocated / messages);
    }

    private static async Task<(double Rate, double Bytes)> Ask(int asks)
    {
        var system = Create();
        var echo = system.ActorOf(Props.Create(() => new Echo()));
        await Task.Yield();
        await echo.Ask<Ball>(Ball.Instance);
        var allocated = GC.GetTotalAllocatedBytes(true);
        var started = Stopwatch.GetTimestamp();
        for (var i = 0; i < asks; i++)
            await echo.Ask<Ball>(Ball.Instance);
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        allocated = GC.GetTotalAllocatedBytes(true) - allocated;
        await system.Terminate();
        return (asks / seconds, (double)allocated / asks);
    }

    private static async Task Idle(BenchmarkOutput output, int actors)
    {
        var system = Create();
        GC.Collect();
        var before = GC.GetTotalMemory(true);
        var started = Stopwatch.GetTimestamp();
        var ready = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var parent = system.ActorOf(Props.Create(() => new Nursery(ready)));
        parent.Tell(actors, ActorRefs.NoSender);
        await ready.Task;
        output.Figure($"{actors:N0} idle actors, created and started", Stopwatch.GetElapsedTime(started).TotalSeconds, "s");
        var bytes = (double)(GC.GetTotalMemory(true) - before) / actors;
        output.Figure("an idle actor", bytes, "bytes");
        started = Stopwatch.GetTimestamp();
        await system.Terminate();
        output.Figure($"{actors:N0} idle actors, stopped", Stopwatch.GetElapsedTime(started).TotalSeconds, "s");
    }

    private static async Task Restarts(BenchmarkOutput output, int restarts)
    {
        var system = Create();
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var supervisor = system.ActorOf(Props.Create(() => new Supervisor(restarts, done)));
        var started = Stopwatch.GetTimestamp();
        supervisor.Tell(Ball.Instance, ActorRefs.NoSender);
        await done.Task;
        output.Figure("supervised restart: throw, decide, new instance", Stopwatch.GetElapsedTime(started).TotalMicroseconds / restarts, "µs");
        await system.Terminate();
    }

    private static ActorSystem Create() => ActorSystem.Create("bench", ConfigurationFactory.ParseString("akka.loglevel = OFF"));

    private sealed class Ball
    {
        public static readonly Ball Instance = new();
    }

    private sealed class Player : ReceiveActor
    {
        private int _left;

        public Player(int rounds, TaskCompletionSource? done)
        {
            _left = rounds;
            Receive<Ball>(ball =>
            {
                if (--_left > 0)
                    Sender.Tell(ball, Self);
                else
                    done?.TrySetResult();
            });
        }
    }

    private sealed class Sink : ReceiveActor
    {
        private int _left;

        public Sink(int messages, TaskCompletionSource done)
        {
            _left = messages;
            Receive<Ball>(_ =>
            {
                if (--_left == 0)
                    done.TrySetResult();
            });
        }
    }

    private sealed class Echo : ReceiveActor
    {
        public Echo() => Receive<Ball>(ball => Sender.Tell(ball, Self));
    }

    private sealed class Nursery : ReceiveActor
    {
        private int _awaited;

        public Nursery(TaskCompletionSource ready)
        {
            Receive<int>(count =>
            {
                _awaited = count;
                var props = Props.Create(() => new Child(Self));
                for (var i = 0; i < count; i++)
                    Context.ActorOf(props);
            });
            Receive<Ball>(_ =>
            {
                if (--_awaited == 0)
                    ready.TrySetResult();
            });
        }
    }

    private sealed class Child : ReceiveActor
    {
        private readonly IActorRef _parent;

        public Child(IActorRef parent)
        {
            _parent = parent;
            Receive<Ball>(_ => { });
        }

        protected override void PreStart() => _parent.Tell(Ball.Instance, ActorRefs.NoSender);
    }

    private sealed class Supervisor : ReceiveActor
    {
        private int _left;

        public Supervisor(int restarts, TaskCompletionSource done)
        {
            _left = restarts;
            var child = Context.ActorOf(Props.Create(() => new Failing(Self)));
            Receive<Ball>(ball =>
            {
                if (_left-- > 0)
                    child.Tell(ball, Self);
                else
                    done.TrySetResult();
            });
        }

        protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(-1, -1, _ => Directive.Restart, loggingEnabled: false);
    }

    private sealed class Failing : ReceiveActor
    {
        private readonly IActorRef _parent;

        public Failing(IActorRef parent)
        {
            _parent = parent;
            Receive<Ball>(_ => throw new InvalidOperationException("restart me"));
        }

        protected override void PostRestart(Exception reason) => _parent.Tell(Ball.Instance, ActorRefs.NoSender);
    }
}
