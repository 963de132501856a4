namespace ActorDataGen.ActorTests.Internals;

public sealed class HoconReaderTests
{
    [Theory]
    [InlineData("a {")]
    [InlineData("a = [1")]
    [InlineData("a = \"open")]
    [InlineData("= 1")]
    public void ParseString_Broken_SaysWhere(string text) =>
        Assert.Contains("line", Record.Exception(() => ConfigurationFactory.ParseString(text))!.Message, StringComparison.OrdinalIgnoreCase);
}
