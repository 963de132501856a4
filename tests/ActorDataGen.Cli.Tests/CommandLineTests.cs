namespace ActorDataGen.Cli.Tests;

public sealed class CommandLineTests
{
    [Theory]
    [InlineData("--no-such-option")]
    [InlineData("no-such-command")]
    [InlineData("show")]
    [InlineData("scale j many")]
    [InlineData("jobs --server nonsense")]
    [InlineData("submit --image i --topic t --env NOVALUE --server http://127.0.0.1:1")]
    [InlineData("submit --image i --topic t --cpu lots --server http://127.0.0.1:1")]
    [InlineData("submit --image i --topic t --constraint zone --server http://127.0.0.1:1")]
    [InlineData("up --roles wizard")]
    [InlineData("up --http nonsense")]
    [InlineData("broker --listen nowhere")]
    [InlineData("generate temperature")]
    [InlineData("generate no-such-set --preview 1")]
    public async Task RunAsync_WhatCannotBe_IsAUsageError(string line) =>
        Assert.Equal(ExitCode.Usage, await CommandLine.RunAsync(line.Split(' ')));

    [Fact]
    public async Task RunAsync_NoNodeThere_IsUnreachable() =>
        Assert.Equal(ExitCode.Unreachable, await CommandLine.RunAsync(["jobs", "--server", "http://127.0.0.1:1"]));

    [Fact]
    public void Version_IsThePackages() => Assert.Matches(@"^\d+\.\d+\.\d+", CommandLine.Version);
}
