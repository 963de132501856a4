using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using ActorDataGen.Jobs;

namespace ActorDataGen.Agent.Engines;

/// <summary>Whose container it is: what the labels say and what the name is made of.</summary>
/// <param name="Owner">Cluster and agent that the container belongs to; nobody else touches it.</param>
/// <param name="JobId">The job's id as its user knows it.</param>
/// <param name="JobUid">The job's unique id; a job deleted and created again has another one.</param>
/// <param name="Replica">Number of the replica, from 0.</param>
/// <param name="Run">Number of the job's run, from 1.</param>
/// <param name="Attempt">Number of the replica's attempt, from 1.</param>
public sealed record ReplicaIdentity(EngineOwner Owner, JobId JobId, JobUid JobUid, int Replica, int Run, int Attempt)
{
    private const string ClusterLabel = "adg.cluster";
    private const string AgentLabel = "adg.agent";
    private const string JobLabel = "adg.job";
    private const string UidLabel = "adg.uid";
    private const string ReplicaLabel = "adg.replica";
    private const string RunLabel = "adg.run";
    private const string AttemptLabel = "adg.attempt";

    /// <summary>
    /// The container's name, the same for the same identity, so that an engine itself finds out that a container is
    /// created twice. At most 63 characters of <c>[a-z0-9-]</c>: readable parts first, then a hash of everything.
    /// </summary>
    public string ContainerName
    {
        get
        {
            var all = string.Create(CultureInfo.InvariantCulture,
                $"{Owner.ClusterId}\n{Owner.AgentId}\n{JobUid}\n{Replica}\n{Run}\n{Attempt}");
            var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(all)).AsSpan(0, 6));
            return string.Create(CultureInfo.InvariantCulture, $"adg-{Slug(JobId.ToString())}-{Replica}-{Attempt}-{hash}");
        }
    }

    /// <summary>The labels that a container of this identity carries.</summary>
    public ImmutableDictionary<string, string> ToLabels() => ImmutableDictionary.CreateRange(
    [
        KeyValuePair.Create(ClusterLabel, Owner.ClusterId),
        KeyValuePair.Create(AgentLabel, Owner.AgentId.ToString()),
        KeyValuePair.Create(JobLabel, JobId.ToString()),
        KeyValuePair.Create(UidLabel, JobUid.ToString()),
        KeyValuePair.Create(ReplicaLabel, Replica.ToString(CultureInfo.InvariantCulture)),
        KeyValuePair.Create(RunLabel, Run.ToString(CultureInfo.InvariantCulture)),
        KeyValuePair.Create(AttemptLabel, Attempt.ToString(CultureInfo.InvariantCulture)),
    ]);

    /// <summary>Reads an identity back from labels, or null where they are not (or not all) ours.</summary>
    public static ReplicaIdentity? FromLabels(IReadOnlyDictionary<string, string> labels)
    {
        ArgumentNullException.ThrowIfNull(labels);
        return labels.TryGetValue(ClusterLabel, out var cluster) && labels.TryGetValue(AgentLabel, out var agent)
            && labels.TryGetValue(JobLabel, out var job) && labels.TryGetValue(UidLabel, out var text) && JobUid.TryParse(text, out var uid)
            && TryNumber(ReplicaLabel, out var replica) && TryNumber(RunLabel, out var run) && TryNumber(AttemptLabel, out var attempt)
            ? new ReplicaIdentity(new EngineOwner(cluster, new AgentId(agent)), new JobId(job), uid, replica, run, attempt)
            : null;

        bool TryNumber(string label, out int number)
        {
            number = 0;
            return labels.TryGetValue(label, out var digits) && int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out number);
        }
    }

    /// <summary>The labels by which an owner finds its own.</summary>
    internal static ImmutableDictionary<string, string> OwnerLabels(EngineOwner owner) => ImmutableDictionary.CreateRange(
    [
        KeyValuePair.Create(ClusterLabel, owner.ClusterId),
        KeyValuePair.Create(AgentLabel, owner.AgentId.ToString()),
    ]);

    private static string Slug(string text)
    {
        var slug = new StringBuilder(24);
        foreach (var c in text)
        {
            if (slug.Length == 24)
                break;
            if (char.IsAsciiLetterOrDigit(c))
                slug.Append(char.ToLowerInvariant(c));
            else if (slug.Length > 0 && slug[^1] != '-')
                slug.Append('-');
        }

        var trimmed = slug.ToString().TrimEnd('-');
        return trimmed.Length == 0 ? "job" : trimmed;
    }
}

/// <summary>Cluster and agent: several of both share daemons, and each touches only its own containers.</summary>
/// <param name="ClusterId">Id of the cluster.</param>
/// <param name="AgentId">Id of the agent within the cluster.</param>
public sealed record EngineOwner(string ClusterId, AgentId AgentId);
