using System.Text.Json;
using ActorPipeline.Definitions;
using ActorPipeline.Emission;
using ActorPipeline.Views;
using Xunit;

namespace ActorPipeline.Tests.Engine.Emission;

public sealed class RowJsonTests
{
    private static readonly RowWindow Window = new(1485352920000, 1485353040000, 1485352952000);

    [Fact]
    public void A_row_has_the_shape_every_reader_relies_on()
    {
        var row = new Row(
            "csc8101", "page-visitors", [new("topic", "Action"), new("page", "Die Hard")], [], Window,
            [new("visits", 12L), new("visitors", 9L)], RowLayer.Batch, Exact: true, Revision: 0);

        Assert.Equal(
            """{"pipeline":"csc8101","view":"page-visitors","key":{"topic":"Action","page":"Die Hard"},"by":{}"""
            + ""","window":{"start":"2017-01-25T14:02:00Z","end":"2017-01-25T14:04:00Z","first_event":1485352952000}"""
            + ""","columns":{"visits":12,"visitors":9},"layer":"batch","exact":true,"revision":0}""",
            WrittenRow.Of(row));
    }

    [Fact]
    public void A_row_of_a_batch_is_written_as_the_same_row_by_itself()
    {
        var view = View(ColumnKind.Count, ColumnKind.Sum, ColumnKind.Avg, ColumnKind.Last);
        var batch = new RowBatch("shop", view, 3, Window, 2);
        batch.Keys[0].Add("Crème \"brûlée\""u8);
        batch.By[0].Add("café"u8);
        ((WholeNumberColumn)batch.Columns[0]).Add(long.MaxValue);
        ((FixedPointColumn)batch.Columns[1]).Add(1_250_000_001);
        ((RealColumn)batch.Columns[2]).Add(0.1);
        ((TextColumn)batch.Columns[3]).Add("a\nb"u8);
        batch.EndRow(exact: false);
        var row = new Row(
            "shop", view.Name, [new("k", "Crème \"brûlée\"")], [new("b", "café")], Window,
            [new("c0", long.MaxValue), new("c1", 1.250000001m), new("c2", 0.1), new("c3", "a\nb")], RowLayer.Speed, Exact: false, Revision: 2);

        var json = WrittenRow.Of(batch.RowAt(0));

        Assert.Equal(WrittenRow.Of(row), json);
        Assert.Contains("""{"k":"Crème \"brûlée\""},"by":{"b":"café"}""", json, StringComparison.Ordinal);
        Assert.Contains("""{"c0":9223372036854775807,"c1":1.250000001,"c2":0.1,"c3":"a\nb"},"layer":"speed","exact":false""", json, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_is_null_and_an_empty_text_is_none()
    {
        var batch = new RowBatch("shop", View(ColumnKind.Sum, ColumnKind.Min, ColumnKind.Max, ColumnKind.Avg, ColumnKind.Last, ColumnKind.Last), 3, Window, 0);
        batch.Keys[0].Add("k"u8);
        batch.By[0].Add("b"u8);
        ((FixedPointColumn)batch.Columns[0]).Add(0);
        foreach (var column in batch.Columns.Skip(1).Take(4))
        {
            column.AddNone();
        }

        ((TextColumn)batch.Columns[5]).Add(""u8);
        batch.EndRow(exact: true);

        var json = WrittenRow.Of(batch.RowAt(0));

        Assert.Contains("""{"c0":0,"c1":null,"c2":null,"c3":null,"c4":null,"c5":""}""", json, StringComparison.Ordinal);
        Assert.Equal(json, WrittenRow.Expected(batch.RowAt(0)));
    }

    [Theory]
    [InlineData(1485352920000, "2017-01-25T14:02:00Z")]
    [InlineData(1485352920500, "2017-01-25T14:02:00.500Z")]
    [InlineData(0, "1970-01-01T00:00:00Z")]
    [InlineData(-1, "1969-12-31T23:59:59.999Z")]
    public void Times_show_milliseconds_only_where_there_are_some(long unixMs, string expected) => Assert.Equal(expected, IsoText.Of(unixMs));

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void What_JSON_cannot_say_is_null(double value)
    {
        var row = new Row("p", "v", [], [], Window, [new("mean", value)], RowLayer.Speed, Exact: true, Revision: 0);

        Assert.Contains("""{"mean":null}""", WrittenRow.Of(row), StringComparison.Ordinal);
    }

    [Fact]
    public void Bytes_that_are_not_UTF_8_become_replacement_characters()
    {
        var batch = new RowBatch("p", View(ColumnKind.Count), 0, Window, 0);
        batch.Keys[0].Add([0x61, 0xFF]);
        batch.By[0].Add("b"u8);
        ((WholeNumberColumn)batch.Columns[0]).Add(1);
        batch.EndRow(exact: true);

        using var parsed = JsonDocument.Parse(WrittenRow.Of(batch.RowAt(0)));

        Assert.Equal("a\uFFFD", parsed.RootElement.GetProperty("key").GetProperty("k").GetString());
    }

    private static ViewDefinition View(params ColumnKind[] kinds) => new()
    {
        Name = "view",
        KeyFields = [0],
        ByFields = [1],
        KeyNames = ["k"],
        ByNames = ["b"],
        Window = new WindowDefinition(120_000, 60_000),
        Columns = [.. kinds.Select((kind, i) => new ColumnDefinition($"c{i}", kind, i))],
        ServeBy = [["k"]],
    };
}
