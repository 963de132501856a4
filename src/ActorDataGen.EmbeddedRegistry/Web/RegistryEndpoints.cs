using System.Text.Json;
using ActorDataGen.EmbeddedRegistry.State;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace ActorDataGen.EmbeddedRegistry.Web;

/// <summary>The REST interface: paths, parameters and bodies to the machines' questions.</summary>
internal static class RegistryEndpoints
{
    public static void Map(RouteGroupBuilder group)
    {
        Read(group, "/", (_, _) => RegistryAnswer.Ok(new NothingView()));
        Read(group, "/contexts", (_, _) => RegistryAnswer.Ok(new List<string> { "." }));
        Read(group, "/v1/metadata/id", (_, _) => RegistryAnswer.Ok(new ServerIdView(new ServerScope([]), "adg")));
        Read(group, "/v1/metadata/version", (_, _) => RegistryAnswer.Ok(new ServerVersionView(typeof(RegistryEndpoints).Assembly.GetName().Version!.ToString(3), "")));
        MapSchemas(group);
        MapSubjects(group);
        MapSettings(group);
    }

    private static void MapSchemas(RouteGroupBuilder group)
    {
        Read(group, "/schemas", (s, r) => VersionMachine.ListSchemas(s, r.Prefix, r.Flag("deleted"), r.Flag("latestOnly"), r.Offset, r.Limit));
        Read(group, "/schemas/types", (_, _) => RegistryAnswer.Ok(new List<string> { SchemaRegistry.SchemaDocument.Avro }));
        Read(group, "/schemas/ids/{id}", (s, r) => VersionMachine.GetById(s, r.Id, r.Flag("fetchMaxId")));
        Read(group, "/schemas/ids/{id}/schema", (s, r) => VersionMachine.GetTextById(s, r.Id));
        Read(group, "/schemas/ids/{id}/subjects", (s, r) => VersionMachine.SubjectsOf(s, r.Id, r.Flag("deleted")));
        Read(group, "/schemas/ids/{id}/versions", (s, r) => VersionMachine.VersionsOf(s, r.Id, r.Flag("deleted")));
        Read(group, "/schemas/guids/{guid}", (s, r) => VersionMachine.GetByGuid(s, r.Path("guid")));
        Read(group, "/schemas/guids/{guid}/ids", (s, r) => VersionMachine.IdsOfGuid(s, r.Path("guid")));
    }

    private static void MapSubjects(RouteGroupBuilder group)
    {
        Read(group, "/subjects", (s, r) => VersionMachine.ListSubjects(s, r.Prefix, r.Flag("deleted"), r.Flag("deletedOnly"), r.Offset, r.Limit));
        Read(group, "/subjects/{subject}/versions", (s, r) => VersionMachine.ListVersions(s, r.Subject, r.Flag("deleted"), r.Flag("deletedOnly"), r.Offset, r.Limit));
        Read(group, "/subjects/{subject}/versions/{version}", (s, r) => VersionMachine.Get(s, r.Subject, r.Path("version"), r.Flag("deleted")));
        Read(group, "/subjects/{subject}/versions/{version}/schema", (s, r) => VersionMachine.GetText(s, r.Subject, r.Path("version"), r.Flag("deleted")));
        Read(group, "/subjects/{subject}/versions/{version}/referencedby", (s, r) => VersionMachine.ReferencedBy(s, r.Subject, r.Path("version")));
        Write(group, HttpMethods.Post, "/subjects/{subject}/versions", Schema((s, r, body) => RegistrationMachine.Register(s, r.Subject, body, r.Flag("normalize"))));
        Write(group, HttpMethods.Post, "/subjects/{subject}", Schema((s, r, body) => RegistrationMachine.Find(s, r.Subject, body, r.Flag("deleted"), r.Flag("normalize"))));
        Write(group, HttpMethods.Delete, "/subjects/{subject}", (s, r, _) => VersionMachine.DeleteSubject(s, r.Subject, r.Flag("permanent")));
        Write(group, HttpMethods.Delete, "/subjects/{subject}/versions/{version}", (s, r, _) => VersionMachine.DeleteVersion(s, r.Subject, r.Path("version"), r.Flag("permanent")));
        Write(group, HttpMethods.Post, "/compatibility/subjects/{subject}/versions", Schema((s, r, body) => RegistrationMachine.Test(s, r.Subject, null, body, r.Flag("verbose"))));
        Write(group, HttpMethods.Post, "/compatibility/subjects/{subject}/versions/{version}",
            Schema((s, r, body) => RegistrationMachine.Test(s, r.Subject, r.Path("version"), body, r.Flag("verbose"))));
    }

    private static void MapSettings(RouteGroupBuilder group)
    {
        Read(group, "/config", (s, _) => SettingsMachine.GetLevel(s, null, orGlobal: true));
        Read(group, "/config/{subject}", (s, r) => SettingsMachine.GetLevel(s, r.Subject, r.Flag("defaultToGlobal")));
        Write(group, HttpMethods.Put, "/config", Level((s, _, level) => SettingsMachine.SetLevel(s, null, level)));
        Write(group, HttpMethods.Put, "/config/{subject}", Level((s, r, level) => SettingsMachine.SetLevel(s, r.Subject, level)));
        Write(group, HttpMethods.Delete, "/config", (s, _, _) => SettingsMachine.UnsetLevel(s, null));
        Write(group, HttpMethods.Delete, "/config/{subject}", (s, r, _) => SettingsMachine.UnsetLevel(s, r.Subject));
        Read(group, "/mode", (s, _) => SettingsMachine.GetMode(s, null, orGlobal: true));
        Read(group, "/mode/{subject}", (s, r) => SettingsMachine.GetMode(s, r.Subject, r.Flag("defaultToGlobal")));
        Write(group, HttpMethods.Put, "/mode", Mode((s, r, mode) => SettingsMachine.SetMode(s, null, mode, r.Flag("force"))));
        Write(group, HttpMethods.Put, "/mode/{subject}", Mode((s, r, mode) => SettingsMachine.SetMode(s, r.Subject, mode, r.Flag("force"))));
        Write(group, HttpMethods.Delete, "/mode", (s, _, _) => SettingsMachine.UnsetMode(s, null));
        Write(group, HttpMethods.Delete, "/mode/{subject}", (s, r, _) => SettingsMachine.UnsetMode(s, r.Subject));
    }

    private static void Read(RouteGroupBuilder group, string pattern, Func<RegistryState, RegistryRequest, RegistryAnswer> decide) =>
        group.MapMethods(pattern, [HttpMethods.Get], (HttpContext context, RegistryService service) =>
            RegistryResponse.AnswerAsync(context, () => service.AskAsync(state => decide(state, new RegistryRequest(context)), context.RequestAborted)));

    private static void Write(RouteGroupBuilder group, string method, string pattern, Func<RegistryState, RegistryRequest, JsonElement?, RegistryAnswer> decide) =>
        group.MapMethods(pattern, [method], (HttpContext context, RegistryService service) => RegistryResponse.AnswerAsync(context, async () =>
        {
            JsonElement? body = null;
            if (method != HttpMethods.Delete)
            {
                try
                {
                    using var document = await JsonDocument.ParseAsync(context.Request.Body, default, context.RequestAborted);
                    body = document.RootElement.Clone();
                }
                catch (JsonException e)
                {
                    return RegistryAnswer.Refuse(400, 400, $"The body is not JSON: {e.Message}");
                }
            }

            return await service.ChangeAsync(state => decide(state, new RegistryRequest(context), body), context.RequestAborted);
        }));

    private static Func<RegistryState, RegistryRequest, JsonElement?, RegistryAnswer> Schema(Func<RegistryState, RegistryRequest, SchemaRequest, RegistryAnswer> decide) =>
        (state, request, body) =>
        {
            try
            {
                return body!.Value.Deserialize(RegistryJsonTypes.Default.SchemaRequest) is { } schema
                    ? decide(state, request, schema)
                    : Refusals.BadRequest("The body must be an object with \"schema\".");
            }
            catch (JsonException e)
            {
                return Refusals.BadRequest($"The body must be an object with \"schema\": {e.Message}");
            }
        };

    private static Func<RegistryState, RegistryRequest, JsonElement?, RegistryAnswer> Level(Func<RegistryState, RegistryRequest, string?, RegistryAnswer> decide) =>
        (state, request, body) => decide(state, request, Text(body, "compatibility") ?? Text(body, "compatibilityLevel"));

    private static Func<RegistryState, RegistryRequest, JsonElement?, RegistryAnswer> Mode(Func<RegistryState, RegistryRequest, string?, RegistryAnswer> decide) =>
        (state, request, body) => decide(state, request, Text(body, "mode"));

    private static string? Text(JsonElement? body, string name) =>
        body is { ValueKind: JsonValueKind.Object } && body.Value.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
