using System.Net;

namespace ActorDataGen.SchemaRegistry.Tests.Client;

/// <summary>Authentication and TLS with a real web server.</summary>
public sealed class AuthenticationTests
{
    private static readonly string Basic = "Basic " + Convert.ToBase64String("me:grüße:x"u8);

    [Fact]
    public async Task Basic_FromOptionsOrAddress_IsLetIn()
    {
        await using var registry = await WebRegistry.StartAsync(Basic);
        Assert.Equal([Basic], await AskAsync(new SchemaRegistryOptions { Urls = [registry.Url], BasicAuthentication = ("me", "grüße:x") }));
        var withUser = new UriBuilder(registry.Url) { UserName = "me", Password = Uri.EscapeDataString("grüße:x") }.Uri;
        Assert.Equal([Basic], await AskAsync(new SchemaRegistryOptions { Urls = [withUser] }));
    }

    [Fact]
    public async Task Basic_WrongPassword_IsRefusedAtOnce()
    {
        await using var registry = await WebRegistry.StartAsync(Basic);
        var e = await Assert.ThrowsAsync<SchemaRegistryException>(() =>
            AskAsync(new SchemaRegistryOptions { Urls = [registry.Url], BasicAuthentication = ("me", "wrong") }));
        Assert.Equal((HttpStatusCode.Unauthorized, 401, false), (e.Status!.Value, e.ErrorCode, e.IsTransient));
    }

    [Fact]
    public async Task Bearer_TokenRenewed_IsLetInEachTime()
    {
        await using var registry = await WebRegistry.StartAsync("Bearer t1", "Bearer t2");
        var tokens = 0;
        using var client = new SchemaRegistryClient(new SchemaRegistryOptions { Urls = [registry.Url], BearerToken = _ => ValueTask.FromResult($"t{++tokens}") });
        Assert.Equal(["Bearer t1"], await client.GetSubjectsAsync());
        Assert.Equal(["Bearer t2"], await client.GetSubjectsAsync());
        var e = await Assert.ThrowsAsync<SchemaRegistryException>(() => client.GetSubjectsAsync());
        Assert.Equal(HttpStatusCode.Unauthorized, e.Status);
    }

    [Fact]
    public async Task Tls_OwnAuthorityInOptions_IsTrusted()
    {
        using var certificates = new TestCertificates();
        await using var registry = await WebRegistry.StartAsync(certificates, needsCertificate: false);
        Assert.Equal("https", registry.Url.Scheme);
        Assert.Equal(["anybody"], await AskAsync(new SchemaRegistryOptions { Urls = [registry.Url], CertificateAuthorities = certificates.Authorities }));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Tls_AuthorityUnknownOrAnother_IsNotTrusted(bool isAnother)
    {
        using var certificates = new TestCertificates();
        using var others = new TestCertificates("another");
        await using var registry = await WebRegistry.StartAsync(certificates, needsCertificate: false);
        var e = await Assert.ThrowsAsync<SchemaRegistryException>(() => AskAsync(new SchemaRegistryOptions
        {
            Urls = [registry.Url],
            CertificateAuthorities = isAnother ? others.Authorities : null,
            Retries = 0,
        }));
        Assert.IsType<System.Security.Authentication.AuthenticationException>(e.InnerException!.InnerException);
    }

    [Fact]
    public async Task Tls_CertificateIsForAnotherHost_IsNotTrusted()
    {
        using var certificates = new TestCertificates();
        await using var registry = await WebRegistry.StartAsync(certificates, needsCertificate: false);
        var url = new UriBuilder(registry.Url) { Host = "localhost" }.Uri;
        var e = await Assert.ThrowsAsync<SchemaRegistryException>(() =>
            AskAsync(new SchemaRegistryOptions { Urls = [url], CertificateAuthorities = certificates.Authorities, Retries = 0 }));
        Assert.IsType<System.Security.Authentication.AuthenticationException>(e.InnerException!.InnerException);
    }

    [Fact]
    public async Task Tls_ClientCertificate_IsShown()
    {
        using var certificates = new TestCertificates();
        await using var registry = await WebRegistry.StartAsync(certificates, needsCertificate: true);
        var options = new SchemaRegistryOptions { Urls = [registry.Url], CertificateAuthorities = certificates.Authorities, ClientCertificate = certificates.Client };
        Assert.Equal(["CN=client"], await AskAsync(options));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Tls_NoClientCertificateOrAnothers_IsNotLetIn(bool isAnother)
    {
        using var certificates = new TestCertificates();
        using var others = new TestCertificates("another");
        await using var registry = await WebRegistry.StartAsync(certificates, needsCertificate: true);
        var e = await Assert.ThrowsAsync<SchemaRegistryException>(() => AskAsync(new SchemaRegistryOptions
        {
            Urls = [registry.Url],
            CertificateAuthorities = certificates.Authorities,
            ClientCertificate = isAnother ? others.Client : null,
            Retries = 0,
        }));
        Assert.Null(e.Status);
    }

    private static async Task<IEnumerable<string>> AskAsync(SchemaRegistryOptions options)
    {
        using var client = new SchemaRegistryClient(options);
        return await client.GetSubjectsAsync();
    }
}
