using ActorDataGen.Node.Jobs;

namespace ActorDataGen.Node.Tests.Jobs;

public sealed class QuantityTests
{
    [Theory]
    [InlineData("90s", 90)]
    [InlineData("15m", 900)]
    [InlineData("2h", 7200)]
    [InlineData("1d", 86400)]
    [InlineData("1h30m", 5400)]
    [InlineData("250ms", 0.25)]
    [InlineData("1.5h", 5400)]
    [InlineData("45", 45)]
    [InlineData(" 10s ", 10)]
    public void TryParseSpan_AsPeopleWriteIt_Reads(string text, double seconds)
    {
        Assert.True(Quantity.TryParseSpan(text, out var span));
        Assert.Equal(TimeSpan.FromSeconds(seconds), span);
    }

    [Theory]
    [InlineData("")]
    [InlineData("s")]
    [InlineData("10x")]
    [InlineData("-5s")]
    [InlineData("1h nonsense")]
    [InlineData("99999999999d")]
    [InlineData("NaN")]
    public void TryParseSpan_Nonsense_Refuses(string text) => Assert.False(Quantity.TryParseSpan(text, out _));

    [Theory]
    [InlineData("90s")]
    [InlineData("1d2h3m4s5ms")]
    [InlineData("0s")]
    public void Write_ThenParse_IsTheSame(string text)
    {
        Assert.True(Quantity.TryParseSpan(text, out var span));
        Assert.True(Quantity.TryParseSpan(Quantity.Write(span), out var again));
        Assert.Equal(span, again);
    }

    [Theory]
    [InlineData("", 0)]
    [InlineData("0", 0)]
    [InlineData("1024", 1024)]
    [InlineData("512m", 512L << 20)]
    [InlineData("1g", 1L << 30)]
    [InlineData("1.5GiB", 3L << 29)]
    [InlineData("64K", 64 << 10)]
    public void TryParseBytes_AsPeopleWriteIt_Reads(string text, long bytes)
    {
        Assert.True(Quantity.TryParseBytes(text, out var read));
        Assert.Equal(bytes, read);
    }

    [Theory]
    [InlineData("lots")]
    [InlineData("-1")]
    [InlineData("1x")]
    [InlineData("m")]
    [InlineData("99999999999999t")]
    public void TryParseBytes_Nonsense_Refuses(string text) => Assert.False(Quantity.TryParseBytes(text, out _));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(512L << 20)]
    [InlineData((1L << 30) + 1)]
    public void WriteBytes_ThenParse_IsTheSame(long bytes)
    {
        Assert.True(Quantity.TryParseBytes(Quantity.WriteBytes(bytes), out var again));
        Assert.Equal(bytes, again);
    }
}
