using ActorDataGen.Jobs.Agents;

namespace ActorDataGen.Jobs.Tests.Agents;

public sealed class AgentLivenessMachineTests
{
    private static readonly LivenessOptions Options = new() { LostAfter = TimeSpan.FromSeconds(30) };

    private static AgentStatus Status(AgentState state = AgentState.Ready) => new() { Agent = new AgentId("a"), State = state };

    private static TimeSpan At(int seconds) => TimeSpan.FromSeconds(seconds);

    private static LivenessDecision Tell(LivenessDecision before, IAgentObservation observation, int at) =>
        AgentLivenessMachine.Decide(before.Next, observation, Options, At(at));

    [Fact]
    public void Decide_SilentForLostAfter_IsLostOnce()
    {
        var met = AgentLivenessMachine.Meet(Status(), At(0));
        Assert.Null(Tell(met, new ObservationTick(CaughtUp: true), 29).Change);

        var lost = Tell(met, new ObservationTick(CaughtUp: true), 30);

        Assert.Equal(AgentHealth.Lost, lost.Change);
        Assert.Null(Tell(lost, new ObservationTick(CaughtUp: true), 90).Change);
    }

    [Fact]
    public void Decide_HeardWhileLost_IsWhatItSays()
    {
        var lost = Tell(AgentLivenessMachine.Meet(Status(), At(0)), new ObservationTick(CaughtUp: true), 40);

        Assert.Equal(AgentHealth.Draining, Tell(lost, new AgentHeard(Status(AgentState.Draining)), 41).Change);
    }

    [Fact]
    public void Decide_NotCaughtUp_SilenceDoesNotCount()
    {
        var met = AgentLivenessMachine.Meet(Status(), At(0));
        var behind = Tell(met, new ObservationTick(CaughtUp: false), 100);
        Assert.Null(behind.Change);

        Assert.Null(Tell(behind, new ObservationTick(CaughtUp: true), 129).Change);
        Assert.Equal(AgentHealth.Lost, Tell(behind, new ObservationTick(CaughtUp: true), 130).Change);
    }

    [Fact]
    public void Decide_ObservationResumed_CountsAnew()
    {
        var resumed = Tell(AgentLivenessMachine.Meet(Status(), At(0)), ObservationResumed.Instance, 1000);

        Assert.Null(Tell(resumed, new ObservationTick(CaughtUp: true), 1029).Change);
    }

    [Fact]
    public void Decide_ExpectedButNeverHeard_IsLostInTheEnd()
    {
        var expected = new LivenessDecision(AgentLivenessMachine.Expect(new AgentId("ghost"), At(0)), null);

        Assert.Equal(AgentHealth.Lost, Tell(expected, new ObservationTick(CaughtUp: true), 30).Change);
    }

    [Fact]
    public void Decide_ExpectedAndHeard_IsAChangeEvenWhenReady()
    {
        var expected = new LivenessDecision(AgentLivenessMachine.Expect(new AgentId("a"), At(0)), null);

        Assert.Equal(AgentHealth.Ready, Tell(expected, new AgentHeard(Status()), 1).Change);
    }

    [Theory]
    [InlineData(AgentState.Ready, AgentHealth.Ready)]
    [InlineData(AgentState.Unhealthy, AgentHealth.Unhealthy)]
    [InlineData(AgentState.Draining, AgentHealth.Draining)]
    [InlineData(AgentState.Drained, AgentHealth.Drained)]
    public void Decide_Heard_SaysWhatChanged(AgentState state, AgentHealth expected)
    {
        foreach (var from in Enum.GetValues<AgentHealth>())
        {
            var before = new AgentLiveness(new AgentId("a"), from, At(0), Status());
            var decision = AgentLivenessMachine.Decide(before, new AgentHeard(Status(state)), Options, At(5));

            Assert.Equal(expected, decision.Next.Health);
            Assert.Equal(from == expected ? null : expected, decision.Change);
            Assert.Equal(At(5), decision.Next.HeardAt);
        }
    }
}
