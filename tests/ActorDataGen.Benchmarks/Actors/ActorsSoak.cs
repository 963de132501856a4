using System.Diagnostics;
using System.Globalization;

namespace ActorDataGen.Benchmarks;

/// <summary>
/// Keeps actors busy for a time with everything at once: tells from several threads, asks, asynchronous handlers, failures that resume,
/// restart or stop, timers, poison, and new actors for those that ended. Every few seconds it lets the system come to rest and checks that
/// each message was handled or became a dead letter, that each sender's order was kept, that each end was told once, that every
/// living actor answers, and that memory does not grow.
/// </summary>
public static class ActorsSoak
{
    private const int Workers = 64;
    private const int Senders = 4;
    private static readonly TimeSpan Busy = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Runs, writes a line a check, and throws at the first that fails.</summary>
    public static async Task RunAsync(TimeSpan duration, TextWriter log)
    {
        var system = ActorSystem.Create("soak", "akka.loglevel = OFF\nakka.log-dead-letters = off");
        var tally = new Tally();
        system.EventStream.Subscribe(system.ActorOf(Props.Create(() => new Letters(tally))), typeof(DeadLetter));
        var root = system.ActorOf(Props.Create(() => new Root(tally)), "root");
        await root.Ask<int>("roll call", Patience);
        var started = Stopwatch.GetTimestamp();
        long firstMemory = 0;
        for (var check = 1; ; check++)
        {
            var left = duration - Stopwatch.GetElapsedTime(started);
            if (left <= TimeSpan.Zero)
                break;
            var until = Stopwatch.GetTimestamp() + (long)((left < Busy ? left : Busy).TotalSeconds * Stopwatch.Frequency);
            await Task.WhenAll(Enumerable.Range(0, Senders).Select(s => Task.Factory.StartNew(
                () => Send(s, root, tally, until), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap()));
            await Rest(tally);
            var alive = await root.Ask<int>("roll call", Patience);
            GC.Collect();
            var memory = GC.GetTotalMemory(true);
            // The first checks warm up queues and pools; from the third on memory must hold.
            if (check == 3)
                firstMemory = memory;
            await log.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
                $"{Stopwatch.GetElapsedTime(started).TotalSeconds,8:0.0} s  sent {tally.Sent:N0}  handled {tally.Handled:N0}  dead letters {tally.Dead:N0}  asks {tally.Answered:N0}  restarts {tally.Restarts:N0}  ends {tally.Ended:N0} told {tally.Told:N0}  alive {alive}  memory {memory / 1048576.0:0.0} MiB  threads {ThreadPool.ThreadCount}"));
            Demand(alive == Workers, $"{alive} of {Workers} workers answer");
            Demand(tally.OutOfOrder == 0, $"{tally.OutOfOrder} messages came out of order");
            Demand(tally.Overlaps == 0, $"{tally.Overlaps} handlers of one actor ran at once");
            Demand(firstMemory == 0 || memory < (firstMemory * 2) + (16 << 20), $"memory grew from {firstMemory:N0} to {memory:N0} bytes");
        }

        await system.Terminate().WaitAsync(Patience);
        await log.WriteLineAsync("soak: no message lost, none out of order, no end untold, nobody stuck, memory steady");
    }

    private static async Task Send(int sender, IActorRef root, Tally tally, long until)
    {
        var random = new Random(sender + (int)(tally.Sent & 0xFFFF));
        var number = tally.Next(sender);
        while (Stopwatch.GetTimestamp() < until)
        {
            var workers = tally.Workers;
            for (var i = 0; i < 500; i++)
            {
                var kind = random.Next(10_000) switch
                {
                    < 40 => Kind.Restart,
                    < 60 => Kind.Resume,
                    < 65 => Kind.Stop,
                    < 70 => Kind.Poison,
                    < 200 => Kind.Async,
                    < 210 => Kind.AsyncFailure,
                    < 230 => Kind.Timer,
                    _ => Kind.Plain,
                };
                var worker = workers[random.Next(workers.Length)];
                tally.CountSent();
                worker.Tell(new Work(sender, ++number, kind), ActorRefs.NoSender);
            }

            // Not faster than the workers: a backlog without end would only test memory.
            while (tally.Sent - tally.Handled - tally.Dead > 100_000)
                await Task.Yield();
            try
            {
                await workers[random.Next(workers.Length)].Ask<string>("hello", TimeSpan.FromSeconds(1));
                tally.CountAnswer();
            }
            catch (AskTimeoutException)
            {
                // It ended before it could answer.
            }
        }

        tally.Keep(sender, number);
        GC.KeepAlive(root);
    }

    private static async Task Rest(Tally tally)
    {
        var started = Stopwatch.GetTimestamp();
        while (tally.Handled + tally.Dead != tally.Sent || tally.Ended != tally.Told || tally.Spawned - tally.Ended != Workers)
        {
            Demand(Stopwatch.GetElapsedTime(started) < Patience,
                $"after {Patience}: sent {tally.Sent:N0}, handled {tally.Handled:N0}, dead letters {tally.Dead:N0}, ends {tally.Ended:N0}, told {tally.Told:N0}, spawned {tally.Spawned:N0}");
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System);
        }
    }

    private static void Demand(bool holds, string otherwise)
    {
        if (!holds)
            throw new InvalidOperationException($"soak: {otherwise}");
    }

    private enum Kind
    {
        Plain,
        Async,
        AsyncFailure,
        Restart,
        Resume,
        Stop,
        Poison,
        Timer,
    }

    private sealed record Work(int Sender, long Number, Kind Kind);

    private sealed class Tally
    {
        private readonly long[] _next = new long[Senders];
        private long _sent;
        private long _handled;
        private long _dead;
        private long _answered;
        private long _restarts;
        private long _ended;
        private long _told;
        private long _spawned;
        private long _outOfOrder;
        private long _overlaps;
        private volatile IActorRef[] _workers = [];

        public long Sent => Volatile.Read(ref _sent);

        public long Handled => Volatile.Read(ref _handled);

        public long Dead => Volatile.Read(ref _dead);

        public long Answered => Volatile.Read(ref _answered);

        public long Restarts => Volatile.Read(ref _restarts);

        public long Ended => Volatile.Read(ref _ended);

        public long Told => Volatile.Read(ref _told);

        public long Spawned => Volatile.Read(ref _spawned);

        public long OutOfOrder => Volatile.Read(ref _outOfOrder);

        public long Overlaps => Volatile.Read(ref _overlaps);

        public IActorRef[] Workers
        {
            get => _workers;
            set => _workers = value;
        }

        public void CountSent() => Interlocked.Increment(ref _sent);

        public void CountHandled() => Interlocked.Increment(ref _handled);

        public void CountDead() => Interlocked.Increment(ref _dead);

        public void CountAnswer() => Interlocked.Increment(ref _answered);

        public void CountRestart() => Interlocked.Increment(ref _restarts);

        public void CountEnd() => Interlocked.Increment(ref _ended);

        public void CountTold() => Interlocked.Increment(ref _told);

        public void CountSpawn() => Interlocked.Increment(ref _spawned);

        public void CountOutOfOrder() => Interlocked.Increment(ref _outOfOrder);

        public void CountOverlap() => Interlocked.Increment(ref _overlaps);

        public long Next(int sender) => _next[sender];

        public void Keep(int sender, long number) => _next[sender] = number;
    }

    /// <summary>What a worker has to remember over restarts: it belongs to the place, not to the instance.</summary>
    private sealed class Memory
    {
        public readonly long[] Last = new long[Senders];
        public int Inside;
    }

    private sealed class Letters : ReceiveActor
    {
        public Letters(Tally tally) => Receive<DeadLetter>(d =>
        {
            if (d.Message is Work)
                tally.CountDead();
        });
    }

    private sealed class Root : ReceiveActor
    {
        private readonly Tally _tally;
        private readonly IActorRef[] _workers = new IActorRef[Workers];

        public Root(Tally tally)
        {
            _tally = tally;
            for (var i = 0; i < Workers; i++)
                _workers[i] = Spawn();
            tally.Workers = [.. _workers];
            Receive<Terminated>(t =>
            {
                tally.CountTold();
                var place = Array.IndexOf(_workers, t.ActorRef);
                Demand(place >= 0, $"{t.ActorRef} was told twice");
                _workers[place] = Spawn();
                tally.Workers = [.. _workers];
            });
            ReceiveAsync<string>(async _ =>
            {
                var sender = Sender;
                var answers = await Task.WhenAll(_workers.Select(w => w.Ask<string>("hello", Patience)));
                sender.Tell(answers.Length);
            });
        }

        protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(
            -1,
            -1,
            e => e is ArgumentException ? Directive.Resume : e is NotSupportedException ? Directive.Stop : Directive.Restart,
            loggingEnabled: false);

        private IActorRef Spawn()
        {
            var tally = _tally;
            var memory = new Memory();
            tally.CountSpawn();
            return Context.Watch(Context.ActorOf(Props.Create(() => new Worker(tally, memory))));
        }
    }

    private sealed class Worker : ReceiveActor, IWithTimers
    {
        private readonly Tally _tally;
        private readonly Memory _memory;

        public Worker(Tally tally, Memory memory)
        {
            _tally = tally;
            _memory = memory;
            ReceiveAsync<Work>(w => w.Kind is Kind.Async or Kind.AsyncFailure, async work =>
            {
                Enter(work);
                try
                {
                    await Task.Yield();
                    if (work.Kind == Kind.AsyncFailure)
                        throw new InvalidOperationException("restart me later");
                }
                finally
                {
                    Leave();
                }
            });
            Receive<Work>(work =>
            {
                Enter(work);
                try
                {
                    Do(work.Kind);
                }
                finally
                {
                    Leave();
                }
            });
            Receive<string>(s => Sender.Tell(s));
            Receive<int>(_ => { });
        }

        public ITimerScheduler Timers { get; set; } = null!;

        protected override void PostRestart(Exception reason) => _tally.CountRestart();

        protected override void PreRestart(Exception reason, object message)
        {
        }

        protected override void PostStop() => _tally.CountEnd();

        private void Do(Kind kind)
        {
            switch (kind)
            {
                case Kind.Restart:
                    throw new InvalidOperationException("restart me");
                case Kind.Resume:
                    throw new ArgumentException("let me go on");
                case Kind.Stop:
                    throw new NotSupportedException("stop me");
                case Kind.Poison:
                    Self.Tell(PoisonPill.Instance);
                    break;
                case Kind.Timer:
                    Timers.StartSingleTimer("t", 1, TimeSpan.FromMilliseconds(5));
                    break;
            }
        }

        private void Enter(Work work)
        {
            if (Interlocked.Increment(ref _memory.Inside) != 1)
                _tally.CountOverlap();
            if (work.Number <= _memory.Last[work.Sender])
                _tally.CountOutOfOrder();
            _memory.Last[work.Sender] = work.Number;
            _tally.CountHandled();
        }

        private void Leave() => Interlocked.Decrement(ref _memory.Inside);
    }
}
