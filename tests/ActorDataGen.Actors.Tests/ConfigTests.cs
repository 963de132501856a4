namespace ActorDataGen.ActorTests;

public sealed class ConfigTests
{
    [Fact]
    public void ParseString_WhatBothUnderstand_IsRead()
    {
        var config = ConfigurationFactory.ParseString("""
            # a comment
            a { b = 1, c = "two", d { e = on } } // another
            a.f = 10s
            list = [ "x", y ]
            text = plain words
            """);
        Assert.Equal(1, config.GetInt("a.b"));
        Assert.Equal("two", config.GetString("a.c"));
        Assert.True(config.GetBoolean("a.d.e"));
        Assert.Equal(TimeSpan.FromSeconds(10), config.GetTimeSpan("a.f"));
        Assert.Equal(["x", "y"], config.GetStringList("list"));
        Assert.Equal("plain words", config.GetString("text"));
        Assert.Equal(7, config.GetInt("missing", 7));
        Assert.Equal("two", config.GetConfig("a").GetString("c"));
    }

    [Fact]
    public void WithFallback_Missing_IsLookedUpThere()
    {
        var config = ConfigurationFactory.ParseString("a.b = 1").WithFallback(ConfigurationFactory.ParseString("a { b = 2, c = 3 }"));
        Assert.Equal(1, config.GetInt("a.b"));
        Assert.Equal(3, config.GetInt("a.c"));
        Assert.Equal(3, config.GetConfig("a").GetInt("c"));
    }

    [Theory]
    [InlineData("1ms", 1)]
    [InlineData("2 s", 2000)]
    [InlineData("1.5 minutes", 90000)]
    [InlineData("250", 250)]
    [InlineData("infinite", -1)]
    public void GetTimeSpan_Units_AreRead(string text, double milliseconds) =>
        Assert.Equal(milliseconds, ConfigurationFactory.ParseString($"t = {text}").GetTimeSpan("t").TotalMilliseconds);
}
