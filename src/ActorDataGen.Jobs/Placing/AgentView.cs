using System.Diagnostics.CodeAnalysis;
using ActorDataGen.Jobs.Agents;
using ActorDataGen.Jobs.Specs;

namespace ActorDataGen.Jobs.Placing;

/// <summary>The agents as an owner sees them now, indexed by how full they are. Belongs to one actor: not safe for threads.</summary>
/// <remarks>
/// Agents that take replicas stand in one of <see cref="Levels"/> lists by load, so a choice looks at a few agents, not
/// at all: the emptiest for spread, the fullest that is not full for binpack.
/// </remarks>
public sealed class AgentView
{
    /// <summary>Steps of load that are told apart: 1 in 128 is finer than a heartbeat is fresh.</summary>
    internal const int Levels = 128;

    private readonly Dictionary<AgentId, AgentRoom> _rooms = [];
    private readonly List<AgentRoom>[] _levels = [.. Enumerable.Range(0, Levels).Select(_ => new List<AgentRoom>())];

    /// <summary>How many agents are known, whether they take replicas or not.</summary>
    public int Count => _rooms.Count;

    internal IEnumerable<AgentRoom> All => _rooms.Values;

    /// <summary>Takes in what is known of an agent now.</summary>
    /// <param name="agent">The agent.</param>
    /// <param name="health">How it is, as the observer decided.</param>
    /// <param name="status">Its heartbeat, if one just came; null when only its health changed.</param>
    public void Update(AgentId agent, AgentHealth health, AgentStatus? status)
    {
        if (!_rooms.TryGetValue(agent, out var room))
        {
            _rooms.Add(agent, room = new AgentRoom(agent));
        }

        room.Hear(health, status);
        Index(room);
    }

    /// <summary>Forgets an agent.</summary>
    public void Remove(AgentId agent)
    {
        if (_rooms.Remove(agent, out var room))
        {
            Unindex(room);
        }
    }

    /// <summary>Counts a replica against an agent until its own heartbeats do. Call it for each place that is taken.</summary>
    public void Reserve(AgentId agent, JobSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        if (_rooms.TryGetValue(agent, out var room))
        {
            room.Reserve(spec.Cpu, spec.Memory);
            Index(room);
        }
    }

    [SuppressMessage("Design", "CA1002", Justification = "Internal, and indexed in a hot loop.")]
    internal List<AgentRoom> Level(int level) => _levels[level];

    private void Index(AgentRoom room)
    {
        var load = room.Load();
        // Full or closed agents stand nowhere. What is full in one respect may still take a replica that asks nothing of it,
        // unless it is the number of containers.
        var level = room.Health == AgentHealth.Ready && room.Fits(0, 0) ? Math.Clamp((int)(load * Levels), 0, Levels - 1) : -1;
        if (level == room.Level)
        {
            return;
        }

        Unindex(room);
        if (level >= 0)
        {
            (room.Level, room.Slot) = (level, _levels[level].Count);
            _levels[level].Add(room);
        }
    }

    private void Unindex(AgentRoom room)
    {
        if (room.Level < 0)
        {
            return;
        }

        var level = _levels[room.Level];
        var last = level[^1];
        level[room.Slot] = last;
        last.Slot = room.Slot;
        level.RemoveAt(level.Count - 1);
        room.Level = -1;
    }
}
