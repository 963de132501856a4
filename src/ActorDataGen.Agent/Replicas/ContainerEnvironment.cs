using System.Collections.Immutable;
using System.Globalization;
using ActorDataGen.Jobs.Replicas;

namespace ActorDataGen.Agent.Replicas;

/// <summary>Makes a container's environment: the contract that every image may rely on, with the job's own variables over it.</summary>
internal static class ContainerEnvironment
{
    /// <summary>Builds it, or says in one line what is missing on this agent.</summary>
    public static (ImmutableSortedDictionary<string, string> Variables, string? Problem) Build(ReplicaInstruction instruction, AgentOptions options)
    {
        var container = instruction.Container!;
        var variables = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        var target = new AgentTarget(options.ContainerBootstrapServers, options.ContainerSchemaRegistryUrl);
        if (container.Target.Length > 0 && !options.Targets.TryGetValue(container.Target, out target!))
            return (variables.ToImmutable(), $"target '{container.Target}' is not in agent {options.AgentId}'s configuration: add it, or constrain the job to agents that have it");

        foreach (var (name, value) in target.Environment)
            variables[name] = value;
        foreach (var (name, value) in container.Environment)
            variables[name] = value;
        foreach (var (name, secret) in container.Secrets)
        {
            if (!options.Secrets.TryGetValue(secret, out var value))
                return (variables.ToImmutable(), $"secret '{secret}' is not in agent {options.AgentId}'s configuration: add it, or constrain the job to agents that have it");
            variables[name] = value;
        }

        // Older images read the second name, and a job that sets it means it for all.
        var bootstrap = variables.GetValueOrDefault("KAFKA_BOOTSTRAP_SERVERS_DOCKER")
            ?? variables.GetValueOrDefault("KAFKA_BOOTSTRAP_SERVERS") ?? target.BootstrapServers;
        variables["KAFKA_BOOTSTRAP_SERVERS"] = bootstrap;
        variables["KAFKA_BOOTSTRAP_SERVERS_DOCKER"] = bootstrap;
        if (!variables.ContainsKey("SCHEMA_REGISTRY_URL") && target.SchemaRegistryUrl.Length > 0)
            variables["SCHEMA_REGISTRY_URL"] = target.SchemaRegistryUrl;
        variables["KAFKA_TOPIC"] = container.Topic;
        variables["ADG_JOB_ID"] = instruction.JobId.ToString();
        variables["ADG_JOB_UID"] = instruction.Uid.ToString();
        variables["ADG_REPLICA"] = instruction.Replica.ToString(CultureInfo.InvariantCulture);
        // Its share of the work; differs from the number only where runs overlap.
        variables["ADG_ORDINAL"] = instruction.Ordinal.ToString(CultureInfo.InvariantCulture);
        variables["ADG_REPLICAS"] = instruction.Replicas.ToString(CultureInfo.InvariantCulture);
        variables["ADG_RUN"] = instruction.Run.ToString(CultureInfo.InvariantCulture);
        variables["ADG_ATTEMPT"] = instruction.Attempt.ToString(CultureInfo.InvariantCulture);
        // By the replica's own number, which overlapping runs do not share: a later attempt fences an earlier one, and no other.
        variables["ADG_TRANSACTIONAL_ID"] = string.Create(CultureInfo.InvariantCulture, $"{instruction.Uid}/{instruction.Replica}");
        return (variables.ToImmutable(), null);
    }
}
