using System.Text.Json;
using ActorDataGen.Jobs.Lifecycle;
using ActorDataGen.Jobs.Specs;
using ActorDataGen.Jobs.Values;

namespace ActorDataGen.Jobs.Tests.Values;

public sealed class ValueTests
{
    [Fact]
    public void ValueArray_SameElements_AreEqual()
    {
        ValueArray<string> one = ["a", "b"];
        ValueArray<string> other = ["a", "b"];

        Assert.Equal(one, other);
        Assert.Equal(one.GetHashCode(), other.GetHashCode());
        Assert.NotEqual(one, other.Add("c"));
        Assert.NotEqual(one, ["b", "a"]);
        Assert.Equal(default, (ValueArray<string>)[]);
    }

    [Fact]
    public void ValueArray_SetItem_LeavesTheOriginal()
    {
        ValueArray<int> one = [1, 2];

        Assert.Equal([1, 5], one.SetItem(1, 5));
        Assert.Equal([1, 2], one);
    }

    [Fact]
    public void StringMap_AnyOrder_IsEqualAndFindsAll()
    {
        var one = StringMap.Of(("b", "2"), ("a", "1"), ("c", "3"));
        var other = StringMap.Of(("c", "3"), ("a", "0"), ("b", "2"), ("a", "1"));

        Assert.Equal(one, other);
        Assert.Equal(one.GetHashCode(), other.GetHashCode());
        Assert.Equal("2", one["b"]);
        Assert.Null(one.Find("d"));
        Assert.Throws<KeyNotFoundException>(() => one["d"]);
        Assert.Equal(4, one.With("d", "4").Count);
    }

    [Fact]
    public void Command_Json_NamesItsOperation()
    {
        JobCommand command = new ScaleJob(new JobId("x"), 3) { RequestId = "r" };
        var json = JsonSerializer.Serialize(command);

        Assert.Contains("\"operation\":\"scale\"", json, StringComparison.Ordinal);
        Assert.Equal(command, JsonSerializer.Deserialize<JobCommand>(json));
    }

    [Fact]
    public void JobUid_Text_RoundTrips()
    {
        var uid = JobUid.New();

        Assert.True(JobUid.TryParse(uid.ToString(), out var read));
        Assert.Equal(uid, read);
        Assert.Equal(32, uid.ToString().Length);
        Assert.False(JobUid.TryParse("nonsense", out _));
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<JobUid>("\"nonsense\""));
    }

    [Fact]
    public void Backoff_ManyTries_StaysBelowTheBound()
    {
        var backoff = new Backoff { Delay = TimeSpan.FromSeconds(1), Factor = 2, MaxDelay = TimeSpan.FromSeconds(30), Jitter = 0.5 };

        Assert.Equal(TimeSpan.FromSeconds(4), backoff.After(2, 0));
        Assert.Equal(TimeSpan.FromSeconds(30), backoff.After(100_000, 0));
        Assert.Equal(TimeSpan.FromSeconds(15), backoff.After(100_000, 1));
    }
}
