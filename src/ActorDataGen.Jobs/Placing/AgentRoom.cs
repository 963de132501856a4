using ActorDataGen.Jobs.Agents;
using ActorDataGen.Jobs.Values;

namespace ActorDataGen.Jobs.Placing;

/// <summary>What an owner knows of the room on one agent: what the agent says, and what the owner gave away since.</summary>
internal sealed class AgentRoom(AgentId agent)
{
    private readonly List<Reservation> _reservations = [];
    private AgentResources _used;
    private AgentResources _capacity;

    public AgentId Agent { get; } = agent;

    public AgentHealth Health { get; private set; } = AgentHealth.Unhealthy;

    public StringMap Labels { get; private set; } = StringMap.Empty;

    /// <summary>Its level in the view's index, or −1 while it takes nothing.</summary>
    public int Level { get; set; } = -1;

    /// <summary>Its place within that level.</summary>
    public int Slot { get; set; }

    public void Hear(AgentHealth health, AgentStatus? status)
    {
        Health = health;
        if (status is null)
        {
            return;
        }

        Labels = status.Labels;
        _capacity = status.Capacity;
        // The second word after a reservation was written after the agent had seen its instruction, or refused it: by then
        // what was given away is either in the agent's own count or not wanted. The first may have been on its way before.
        var kept = 0;
        _used = status.Allocated;
        for (var index = 0; index < _reservations.Count; index++)
        {
            if (_reservations[index] is { Heard: 0 } reservation)
            {
                _reservations[kept++] = reservation with { Heard = 1 };
                _used = Plus(_used, reservation.Cpu, reservation.Memory, 1);
            }
        }

        _reservations.RemoveRange(kept, _reservations.Count - kept);
    }

    public void Reserve(double cpu, long memory)
    {
        _reservations.Add(new Reservation(cpu, memory, 0));
        _used = Plus(_used, cpu, memory, 1);
    }

    public bool Fits(double cpu, long memory) => WhyNotFits(cpu, memory) is null;

    public string? WhyNotFits(double cpu, long memory) =>
        // Cores are fractions: ten times 0.1 must fit into 1.
        _capacity.Cpu > 0 && _used.Cpu + cpu > _capacity.Cpu + 1e-9 && cpu > 0 ? "without enough CPU"
        : _capacity.Memory > 0 && memory > 0 && _used.Memory + memory > _capacity.Memory ? "without enough memory"
        : _capacity.Containers > 0 && _used.Containers >= _capacity.Containers ? "with as many containers as they may have"
        : null;

    /// <summary>How full it is, from 0 to 1, by what is scarcest. Where nothing is bounded, by its number of containers.</summary>
    public double Load()
    {
        var load = 0.0;
        load = _capacity.Cpu > 0 ? Math.Max(load, _used.Cpu / _capacity.Cpu) : load;
        load = _capacity.Memory > 0 ? Math.Max(load, (double)_used.Memory / _capacity.Memory) : load;
        load = _capacity.Containers > 0 ? Math.Max(load, (double)_used.Containers / _capacity.Containers) : load;
        // Replicas without limits take nothing that is counted; they too should not all go to one agent.
        return Math.Max(load, _used.Containers / (_used.Containers + 100.0));
    }

    private static AgentResources Plus(AgentResources used, double cpu, long memory, int containers) =>
        new(used.Cpu + cpu, used.Memory + memory, used.Containers + containers);

    private readonly record struct Reservation(double Cpu, long Memory, int Heard);
}
