using System.Security.Cryptography;
using System.Text;
using ActorDataGen.Docker.Connecting;

namespace ActorDataGen.Docker.Tests.Connecting;

/// <summary>Finding the daemon as the docker command does.</summary>
public sealed class DockerEndpointTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("adg-docker-config-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("unix:///run/x.sock", "unix:///run/x.sock")]
    [InlineData("/run/x.sock", "unix:///run/x.sock")]
    [InlineData("tcp://h:2375", "tcp://h:2375")]
    [InlineData("https://h:1", "https://h:1")]
    public void Parse_Address_IsUnderstood(string text, string address) => Assert.Equal(new Uri(address), DockerEndpoint.Parse(text).Address);

    [Theory]
    [InlineData("ssh://h")]
    [InlineData("npipe:////./pipe/docker")]
    public void Parse_AddressOfAnotherKind_NamesWhatWouldDo(string text) =>
        Assert.Contains("unix:///path", Assert.Throws<DockerApiException>(() => DockerEndpoint.Parse(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void From_NothingSet_IsTheDefaultSocket() => Assert.Equal(DockerEndpoint.Default, From());

    [Fact]
    public void From_HostAndTlsVerify_TakesCertificates()
    {
        var endpoint = From(("DOCKER_HOST", "tcp://h:2376"), ("DOCKER_TLS_VERIFY", "1"), ("DOCKER_CERT_PATH", "/certs"));
        Assert.Equal(("/certs", false), (endpoint.CertificateDirectory, endpoint.SkipVerification));
        Assert.True(From(("DOCKER_HOST", "tcp://h:2376"), ("DOCKER_TLS", "1")).SkipVerification);
        Assert.Null(From(("DOCKER_HOST", "tcp://h:2376")).CertificateDirectory);
    }

    [Fact]
    public void From_Context_IsReadFromDockersOwnFiles()
    {
        var id = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes("far")));
        var meta = Directory.CreateDirectory(Path.Combine(_folder.FullName, "contexts", "meta", id));
        var tls = Directory.CreateDirectory(Path.Combine(_folder.FullName, "contexts", "tls", id, "docker"));
        File.WriteAllText(Path.Combine(meta.FullName, "meta.json"), """{"Name":"far","Endpoints":{"docker":{"Host":"tcp://far:2376","SkipTLSVerify":false}}}""");
        var endpoint = From(("DOCKER_CONTEXT", "far"));
        Assert.Equal((new Uri("tcp://far:2376"), tls.FullName), (endpoint.Address, endpoint.CertificateDirectory));
        File.WriteAllText(Path.Combine(_folder.FullName, "config.json"), """{"currentContext":"far"}""");
        Assert.Equal(endpoint, From());
        Assert.Equal(new Uri("unix:///x"), From(("DOCKER_HOST", "unix:///x")).Address);
    }

    [Fact]
    public void From_UnknownContext_NamesIt() =>
        Assert.Contains("'nope'", Assert.Throws<DockerApiException>(() => From(("DOCKER_CONTEXT", "nope"))).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("busybox", "docker.io", "library/busybox", "latest", null)]
    [InlineData("adg/gen:1", "docker.io", "adg/gen", "1", null)]
    [InlineData("localhost/x", "localhost", "x", "latest", null)]
    [InlineData("h:5000/a/b:t@sha256:00", "h:5000", "a/b", "t", "sha256:00")]
    [InlineData("ghcr.io/a/b@sha256:00", "ghcr.io", "a/b", "", "sha256:00")]
    public void ParseImage_Name_IsTakenApartAsDockerDoes(string text, string registry, string repository, string tag, string? digest) =>
        Assert.Equal(new ImageReference(registry, repository, tag, digest), ImageReference.Parse(text));

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("x:")]
    [InlineData("h:5000/")]
    [InlineData("x?fromSrc=-")]
    public void ParseImage_Nonsense_IsRefused(string text) => Assert.Throws<DockerApiException>(() => ImageReference.Parse(text));

    private DockerEndpoint From(params (string Name, string Value)[] variables) =>
        DockerEndpoint.From(name => variables.FirstOrDefault(variable => variable.Name == name).Value, _folder.FullName);
}
