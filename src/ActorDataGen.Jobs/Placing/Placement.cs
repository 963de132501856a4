using System.Globalization;
using ActorDataGen.Jobs.Agents;
using ActorDataGen.Jobs.Specs;
using ActorDataGen.Jobs.Values;

namespace ActorDataGen.Jobs.Placing;

/// <summary>Where a replica goes, or why nowhere.</summary>
/// <param name="Agent">The agent; empty when there is none.</param>
/// <param name="Reason">Why there is none, for people; empty when there is one.</param>
public readonly record struct PlacementChoice(AgentId Agent, string Reason)
{
    /// <summary>True when there is one.</summary>
    public bool Found => !Agent.IsEmpty;
}

/// <summary>Chooses agents for replicas.</summary>
public static class Placement
{
    /// <summary>Chooses an agent with room, without taking the room (see <see cref="AgentView.Reserve"/>).</summary>
    /// <param name="spec">The job.</param>
    /// <param name="view">The agents.</param>
    /// <param name="occupied">Where other live replicas of the job are, once for each.</param>
    /// <param name="avoid">Agents taken only when no other has room.</param>
    /// <param name="salt">Any number, the same for the same question: agents that are equally good are tried in an order that depends on it, so that owners who place at the same time do not all pick the same one.</param>
    public static PlacementChoice Choose(JobSpec spec, AgentView view, ReadOnlySpan<AgentId> occupied, ReadOnlySpan<AgentId> avoid, uint salt)
    {
        ArgumentNullException.ThrowIfNull(spec);
        ArgumentNullException.ThrowIfNull(view);
        AgentRoom? second = null;
        var secondRank = int.MaxValue;
        for (var step = 0; step < AgentView.Levels; step++)
        {
            // Levels are by load: spread starts at the emptiest, binpack at the fullest that is not full.
            var level = view.Level(spec.Strategy == PlacementStrategy.Spread ? step : AgentView.Levels - 1 - step);
            var offset = level.Count == 0 ? 0 : (int)(salt % (uint)level.Count);
            for (var index = 0; index < level.Count; index++)
            {
                var room = level[(index + offset) % level.Count];
                if (!room.Fits(spec.Cpu, spec.Memory) || !Satisfies(room.Labels, room.Agent, spec.Constraints))
                {
                    continue;
                }

                var rank = Rank(spec.AntiAffinity, room.Agent, occupied, avoid);
                if (rank == 0)
                {
                    return new PlacementChoice(room.Agent, "");
                }

                if (rank < secondRank)
                {
                    (second, secondRank) = (room, rank);
                }
            }
        }

        return second is null ? new PlacementChoice(default, WhyNot(spec, view, occupied)) : new PlacementChoice(second.Agent, "");
    }

    /// <summary>0 is the best, and <see cref="int.MaxValue"/> cannot be.</summary>
    private static int Rank(AntiAffinity rule, AgentId agent, ReadOnlySpan<AgentId> occupied, ReadOnlySpan<AgentId> avoid)
    {
        var shared = 0;
        if (rule != AntiAffinity.None)
        {
            foreach (var other in occupied)
            {
                shared += other == agent ? 1 : 0;
            }

            if (shared > 0 && rule == AntiAffinity.Required)
            {
                return int.MaxValue;
            }
        }

        // An agent that just refused is worse than one that has a replica of this job already.
        return shared + (avoid.Contains(agent) ? JobSpecValidator.MaxReplicas + 1 : 0);
    }

    /// <summary>True when an agent's labels say what all constraints ask.</summary>
    public static bool Satisfies(StringMap labels, AgentId agent, ValueArray<PlacementConstraint> constraints)
    {
        foreach (var constraint in constraints)
        {
            if (!Satisfies(labels, agent, constraint))
            {
                return false;
            }
        }

        return true;
    }

    private static bool Satisfies(StringMap labels, AgentId agent, PlacementConstraint constraint)
    {
        var value = labels.Find(constraint.Label) ?? (constraint.Label == "agent" ? agent.Value : null);
        return constraint.Operator switch
        {
            ConstraintOperator.Equal => value == constraint.Value,
            ConstraintOperator.NotEqual => value != constraint.Value,
            ConstraintOperator.Exists => value is not null,
            ConstraintOperator.NotExists => value is null,
            ConstraintOperator.In => value is not null && IsIn(value, constraint.Value),
            ConstraintOperator.NotIn => value is null || !IsIn(value, constraint.Value),
            _ => false,
        };
    }

    private static bool IsIn(string value, string list)
    {
        foreach (var range in list.AsSpan().Split(','))
        {
            if (list.AsSpan(range).Trim().SequenceEqual(value))
            {
                return true;
            }
        }

        return false;
    }

    private static string WhyNot(JobSpec spec, AgentView view, ReadOnlySpan<AgentId> occupied)
    {
        if (view.Count == 0)
        {
            return "There is no agent; start one.";
        }

        var counts = new SortedDictionary<string, int>(StringComparer.Ordinal);
        foreach (var room in view.All)
        {
            var why = WhyNot(spec, room, occupied);
            counts[why] = counts.GetValueOrDefault(why) + 1;
        }

        return string.Create(CultureInfo.InvariantCulture, $"No place: of {view.Count} agents {string.Join(", ", counts.Select(entry => $"{entry.Value} {entry.Key}"))}.");
    }

    private static string WhyNot(JobSpec spec, AgentRoom room, ReadOnlySpan<AgentId> occupied)
    {
        if (room.Health != AgentHealth.Ready)
        {
            return room.Health == AgentHealth.Unhealthy ? "unhealthy" : room.Health.ToString().ToLowerInvariant();
        }

        foreach (var constraint in spec.Constraints)
        {
            if (!Satisfies(room.Labels, room.Agent, constraint))
            {
                return $"not {constraint.Label} {Describe(constraint.Operator)}{constraint.Value}";
            }
        }

        return room.WhyNotFits(spec.Cpu, spec.Memory)
            ?? (spec.AntiAffinity == AntiAffinity.Required && occupied.Contains(room.Agent) ? "with a replica of this job already" : "just taken");
    }

    private static string Describe(ConstraintOperator comparison) => comparison switch
    {
        ConstraintOperator.Equal => "= ",
        ConstraintOperator.NotEqual => "!= ",
        ConstraintOperator.Exists => "given",
        ConstraintOperator.NotExists => "absent",
        ConstraintOperator.In => "in ",
        _ => "outside ",
    };
}
