using System.Collections.Immutable;
using ActorDataGen.EmbeddedRegistry.Entries;

namespace ActorDataGen.EmbeddedRegistry.State;

/// <summary>What a request comes to: an answer, and what must be written before it is given.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Body">What is answered: one of the registry's JSON types, or text.</param>
/// <param name="Entries">What must be written first.</param>
internal sealed record RegistryAnswer(int Status, object Body, ImmutableArray<RegistryEntry> Entries)
{
    public static RegistryAnswer Ok(object body, params ImmutableArray<RegistryEntry> entries) => new(200, body, entries);

    public static RegistryAnswer Refuse(int status, int code, string message) => new(status, new RegistryError(code, message), []);
}

/// <summary>Confluent's refusals: status, code and words, on which clients depend.</summary>
internal static class Refusals
{
    public static RegistryAnswer NoSubject(string subject) => RegistryAnswer.Refuse(404, 40401, $"Subject '{subject}' not found.");

    public static RegistryAnswer NoVersion(string version) => RegistryAnswer.Refuse(404, 40402, $"Version {version} not found.");

    public static RegistryAnswer NoSchema() => RegistryAnswer.Refuse(404, 40403, "Schema not found");

    public static RegistryAnswer NoId(int id) => RegistryAnswer.Refuse(404, 40403, $"Schema {id} not found");

    public static RegistryAnswer SubjectIsDeleted(string subject) =>
        RegistryAnswer.Refuse(404, 40404, $"Subject '{subject}' was soft deleted.Set permanent=true to delete permanently");

    public static RegistryAnswer SubjectIsNotDeleted(string subject) =>
        RegistryAnswer.Refuse(404, 40405, $"Subject '{subject}' was not deleted first before being permanently deleted");

    public static RegistryAnswer VersionIsDeleted(string subject, int version) =>
        RegistryAnswer.Refuse(404, 40406, $"Subject '{subject}' Version {version} was soft deleted.Set permanent=true to delete permanently");

    public static RegistryAnswer VersionIsNotDeleted(string subject, int version) =>
        RegistryAnswer.Refuse(404, 40407, $"Subject '{subject}' Version {version} was not deleted first before being permanently deleted");

    public static RegistryAnswer NoConfig(string subject) =>
        RegistryAnswer.Refuse(404, 40408, $"Subject '{subject}' does not have subject-level compatibility configured");

    public static RegistryAnswer NoMode(string subject) =>
        RegistryAnswer.Refuse(404, 40409, $"Subject '{subject}' does not have subject-level mode configured");

    public static RegistryAnswer Incompatible(string subject, IEnumerable<string> reasons) => RegistryAnswer.Refuse(
        409, 409, $"Schema being registered is incompatible with an earlier schema for subject \"{subject}\", details: [{string.Join(", ", reasons)}]");

    public static RegistryAnswer InvalidSchema(string reason) => RegistryAnswer.Refuse(422, 42201, $"Invalid schema: {reason}");

    public static RegistryAnswer InvalidVersion(string version) => RegistryAnswer.Refuse(
        422, 42202, $"The specified version '{version}' is not a valid version id. Allowed values are between [1, 2^31-1] and the string \"latest\"");

    public static RegistryAnswer InvalidLevel(string? level) => RegistryAnswer.Refuse(
        422, 42203, $"Invalid compatibility level '{level}'. Valid values are none, backward, forward, full, backward_transitive, forward_transitive, and full_transitive");

    public static RegistryAnswer InvalidMode(string? mode) => RegistryAnswer.Refuse(
        422, 42204, $"Invalid mode '{mode}'. Valid values are READWRITE, READONLY, READONLY_OVERRIDE and IMPORT");

    public static RegistryAnswer NotPermitted(string reason) => RegistryAnswer.Refuse(422, 42205, reason);

    public static RegistryAnswer Referenced(string subject, int version) => RegistryAnswer.Refuse(
        422, 42206, $"One or more references exist to the schema {{magic=1,keytype=SCHEMA,subject={subject},version={version}}}.");

    public static RegistryAnswer BadRequest(string reason) => RegistryAnswer.Refuse(422, 422, reason);
}
