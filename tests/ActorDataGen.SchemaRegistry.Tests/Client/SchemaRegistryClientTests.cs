using System.Net;
using static ActorDataGen.SchemaRegistry.Tests.FakeRegistry;

namespace ActorDataGen.SchemaRegistry.Tests.Client;

public sealed class SchemaRegistryClientTests
{
    private static readonly SchemaDocument Text = new("\"string\"");

    [Fact]
    public async Task GetByIdAsync_ManyAtOnce_SendsOneRequest()
    {
        var gate = new TaskCompletionSource();
        using var fake = new FakeRegistry((_, _) => Json("""{"schema": "\"string\""}""")) { Gate = gate.Task };
        using var client = fake.Client();
        var asking = Enumerable.Range(0, 50).Select(_ => client.GetByIdAsync(7)).ToList();
        gate.SetResult();
        Assert.All(await Task.WhenAll(asking), d => Assert.Equal(Text, d));
        Assert.Equal(("GET", "/schemas/ids/7", null), Assert.Single(fake.Requests));
    }

    [Fact]
    public async Task GetByIdAsync_OneGivesUp_OthersStillGetTheAnswer()
    {
        var gate = new TaskCompletionSource();
        using var fake = new FakeRegistry((_, _) => Json("""{"schema": "\"string\""}""")) { Gate = gate.Task };
        using var client = fake.Client();
        using var impatient = new CancellationTokenSource();
        var first = client.GetByIdAsync(7, impatient.Token);
        var second = client.GetByIdAsync(7);
        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        gate.SetResult();
        Assert.Equal(Text, await second);
    }

    [Fact]
    public async Task GetByIdAsync_RegistryGoesDown_ServesWhatItKnows()
    {
        var isDown = false;
        using var fake = new FakeRegistry((_, _) => isDown ? throw new HttpRequestException("down") : Json("""{"schema": "\"string\""}"""));
        using var client = fake.Client();
        await client.GetByIdAsync(7);
        isDown = true;
        Assert.Equal(Text, await client.GetByIdAsync(7));
        var e = await Assert.ThrowsAsync<SchemaRegistryException>(() => client.GetByIdAsync(8));
        Assert.True(e.IsTransient);
        isDown = false;
        Assert.Equal(Text, await client.GetByIdAsync(8));
    }

    [Fact]
    public async Task RegisterAsync_ServerError_IsTriedAgain()
    {
        var calls = 0;
        using var fake = new FakeRegistry((_, _) =>
            ++calls < 3 ? Json("""{"error_code": 50001, "message": "busy"}""", HttpStatusCode.InternalServerError) : Json("""{"id": 5}"""));
        using var client = fake.Client();
        Assert.Equal(5, await client.RegisterAsync("a/b c-value", Text));
        Assert.Equal(3, fake.Requests.Count);
        Assert.Equal("/subjects/a%2Fb%20c-value/versions", fake.Requests[0].Path);
    }

    [Fact]
    public async Task RegisterAsync_Incompatible_ThrowsAtOnceAndIsNotTransient()
    {
        using var fake = new FakeRegistry((_, _) => Json("""{"error_code": 409, "message": "incompatible"}""", HttpStatusCode.Conflict));
        using var client = fake.Client();
        var e = await Assert.ThrowsAsync<SchemaRegistryException>(() => client.RegisterAsync("s", Text));
        Assert.Equal((409, false, false), (e.ErrorCode, e.IsTransient, e.IsNotFound));
        Assert.Single(fake.Requests);
    }

    [Fact]
    public async Task GetLatestAsync_FirstAddressDown_AsksTheSecond()
    {
        using var fake = new FakeRegistry((request, _) => request.RequestUri!.Host == "one"
            ? throw new HttpRequestException("refused")
            : Json("""{"subject": "s", "version": 3, "id": 9, "schema": "\"string\""}"""));
        using var client = fake.Client("http://one:1", "http://two:2/base/");
        Assert.Equal(new RegisteredSchema("s", 3, 9, Text), await client.GetLatestAsync("s"));
        Assert.Equal("/base/subjects/s/versions/latest", fake.Requests[^1].Path);
    }

    [Fact]
    public async Task FindAsync_NotThere_IsNull()
    {
        using var fake = new FakeRegistry((_, _) => Json("""{"error_code": 40403, "message": "Schema not found"}""", HttpStatusCode.NotFound));
        using var client = fake.Client();
        Assert.Null(await client.FindAsync("s", Text));
        Assert.Null(await client.GetVersionAsync("s", 1));
        Assert.Empty(await client.GetVersionsAsync("s"));
    }

    [Fact]
    public async Task GetSubjectsAsync_PlainNotFound_IsAnErrorOfTheAddress()
    {
        using var fake = new FakeRegistry((_, _) => new HttpResponseMessage(HttpStatusCode.NotFound) { Content = new StringContent("<html>") });
        using var client = fake.Client();
        var e = await Assert.ThrowsAsync<SchemaRegistryException>(() => client.GetVersionAsync("s", 1));
        Assert.False(e.IsNotFound);
    }

    [Fact]
    public async Task SendAsync_UserInTheAddress_AuthenticatesAndKeepsItOutOfTheRequest()
    {
        using var fake = new FakeRegistry((_, _) => Json("[]"));
        using var client = fake.Client("http://me:se%3Acret@registry");
        await client.GetSubjectsAsync();
        Assert.Equal("Basic " + Convert.ToBase64String("me:se:cret"u8), fake.Requests[0].Authorization);
    }

    [Fact]
    public async Task SendAsync_BearerToken_IsAskedForEachTime()
    {
        var tokens = 0;
        using var fake = new FakeRegistry((_, _) => Json("[]"));
        using var client = new SchemaRegistryClient(new SchemaRegistryOptions
        {
            Urls = [new Uri("http://registry")],
            Handler = fake,
            BearerToken = _ => ValueTask.FromResult($"t{++tokens}"),
        });
        await client.GetSubjectsAsync();
        await client.GetSubjectsAsync();
        Assert.Equal(["Bearer t1", "Bearer t2"], fake.Requests.Select(r => r.Authorization));
    }
}
