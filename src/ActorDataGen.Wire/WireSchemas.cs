using System.Text;
using ActorDataGen.Avro;

namespace ActorDataGen.Wire;

/// <summary>The schemas of the management topics, as they are built in.</summary>
public static class WireSchemas
{
    /// <summary>Subject <c>{Job_Handling topic}-value</c>.</summary>
    public static AvroSchema JobHandling { get; } = Load("job_handling");

    /// <summary>Subject <c>{Job_Status topic}-value</c>.</summary>
    public static AvroSchema JobStatus { get; } = Load("job_status");

    /// <summary>Subject <c>{Job_Instruction topic}-value</c>.</summary>
    public static AvroSchema JobInstruction { get; } = Load("job_instruction");

    /// <summary>Subject <c>{Agent_Status topic}-value</c>.</summary>
    public static AvroSchema AgentStatus { get; } = Load("agent_status");

    /// <summary>Subject <c>{Agent_Handling topic}-value</c>.</summary>
    public static AvroSchema AgentHandling { get; } = Load("agent_handling");

    /// <summary>Version 1 of <c>job_handling</c>.</summary>
    public static AvroSchema Version1JobHandling { get; } = Load("v1.job_handling");

    /// <summary>Version 1 of <c>job_status</c>.</summary>
    public static AvroSchema Version1JobStatus { get; } = Load("v1.job_status");

    /// <summary>Version 1 of <c>agent_status</c>.</summary>
    public static AvroSchema Version1AgentStatus { get; } = Load("v1.agent_status");

    /// <summary>A schema's text, word for word as in the folder <c>schemas</c>.</summary>
    /// <param name="name">Such as <c>job_handling</c> or <c>v1.job_handling</c>.</param>
    public static string TextOf(string name)
    {
        using var stream = typeof(WireSchemas).Assembly.GetManifestResourceStream($"{name}.avsc")
            ?? throw new ArgumentException($"No schema '{name}' is built in.", nameof(name));
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }

    private static AvroSchema Load(string name) => AvroSchema.Parse(TextOf(name));
}
