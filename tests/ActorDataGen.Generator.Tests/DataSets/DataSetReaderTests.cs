using ActorDataGen.Generator.DataSets;

namespace ActorDataGen.Generator.Tests.DataSets;

public sealed class DataSetReaderTests
{
    [Theory]
    [InlineData("fields: { a: { int: { min: 5, max: 1 } } }", "fields.a.int (line 1): min 5 is above max 1")]
    [InlineData("fields: { a: { itn: { max: 1 } } }", "fields.a.itn (line 1): unknown way to make a field")]
    [InlineData("fields: { a: { int: { max: x } } }", "fields.a.int.max (line 1): 'x' is not a whole number")]
    [InlineData("fields: { a: { int: { maxi: 5 } } }", "fields.a.int.maxi (line 1): unknown; there are min, max")]
    [InlineData("fields: { a: 1 }\nrat: 5", "rat (line 2): unknown; there are")]
    [InlineData("fields: { a: { pattern: '{b}' } }", "fields.a.pattern (line 1): there is no field 'b' before this one")]
    [InlineData("fields: { a: { pattern: 'x{' } }", "a brace without its other")]
    [InlineData("fields: { a: { choice: { x: -1 } } }", "weights that are not negative")]
    [InlineData("fields: { a: { lookup: { stream: b, field: c } } }", "there is no stream 'b' before this one")]
    [InlineData("fields: { a: { machine: { states: { x: { y: 1 } } } } }", "there is no state 'y'; there are x")]
    [InlineData("fields: { a: { fake: name.nobody } }", "'name.nobody' is not among")]
    [InlineData("fields: { a: { timestamp: hours } }", "'hours' is not a format of time")]
    [InlineData("fields: { a: 1 }\nrate: fast", "rate (line 2): 'fast' is not a rate such as")]
    [InlineData("fields: { a: 1 }\nbursts: [{ cron: '* *', for: 1s, rate: 5 }]", "bursts[0].cron (line 2): '* *' is not a cron expression")]
    [InlineData("fields: { a: 1 }\nfaults: { drop: 2 }", "faults.drop (line 2): a share is from 0 to 1")]
    [InlineData("fields: { a: 1 }\nentities: 0", "there is at least one entity")]
    [InlineData("fields: { a: 1 }\nstart: soon", "'soon' is neither `now` nor an instant")]
    [InlineData("fields: { a: { object: { m: { walk: {} } } } }", "machine and walk are fields of the record itself")]
    [InlineData("fields: {}", "there are no fields")]
    [InlineData("name: x", "fields is missing")]
    [InlineData("fields: [", "line ")]
    [InlineData("just text", "a data set is a map")]
    public void Read_Wrong_SaysWhereAndWhatInOneLine(string text, string expected)
    {
        var e = Assert.Throws<DataSetException>(() => DataSetCatalogue.Read(text, "my.yaml"));
        Assert.Contains(expected, e.Message, StringComparison.Ordinal);
        Assert.StartsWith("my.yaml", e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', e.Message);
    }

    [Fact]
    public void Read_JsonDescription_IsAsGoodAsYaml()
    {
        var set = DataSetCatalogue.Read("""{"name": "j", "fields": {"a": {"int": {"min": 3, "max": 3}}, "b": "x\"y", "c": true, "d": 1.5, "e": "7"}}""", "j.json");
        Assert.Equal("""0||{"a":3,"b":"x\"y","c":true,"d":1.5,"e":"7"}|""", Streams.Take(Streams.Of(set), 1)[0]);
    }

    [Fact]
    public void Read_TooLong_IsRefused() =>
        Assert.Contains("characters", Assert.Throws<DataSetException>(
            () => DataSetCatalogue.Read(new string('#', DataSetCatalogue.MaxDescriptionLength + 1), "x")).Message, StringComparison.Ordinal);

    [Fact]
    public async Task LoadAsync_UnknownName_NamesWhatThereIs()
    {
        var e = await Assert.ThrowsAsync<DataSetException>(() => DataSetCatalogue.LoadAsync("nosuch"));
        Assert.Contains("clicks, dairy, frames, orders, temperature", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_FieldsOfEveryKind_ComeOutAsDescribed()
    {
        var set = DataSetCatalogue.Read("""
            entities: 3
            key: "k-{entity:000}"
            headers: { where: "shelf {row}" }
            fields:
              row: { sequence: { start: 10, step: 5 } }
              who: { entity: { start: 1 } }
              same: { hex: 6, per: entity }
              none: { bool: 0.5, null: 1 }
              sum: { sum: [row, who], decimals: 0 }
              nested: { object: { when: { timestamp: iso }, list: { array: { of: { value: 2 }, min: 2, max: 2 } } } }
              last: { lookup: { field: row, window: 1 } }
            """, "x");
        var lines = Streams.Take(Streams.Of(set), 4);
        var same = lines[0].Split("\"same\":\"")[1][..6];
        Assert.Equal($$$"""0|k-000|{"row":10,"who":1,"same":"{{{same}}}","none":null,"sum":11,"nested":{"when":"2026-01-01T00:00:00.000Z","list":[2,2]},"last":null}|shelf 10""", lines[0]);
        Assert.StartsWith($$"""0|k-000|{"row":25,"who":1,"same":"{{same}}",""", lines[3], StringComparison.Ordinal);
        Assert.EndsWith("\"last\":20}|shelf 25", lines[3], StringComparison.Ordinal);
    }
}
