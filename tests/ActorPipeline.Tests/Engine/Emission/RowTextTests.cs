using System.Text;
using ActorPipeline.Definitions;
using ActorPipeline.Emission;
using ActorPipeline.Views;
using Xunit;

namespace ActorPipeline.Tests.Engine.Emission;

public class RowTextTests
{
    private static readonly string[] Awkward =
    [
        "", "a", "Die Hard", "tab\there", "two\nlines\r", "back\\slash", "\"quoted\"", "ü", "日本", "😀 and more", "</script>", "\u0001\u007f", "\u2028", "a+b'c&d",
    ];

    [Fact]
    public void A_delimited_row_is_window_fields_as_the_source_declares_them_and_columns()
    {
        var (key, value) = Write(RowTextFormat.Delimited, shared: false, EmittedBatch.Of().With("Action"u8, "Die Hard"u8, "c7"u8));

        Assert.Equal("2017-01-25T14:02:00Z\tc7\tAction\tDie Hard\t1\t1.250000001\t0.1\tn", value);
        Assert.Equal("2017-01-25T14:02:00Z\tc7\tAction\tDie Hard", key);
    }

    [Fact]
    public void In_a_shared_topic_a_record_begins_with_its_view()
    {
        var (key, value) = Write(RowTextFormat.Delimited, shared: true, EmittedBatch.Of().With("Action"u8, "Die Hard"u8, "c7"u8));

        Assert.Equal("visits\t2017-01-25T14:02:00Z\tc7\tAction\tDie Hard\t1\t1.250000001\t0.1\tn", value);
        Assert.Equal("visits\t2017-01-25T14:02:00Z\tc7\tAction\tDie Hard", key);
    }

    [Fact]
    public void Tabs_line_breaks_and_backslashes_within_values_are_escaped()
    {
        var (_, value) = Write(RowTextFormat.Delimited, shared: false, EmittedBatch.Of().With("a\tb"u8, "c\nd\r"u8, "e\\f"u8));

        Assert.Equal("2017-01-25T14:02:00Z\te\\\\f\ta\\tb\tc\\nd\\r\t1\t1.250000001\t0.1\tn", value);
    }

    [Fact]
    public void Nothing_is_empty_between_tabs_and_null_in_json()
    {
        var batch = EmittedBatch.Of().With("t"u8, "p"u8, "c"u8).WithNothing("t"u8, "q"u8, "c"u8).With("t"u8, "r"u8, "c"u8);

        Assert.EndsWith("\tq\t1\t0\t\t", Write(RowTextFormat.Delimited, shared: false, batch, row: 1).Value, StringComparison.Ordinal);
        Assert.Contains("\"columns\":{\"visits\":1,\"total\":0,\"mean\":null,\"note\":null}", Write(RowTextFormat.Json, shared: false, batch, row: 1).Value, StringComparison.Ordinal);
        Assert.EndsWith("\tr\t1\t1.250000001\t0.1\tn", Write(RowTextFormat.Delimited, shared: false, batch, row: 2).Value, StringComparison.Ordinal);
        Assert.Contains("\"mean\":0.1,\"note\":\"n\"}", Write(RowTextFormat.Json, shared: false, batch, row: 2).Value, StringComparison.Ordinal);
    }

    [Fact]
    public void An_empty_text_is_no_null_in_json()
    {
        var batch = EmittedBatch.Of();
        EmittedBatch.Add(batch, "t"u8, "p"u8, "c"u8, 1, 0, 0, ""u8);

        Assert.Contains("\"mean\":0,\"note\":\"\"}", Write(RowTextFormat.Json, shared: false, batch).Value, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_no_number_is_empty_between_tabs_and_null_in_json()
    {
        var batch = EmittedBatch.Of();
        EmittedBatch.Add(batch, "t"u8, "p"u8, "c"u8, 1, 0, double.NaN, "n"u8);

        Assert.EndsWith("\t1\t0\t\tn", Write(RowTextFormat.Delimited, shared: false, batch).Value, StringComparison.Ordinal);
        Assert.Contains("\"mean\":null", Write(RowTextFormat.Json, shared: false, batch).Value, StringComparison.Ordinal);
    }

    [Fact]
    public void A_json_row_is_the_row_every_reader_sees_and_its_key_names_it()
    {
        var (key, value) = Write(RowTextFormat.Json, shared: true, EmittedBatch.Of(revision: 2).With("Action"u8, "Die \"Hard\""u8, "c7"u8));

        Assert.Equal(
            """{"pipeline":"shop","view":"visits","key":{"topic":"Action","page":"Die \"Hard\""},"by":{"client":"c7"}"""
            + ""","window":{"start":"2017-01-25T14:02:00Z","end":"2017-01-25T14:04:00Z","first_event":1485352952000}"""
            + ""","columns":{"visits":1,"total":1.250000001,"mean":0.1,"note":"n"},"layer":"speed","exact":true,"revision":2}""",
            value);
        Assert.Equal("visits\t2017-01-25T14:02:00Z\tc7\tAction\tDie \"Hard\"", key);
    }

    [Fact]
    public void Json_is_byte_for_byte_what_the_frameworks_writer_makes_of_the_row()
    {
        var batch = EmittedBatch.Of();
        Int128[] units =
        [
            0, 1, -1, 1_000_000_000, -1_500_000_000, 123_456_789_012_345_678, (Int128)long.MaxValue * 1_000_000_000, -(Int128)long.MaxValue * 999_999_999_999,
            FixedPointColumn.DecimalRange - 1, FixedPointColumn.DecimalRange, -FixedPointColumn.DecimalRange * 3,
        ];
        double[] means = [0, -0.0, 0.1, 1.0 / 3, 1e300, -1e-300, 123_456_789, double.PositiveInfinity];
        for (var i = 0; i < 200; i++)
        {
            var text = (int offset) => Encoding.UTF8.GetBytes(Awkward[(i + offset) % Awkward.Length]);
            EmittedBatch.Add(
                batch, text(0), text(3), text(i / 7), i % 3 == 0 ? long.MinValue : i * 1_000_003L, units[i % units.Length], means[i % means.Length], text(5), exact: i % 2 == 0);
            batch.WithNothing(text(0), text(3), text(i / 7));
        }

        Assert.All(Enumerable.Range(0, batch.Count), row =>
        {
            var expected = WrittenRow.Expected(batch.RowAt(row));
            Assert.Equal(expected, WrittenRow.Of(batch.RowAt(row)));
            Assert.Equal(expected, Write(RowTextFormat.Json, shared: false, batch, row).Value);
        });
    }

    [Fact]
    public void A_view_without_breakdown_has_an_empty_by()
    {
        var view = EmittedBatch.View with { ByFields = [], ByNames = [], Columns = [new("visits", ColumnKind.Count, -1)] };
        var batch = new RowBatch("shop", view, 0, EmittedBatch.Window with { StartMs = 1_485_352_920_500 }, 0);
        batch.Keys[0].Add("t"u8);
        batch.Keys[1].Add("p"u8);
        ((WholeNumberColumn)batch.Columns[0]).Add(7);
        batch.EndRow(true);

        Assert.Equal(WrittenRow.Expected(batch.RowAt(0)), Write(RowTextFormat.Json, shared: false, batch).Value);
        Assert.Equal("2017-01-25T14:02:00.500Z\tt\tp\t7", Write(RowTextFormat.Delimited, shared: false, batch).Value);
    }

    [Theory]
    [InlineData(RowTextFormat.Json)]
    [InlineData(RowTextFormat.Delimited)]
    public void Rows_are_written_without_garbage(RowTextFormat format)
    {
        const int Rows = 10_000;
        var batch = EmittedBatch.Of();
        for (var i = 0; i < Rows; i++)
        {
            EmittedBatch.Add(batch, "tab\t"u8, "Die \"Hard\""u8, "c7"u8, i, (Int128)i * 1_234_567_891, i / 7.0, "ü"u8);
            batch.WithNothing("tab\t"u8, "Die \"Hard\""u8, "c7"u8);
        }

        var text = RowText.Of(EmittedBatch.Pipeline, EmittedBatch.View, Topics(format, shared: true));
        var records = new RowRecords();
        records.Fill(batch, text, 0);
        var before = GC.GetAllocatedBytesForCurrentThread();
        records.Fill(batch, text, 0);

        // What belongs to the batch as a whole: less than a byte a row.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, Rows - 1);
    }

    private static RowTopics Topics(RowTextFormat format, bool shared) => new(format, shared);

    private static (string Key, string Value) Write(RowTextFormat format, bool shared, RowBatch batch, int row = 0)
    {
        var records = new RowRecords();
        records.Fill(batch, RowText.Of(EmittedBatch.Pipeline, batch.View, Topics(format, shared)), 0);
        var record = records.Records.Span[row];
        return (Encoding.UTF8.GetString(record.Key.Span), Encoding.UTF8.GetString(record.Value.Span));
    }
}
