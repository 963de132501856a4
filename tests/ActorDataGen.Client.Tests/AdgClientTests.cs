using System.Net;
using System.Text;
using ActorDataGen.Client.Contract;

namespace ActorDataGen.Client.Tests;

public sealed class AdgClientTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task SubmitAsync_SendsTheDocumentWithoutWhatIsUnsaid()
    {
        var server = new Answers(HttpStatusCode.Accepted, """{"id":"j","partition":3,"offset":7}""");
        using var client = new AdgClient(new Uri("http://node:1"), "secret", server);

        var submitted = await client.SubmitAsync(new JobDocument { Image = "i", Topic = "t" }, Token);

        Assert.Equal(("j", 3, 7L), (submitted.Id, submitted.Partition, submitted.Offset));
        Assert.Equal("POST http://node:1/api/v1/jobs Bearer secret {\"image\":\"i\",\"topic\":\"t\"}", Assert.Single(server.Requests));
    }

    [Fact]
    public async Task Refusal_CarriesTheNodesWordsAndFields()
    {
        var server = new Answers(HttpStatusCode.UnprocessableEntity, """{"detail":"topic: is missing; give one","errors":[{"field":"topic","problem":"is missing"}]}""");
        using var client = new AdgClient(new Uri("http://node:1"), handler: server);

        var refusal = await Assert.ThrowsAsync<AdgClientException>(() => client.SubmitAsync(new JobDocument { Image = "i" }, Token));

        Assert.Equal("topic: is missing; give one", refusal.Message);
        Assert.Equal("topic", Assert.Single(refusal.Problem!.Errors!).Field);
        Assert.False(refusal.IsTransient);
    }

    [Theory]
    [InlineData(HttpStatusCode.ServiceUnavailable, true)]
    [InlineData(HttpStatusCode.TooManyRequests, true)]
    [InlineData(HttpStatusCode.Conflict, false)]
    public async Task Refusal_ThatIsNoProblemDocument_IsToldByItsStatus(HttpStatusCode status, bool isTransient)
    {
        using var client = new AdgClient(new Uri("http://node:1"), handler: new Answers(status, "<html>a proxy's page</html>"));

        var refusal = await Assert.ThrowsAsync<AdgClientException>(() => client.ListJobsAsync(cancellationToken: Token));

        Assert.Equal(isTransient, refusal.IsTransient);
        Assert.Contains(((int)status).ToString(System.Globalization.CultureInfo.InvariantCulture), refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FindJobAsync_NoSuchJob_IsNull()
    {
        using var client = new AdgClient(new Uri("http://node:1"), handler: new Answers(HttpStatusCode.NotFound, """{"detail":"there is no job ghost"}"""));

        Assert.Null(await client.FindJobAsync("ghost", Token));
    }

    [Fact]
    public async Task NoNode_IsToldWithTheRemedy()
    {
        using var client = new AdgClient(new Uri("http://127.0.0.1:1"));

        var refusal = await Assert.ThrowsAsync<AdgClientException>(() => client.ListJobsAsync(cancellationToken: Token));

        Assert.True(refusal.IsTransient);
        Assert.Contains("adg up", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnswerOfSomethingElse_IsToldAsSuch()
    {
        using var client = new AdgClient(new Uri("http://node:1"), handler: new Answers(HttpStatusCode.OK, "hello"));

        var refusal = await Assert.ThrowsAsync<AdgClientException>(() => client.ListJobsAsync(cancellationToken: Token));

        Assert.Contains("is it a node", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task EventsAsync_ReadsServerSentEvents()
    {
        using var client = new AdgClient(new Uri("http://node:1"), handler: new Answers(HttpStatusCode.OK, "event: reset\ndata: {\"kind\":\"reset\"}\n\nevent: job\ndata: {\"kind\":\"job\",\"id\":\"j\"}\n\n"));

        Assert.Equal(["reset", "job"], await client.EventsAsync(Token).Select(e => e.Kind).ToListAsync(Token));
    }

    private sealed class Answers(HttpStatusCode status, string body) : HttpMessageHandler
    {
        public List<string> Requests { get; } = [];

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var content = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken);
            Requests.Add($"{request.Method} {request.RequestUri} {request.Headers.Authorization} {content}");
            return new HttpResponseMessage(status) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        }
    }
}
