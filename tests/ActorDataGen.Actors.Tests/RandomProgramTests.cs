using System.Collections.Concurrent;
using FsCheck;
using FsCheck.Fluent;

namespace ActorDataGen.ActorTests;

/// <summary>
/// Random programs of tells, failures, restarts, stops and watches, run by real actors and by a sequential model. What an actor goes
/// through depends on its own messages alone, so the model takes them one by one and says exactly what is seen.
/// </summary>
public sealed class RandomProgramTests : TestKit
{
    private const int Actors = 5;

    public enum Kind
    {
        Tell,
        TellAsync,
        Stash,
        Unstash,
        FailRestart,
        FailResume,
        FailStop,
        FailAsync,
        Poison,
        Watch,
    }

    [Fact]
    public void Program_Random_DoesWhatTheModelSays()
    {
        var step =
            from actor in Gen.Choose(0, Actors - 1)
            from kind in Gen.Frequency(
                (8, Gen.Constant(Kind.Tell)), (4, Gen.Constant(Kind.TellAsync)), (2, Gen.Constant(Kind.Stash)), (2, Gen.Constant(Kind.Unstash)),
                (2, Gen.Constant(Kind.FailRestart)), (2, Gen.Constant(Kind.FailResume)), (1, Gen.Constant(Kind.FailStop)),
                (1, Gen.Constant(Kind.FailAsync)), (1, Gen.Constant(Kind.Poison)), (1, Gen.Constant(Kind.Watch)))
            select (actor, kind);
        var program = step.ListOf().Select(steps => steps.Select((s, number) => new Step(s.actor, s.kind, number)).ToArray());
        using var letters = new Letters(Sys);
        Prop.ForAll(program.ToArbitrary(), steps => Run(steps, letters)).Check(FsCheck.Config.QuickThrowOnFailure.WithMaxTest(300).WithEndSize(120));
    }

    private void Run(Step[] steps, Letters letters)
    {
        var logs = Enumerable.Range(0, Actors).Select(_ => new ConcurrentQueue<string>()).ToArray();
        var ended = new ConcurrentQueue<int>();
        var parent = Sys.ActorOf(Props.Create(() => new Root(logs)));
        var actors = parent.Ask<IActorRef[]>("children", TimeSpan.FromSeconds(5)).GetAwaiter().GetResult();
        var watcher = Sys.ActorOf(Props.Create(() => new Watcher(actors, ended)));
        letters.Clear();
        foreach (var step in steps)
        {
            if (step.Kind == Kind.Watch)
                watcher.Tell(step.Actor, ActorRefs.NoSender);
            else
                actors[step.Actor].Tell(step.Kind == Kind.Poison ? PoisonPill.Instance : step, ActorRefs.NoSender);
        }

        var expected = Enumerable.Range(0, Actors).Select(a => Model(steps.Where(s => s.Actor == a).ToArray())).ToArray();
        AwaitAssert(() =>
        {
            for (var a = 0; a < Actors; a++)
            {
                Assert.Equal(expected[a].Seen, logs[a]);
                Assert.Equal(expected[a].Lost, letters.To(actors[a]));
            }

            Assert.Equal(expected.SelectMany((e, a) => e.Watched && e.Stopped ? [a] : Array.Empty<int>()), ended.Order());
        }, TimeSpan.FromSeconds(10), TimeSpan.FromMilliseconds(1));
        Sys.Stop(parent);
        Sys.Stop(watcher);
    }

    private static (List<string> Seen, List<int> Lost, bool Stopped, bool Watched) Model(Step[] steps)
    {
        List<string> seen = ["start"];
        var stash = new List<Step>();
        var lost = new List<int>();
        var stopped = false;
        var waiting = new LinkedList<Step>(steps.Where(s => s.Kind != Kind.Watch));
        while (waiting.First is { } first)
        {
            waiting.RemoveFirst();
            var step = first.Value;
            if (stopped)
            {
                if (step.Kind != Kind.Poison)
                    lost.Add(step.Number);
                continue;
            }

            switch (step.Kind)
            {
                case Kind.Tell or Kind.TellAsync:
                    seen.Add($"got {step.Number}");
                    break;
                case Kind.Stash:
                    if (step.Seen)
                    {
                        seen.Add($"unstashed {step.Number}");
                        break;
                    }

                    stash.Add(step);
                    break;
                case Kind.Unstash:
                    PutBack(mark: true);
                    break;
                case Kind.FailResume:
                    break;
                case Kind.FailRestart or Kind.FailAsync:
                    seen.Add($"restarting {step.Number}");
                    // A restart puts the stash back as well; those messages are stashed once more.
                    PutBack(mark: false);
                    seen.Add("restarted");
                    break;
                case Kind.FailStop or Kind.Poison:
                    seen.Add("stop");
                    stopped = true;
                    PutBack(mark: false);
                    break;
            }
        }

        return (seen, lost, stopped, steps.Any(s => s.Kind == Kind.Watch));

        void PutBack(bool mark)
        {
            for (var i = stash.Count - 1; i >= 0; i--)
                waiting.AddFirst(mark ? stash[i] with { Seen = true } : stash[i]);
            stash.Clear();
        }
    }

    public sealed record Step(int Actor, Kind Kind, int Number, bool Seen = false);

    private sealed class Root : ReceiveActor
    {
        public Root(ConcurrentQueue<string>[] logs)
        {
            var children = logs.Select((log, i) => Context.ActorOf(Props.Create(() => new Child(log)), $"c{i}")).ToArray();
            Receive<string>(_ => Sender.Tell(children));
        }

        protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(
            -1,
            -1,
            e => e switch
            {
                ArgumentException => Directive.Resume,
                NotSupportedException => Directive.Stop,
                _ => Directive.Restart,
            },
            loggingEnabled: false);
    }

    private sealed class Child : ReceiveActor, IWithUnboundedStash
    {
        private readonly ConcurrentQueue<string> _log;
        private readonly List<int> _stashed = [];
        private HashSet<int> _releasing = [];

        public Child(ConcurrentQueue<string> log)
        {
            _log = log;
            ReceiveAsync<Step>(s => s.Kind == Kind.TellAsync, async s =>
            {
                await Task.Yield();
                log.Enqueue($"got {s.Number}");
            });
            ReceiveAsync<Step>(s => s.Kind == Kind.FailAsync, async _ =>
            {
                await Task.Yield();
                throw new InvalidOperationException("restart");
            });
            Receive<Step>(Handle);
        }

        public IStash Stash { get; set; } = null!;

        protected override void PreStart() => _log.Enqueue("start");

        protected override void PostStop() => _log.Enqueue("stop");

        protected override void PreRestart(Exception reason, object message) => _log.Enqueue($"restarting {((Step)message).Number}");

        protected override void PostRestart(Exception reason) => _log.Enqueue("restarted");

        private void Handle(Step step)
        {
            switch (step.Kind)
            {
                case Kind.Tell:
                    _log.Enqueue($"got {step.Number}");
                    break;
                case Kind.Stash when _releasing.Contains(step.Number):
                    _log.Enqueue($"unstashed {step.Number}");
                    break;
                case Kind.Stash:
                    Stash.Stash();
                    _stashed.Add(step.Number);
                    break;
                case Kind.Unstash:
                    _releasing = [.. _releasing, .. _stashed];
                    _stashed.Clear();
                    Stash.UnstashAll();
                    break;
                case Kind.FailResume:
                    throw new ArgumentException("resume");
                case Kind.FailStop:
                    throw new NotSupportedException("stop");
                default:
                    throw new InvalidOperationException("restart");
            }
        }
    }

    private sealed class Watcher : ReceiveActor
    {
        public Watcher(IActorRef[] actors, ConcurrentQueue<int> ended)
        {
            Receive<int>(i => Context.Watch(actors[i]));
            Receive<Terminated>(t => ended.Enqueue(Array.IndexOf(actors, t.ActorRef)));
        }
    }

    /// <summary>Collects dead letters by receiver.</summary>
    private sealed class Letters : IDisposable
    {
        private readonly ConcurrentQueue<(IActorRef To, int Number)> _letters = new();
        private readonly ActorSystem _system;
        private readonly IActorRef _listener;

        public Letters(ActorSystem system)
        {
            _system = system;
            var letters = _letters;
            _listener = system.ActorOf(Props.Create(() => new Listener(letters)));
            system.EventStream.Subscribe(_listener, typeof(DeadLetter));
        }

        public IEnumerable<int> To(IActorRef actor) => _letters.Where(l => l.To.Equals(actor)).Select(l => l.Number);

        public void Clear() => _letters.Clear();

        public void Dispose() => _system.Stop(_listener);

        private sealed class Listener : ReceiveActor
        {
            public Listener(ConcurrentQueue<(IActorRef To, int Number)> letters) =>
                Receive<DeadLetter>(d =>
                {
                    if (d.Message is Step step)
                        letters.Enqueue((d.Recipient, step.Number));
                });
        }
    }
}
