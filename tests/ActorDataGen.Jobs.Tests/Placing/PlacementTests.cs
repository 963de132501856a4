using ActorDataGen.Jobs.Agents;
using ActorDataGen.Jobs.Placing;
using ActorDataGen.Jobs.Specs;
using ActorDataGen.Jobs.Values;

namespace ActorDataGen.Jobs.Tests.Placing;

public sealed class PlacementTests
{
    private static readonly JobSpec Spec = new() { Id = new JobId("j"), Image = "i", Topic = "t", Cpu = 1, Memory = 1 << 30 };

    private static AgentStatus Status(string agent, double usedCpu = 0, AgentState state = AgentState.Ready, int containers = 0, params (string, string)[] labels) => new()
    {
        Agent = new AgentId(agent),
        State = state,
        Labels = StringMap.Of(labels),
        Capacity = new AgentResources(4, 8L << 30, 10),
        Allocated = new AgentResources(usedCpu, 0, containers),
    };

    private static AgentView View(params AgentStatus[] agents)
    {
        var view = new AgentView();
        foreach (var agent in agents)
        {
            view.Update(agent.Agent, agent.State == AgentState.Ready ? AgentHealth.Ready : AgentHealth.Draining, agent);
        }

        return view;
    }

    private static PlacementChoice Choose(AgentView view, JobSpec spec, string[]? occupied = null, string[]? avoid = null) =>
        Placement.Choose(spec, view, [.. (occupied ?? []).Select(a => new AgentId(a))], [.. (avoid ?? []).Select(a => new AgentId(a))], 0);

    [Fact]
    public void Choose_Spread_TakesTheEmptiest() =>
        Assert.Equal("b", Choose(View(Status("a", 2), Status("b", 0.5), Status("c", 1)), Spec).Agent.Value);

    [Fact]
    public void Choose_Binpack_TakesTheFullestWithRoom() =>
        Assert.Equal("c", Choose(View(Status("a", 3.5), Status("b", 0.5), Status("c", 2)), Spec with { Strategy = PlacementStrategy.Binpack }).Agent.Value);

    [Fact]
    public void Choose_Reserved_CountsUntilTheAgentCountsItself()
    {
        var view = View(Status("a"), Status("b", 1.5));
        view.Reserve(new AgentId("a"), Spec);
        view.Reserve(new AgentId("a"), Spec);
        Assert.Equal("b", Choose(view, Spec).Agent.Value);

        // The first heartbeat may have been written before the instruction was seen.
        view.Update(new AgentId("a"), AgentHealth.Ready, Status("a"));
        Assert.Equal("b", Choose(view, Spec).Agent.Value);
        view.Update(new AgentId("a"), AgentHealth.Ready, Status("a"));
        Assert.Equal("a", Choose(view, Spec).Agent.Value);
    }

    [Fact]
    public void Choose_NoRoom_SaysWhyForEach()
    {
        var view = View(Status("a", 3.5), Status("b", 0, AgentState.Draining), Status("c", containers: 10), Status("d", 4));
        var choice = Choose(view, Spec);

        Assert.False(choice.Found);
        Assert.Equal("No place: of 4 agents 1 draining, 1 with as many containers as they may have, 2 without enough CPU.", choice.Reason);
    }

    [Fact]
    public void Choose_NoAgents_SaysSo() => Assert.Equal("There is no agent; start one.", Choose(new AgentView(), Spec).Reason);

    [Fact]
    public void Choose_TooMuchMemory_SaysSo() =>
        Assert.Contains("without enough memory", Choose(View(Status("a")), Spec with { Memory = 9L << 30 }).Reason, StringComparison.Ordinal);

    [Fact]
    public void Choose_TenTenths_FitIntoOneCore()
    {
        var view = new AgentView();
        view.Update(new AgentId("a"), AgentHealth.Ready, Status("a") with { Capacity = new AgentResources(1, 0, 0) });
        for (var replica = 0; replica < 10; replica++)
        {
            Assert.True(Choose(view, Spec with { Cpu = 0.1 }).Found, $"replica {replica}");
            view.Reserve(new AgentId("a"), Spec with { Cpu = 0.1 });
        }

        Assert.False(Choose(view, Spec with { Cpu = 0.1 }).Found);
    }

    [Theory]
    [InlineData("zone", ConstraintOperator.Equal, "eu", "a")]
    [InlineData("zone", ConstraintOperator.NotEqual, "eu", "b")]
    [InlineData("gpu", ConstraintOperator.Exists, "", "b")]
    [InlineData("gpu", ConstraintOperator.NotExists, "", "a")]
    [InlineData("zone", ConstraintOperator.In, "us, asia", "b")]
    [InlineData("zone", ConstraintOperator.NotIn, "us,asia", "a")]
    [InlineData("agent", ConstraintOperator.Equal, "b", "b")]
    public void Choose_Constraint_IsKept(string label, ConstraintOperator comparison, string value, string expected)
    {
        var view = View(Status("a", 0, labels: ("zone", "eu")), Status("b", 0, labels: [("zone", "us"), ("gpu", "")]));

        Assert.Equal(expected, Choose(view, Spec with { Constraints = [new PlacementConstraint(label, comparison, value)] }).Agent.Value);
    }

    [Fact]
    public void Choose_ConstraintNobodyMeets_IsNamed() =>
        Assert.Equal(
            "No place: of 1 agents 1 not zone = mars.",
            Choose(View(Status("a")), Spec with { Constraints = [new PlacementConstraint("zone", ConstraintOperator.Equal, "mars")] }).Reason);

    [Fact]
    public void Choose_AntiAffinityPreferred_SharesOnlyWhenItMust()
    {
        var view = View(Status("a"), Status("b", 3));
        Assert.Equal("b", Choose(view, Spec, occupied: ["a"]).Agent.Value);
        Assert.Equal("a", Choose(view, Spec, occupied: ["a", "b", "b"]).Agent.Value);
        Assert.Equal("a", Choose(view, Spec with { AntiAffinity = AntiAffinity.None }, occupied: ["a"]).Agent.Value);
    }

    [Fact]
    public void Choose_AntiAffinityRequired_NeverShares() =>
        Assert.Contains(
            "with a replica of this job already",
            Choose(View(Status("a")), Spec with { AntiAffinity = AntiAffinity.Required }, occupied: ["a"]).Reason,
            StringComparison.Ordinal);

    [Fact]
    public void Choose_Avoided_IsTakenOnlyWhenNoOtherHasRoom()
    {
        var view = View(Status("a"), Status("b", 3));
        Assert.Equal("b", Choose(view, Spec, avoid: ["a"]).Agent.Value);
        Assert.Equal("a", Choose(view, Spec with { Cpu = 2 }, avoid: ["a"]).Agent.Value);
    }

    [Fact]
    public void Choose_DifferentSalts_DoNotAllPickTheSame()
    {
        var view = View([.. Enumerable.Range(0, 20).Select(index => Status($"a{index}"))]);

        var picked = Enumerable.Range(0, 20).Select(salt => Placement.Choose(Spec, view, [], [], (uint)salt).Agent).Distinct().Count();

        Assert.Equal(20, picked);
    }

    [Fact]
    public void Choose_LostThenBack_IsTakenAgain()
    {
        var view = View(Status("a"));
        view.Update(new AgentId("a"), AgentHealth.Lost, null);
        Assert.Contains("1 lost", Choose(view, Spec).Reason, StringComparison.Ordinal);

        view.Update(new AgentId("a"), AgentHealth.Ready, Status("a"));
        Assert.True(Choose(view, Spec).Found);
        view.Remove(new AgentId("a"));
        Assert.False(Choose(view, Spec).Found);
    }

    [Fact]
    public void Choose_ReplicasWithoutLimits_AreSpreadToo()
    {
        var view = new AgentView();
        foreach (var agent in new[] { "a", "b", "c" })
        {
            view.Update(new AgentId(agent), AgentHealth.Ready, new AgentStatus { Agent = new AgentId(agent), State = AgentState.Ready });
        }

        var counts = new Dictionary<AgentId, int>();
        for (var replica = 0; replica < 30; replica++)
        {
            var choice = Placement.Choose(Spec with { Cpu = 0, Memory = 0 }, view, [], [], (uint)replica);
            view.Reserve(choice.Agent, Spec with { Cpu = 0, Memory = 0 });
            counts[choice.Agent] = counts.GetValueOrDefault(choice.Agent) + 1;
        }

        Assert.All(counts.Values, count => Assert.InRange(count, 6, 14));
    }

    [Fact]
    public void Choose_RandomUpdates_IndexAgreesWithAFullLook()
    {
        var random = new Random(7);
        var view = new AgentView();
        var statuses = new Dictionary<AgentId, (AgentHealth Health, AgentStatus Status)>();
        for (var step = 0; step < 3000; step++)
        {
            var agent = new AgentId($"a{random.Next(40)}");
            if (random.Next(30) == 0)
            {
                view.Remove(agent);
                statuses.Remove(agent);
                continue;
            }

            var health = (AgentHealth)random.Next(5);
            var status = Status(agent.Value, random.NextDouble() * 4, containers: random.Next(11));
            view.Update(agent, health, status);
            statuses[agent] = (health, status);
            var spec = Spec with { Cpu = random.NextDouble() * 4, Memory = 0, Strategy = (PlacementStrategy)random.Next(2) };
            var fitting = statuses.Where(entry => entry.Value.Health == AgentHealth.Ready
                && entry.Value.Status.Allocated.Cpu + spec.Cpu <= 4 && entry.Value.Status.Allocated.Containers < 10).Select(entry => entry.Key).ToList();

            var choice = Placement.Choose(spec, view, [], [], (uint)step);

            Assert.Equal(fitting.Count > 0, choice.Found);
            Assert.True(!choice.Found || fitting.Contains(choice.Agent));
        }
    }
}
