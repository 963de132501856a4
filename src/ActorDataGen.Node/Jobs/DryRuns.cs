using ActorDataGen.Client.Contract;
using ActorDataGen.Jobs;
using ActorDataGen.Jobs.Agents;
using ActorDataGen.Jobs.Placing;
using ActorDataGen.Jobs.Specs;
using ActorDataGen.Node.ReadModel;
using Room = ActorDataGen.Jobs.Placing.AgentView;

namespace ActorDataGen.Node.Jobs;

/// <summary>Says where a job would go if it were submitted now, by the same choice that controllers make.</summary>
internal static class DryRuns
{
    public static DryRun Try(JobSpec spec, ClusterReadModel model)
    {
        var room = new Room();
        foreach (var agent in model.LiveAgents)
        {
            room.Update(agent.Agent, Health(agent.State), agent);
        }

        var places = new List<AgentId>();
        var whyNot = new List<string>();
        for (var replica = 0; replica < spec.Replicas; replica++)
        {
            var choice = Placement.Choose(spec, room, places.ToArray(), [], (uint)replica);
            if (!choice.Found)
            {
                whyNot.Add($"replica {replica}: {choice.Reason}");
                break;
            }

            room.Reserve(choice.Agent, spec);
            places.Add(choice.Agent);
        }

        return new DryRun { Spec = JobViews.Document(spec), WouldRunOn = [.. places.Select(p => p.ToString())], WhyNot = whyNot };
    }

    private static AgentHealth Health(AgentState state) => state switch
    {
        AgentState.Ready => AgentHealth.Ready,
        AgentState.Draining => AgentHealth.Draining,
        AgentState.Drained => AgentHealth.Drained,
        _ => AgentHealth.Unhealthy,
    };
}
