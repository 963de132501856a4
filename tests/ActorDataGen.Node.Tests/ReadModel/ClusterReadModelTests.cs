using ActorDataGen.Client.Contract;
using ActorDataGen.Jobs;
using ActorDataGen.Jobs.Agents;
using ActorDataGen.Jobs.Lifecycle;
using ActorDataGen.Jobs.Specs;
using ActorDataGen.Node.ReadModel;

namespace ActorDataGen.Node.Tests.ReadModel;

public sealed class ClusterReadModelTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void Agents_NotHeardForLong_AreLostAndTakeNothing()
    {
        var time = new ManualTime();
        var model = new ClusterReadModel(time, TimeSpan.FromSeconds(10));
        model.Apply(new AgentStatus { Agent = new AgentId("a"), State = AgentState.Ready });

        time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal("ready", model.FindAgent("a")!.State);

        time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal("lost", model.FindAgent("a")!.State);
        Assert.Empty(model.LiveAgents);
    }

    [Fact]
    public async Task WatchAsync_Change_ComesAfterAReset()
    {
        var model = new ClusterReadModel(TimeProvider.System, TimeSpan.FromSeconds(10));
        await using var watch = model.WatchAsync(Token).GetAsyncEnumerator(Token);

        Assert.True(await watch.MoveNextAsync());
        Assert.Equal("reset", watch.Current.Kind);
        var next = watch.MoveNextAsync();
        model.Apply(Job("j"));

        Assert.True(await next);
        Assert.Equal(("job", "j"), (watch.Current.Kind, watch.Current.Id));
    }

    [Fact]
    public async Task WatchAsync_WatcherFarBehind_IsToldToReadAnew()
    {
        var model = new ClusterReadModel(TimeProvider.System, TimeSpan.FromSeconds(10));
        await using var watch = model.WatchAsync(Token).GetAsyncEnumerator(Token);
        await watch.MoveNextAsync();
        var first = watch.MoveNextAsync();
        for (var i = 0; i < 5000; i++)
        {
            model.Apply(Job($"j{i}"));
        }

        Assert.True(await first);
        ChangeEvent last;
        do
        {
            Assert.True(await watch.MoveNextAsync());
            last = watch.Current;
        }
        while (last.Kind == "job");

        Assert.Equal("reset", last.Kind);
    }

    [Fact]
    public void FindJob_RememberedDeletion_IsNoJob()
    {
        var model = new ClusterReadModel(TimeProvider.System, TimeSpan.FromSeconds(10));
        model.Apply(Job("j") with { Phase = JobPhase.Deleted });

        Assert.Null(model.FindJob("j"));
        Assert.Empty(model.Jobs);
    }

    private static JobState Job(string id) => new() { Spec = new JobSpec { Id = new JobId(id), Image = "i", Topic = "t" } };

    private sealed class ManualTime : TimeProvider
    {
        private long _ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _ticks;

        public void Advance(TimeSpan by) => _ticks += by.Ticks;
    }
}
