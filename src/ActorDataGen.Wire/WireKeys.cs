using System.Globalization;
using ActorDataGen.Jobs;

namespace ActorDataGen.Wire;

/// <summary>The keys of the management topics.</summary>
public static class WireKeys
{
    private const string JobPrefix = "job/";
    private const string ReplicaPrefix = "replica/";

    /// <summary><c>job/{id}</c> on <c>Job_Status</c>.</summary>
    public static string Job(JobId id) => $"{JobPrefix}{id}";

    /// <summary><c>replica/{uid}/{replica}/{attempt}</c> on <c>Job_Status</c>.</summary>
    public static string Replica(JobUid uid, int replica, int attempt) =>
        string.Create(CultureInfo.InvariantCulture, $"{ReplicaPrefix}{uid}/{replica}/{attempt}");

    /// <summary><c>{agent}/{uid}/{replica}</c> on <c>Job_Instruction</c>.</summary>
    public static string Instruction(AgentId agent, JobUid uid, int replica) =>
        string.Create(CultureInfo.InvariantCulture, $"{agent}/{uid}/{replica}");

    /// <summary>Reads a key of <c>Job_Status</c> that belongs to a job.</summary>
    public static bool TryReadJob(string? key, out JobId id)
    {
        var read = key is not null && key.StartsWith(JobPrefix, StringComparison.Ordinal) && key.Length > JobPrefix.Length;
        id = read ? new JobId(key![JobPrefix.Length..]) : default;
        return read;
    }

    /// <summary>Reads a key of <c>Job_Status</c> that belongs to an attempt.</summary>
    public static bool TryReadReplica(string? key, out JobUid uid, out int replica, out int attempt)
    {
        (uid, replica, attempt) = (default, 0, 0);
        return key is not null
            && key.StartsWith(ReplicaPrefix, StringComparison.Ordinal)
            && key.Split('/') is [_, var u, var r, var a]
            && JobUid.TryParse(u, out uid)
            && int.TryParse(r, NumberStyles.None, CultureInfo.InvariantCulture, out replica)
            && int.TryParse(a, NumberStyles.None, CultureInfo.InvariantCulture, out attempt);
    }

    /// <summary>Reads a key of <c>Job_Instruction</c>. An agent's id may itself hold slashes; a uid and a number may not.</summary>
    public static bool TryReadInstruction(string? key, out AgentId agent, out JobUid uid, out int replica)
    {
        (agent, uid, replica) = (default, default, 0);
        var last = key?.LastIndexOf('/') ?? -1;
        var first = last > 0 ? key!.LastIndexOf('/', last - 1) : -1;
        if (first <= 0
            || !JobUid.TryParse(key![(first + 1)..last], out uid)
            || !int.TryParse(key.AsSpan(last + 1), NumberStyles.None, CultureInfo.InvariantCulture, out replica))
        {
            return false;
        }

        agent = new AgentId(key[..first]);
        return true;
    }
}
