using ActorPipeline.Definitions;
using ActorPipeline.Tests.Engine.Emission;
using ActorPipeline.Views;
using Xunit;

namespace ActorPipeline.Tests.Engine.Views;

public sealed class RowColumnTests
{
    [Theory]
    [InlineData(ColumnType.WholeNumber)]
    [InlineData(ColumnType.FixedPoint)]
    [InlineData(ColumnType.Real)]
    [InlineData(ColumnType.Text)]
    public void A_row_has_a_value_or_none_whatever_the_others_have(ColumnType type)
    {
        var column = RowColumn.Of(type, capacity: 1);
        var random = new Random(3);
        var expected = Enumerable.Range(0, 500).Select(row => random.Next(3) == 0 ? AddNone(column) : Add(column, row)).ToList();

        Assert.Equal(500, column.Count);
        Assert.Equal(expected, Enumerable.Range(0, 500).Select(column.ValueOf));
        Assert.Equal(expected.Select(value => value is not null), Enumerable.Range(0, 500).Select(column.HasValue));
        Assert.True(column.HasGaps);
    }

    [Fact]
    public void A_column_that_is_used_again_has_forgotten_where_it_had_nothing()
    {
        var column = new TextColumn();
        column.AddNone();
        column.AddNone();
        column.Clear();
        column.Add("a"u8);
        column.AddNone();

        Assert.Equal(["a", null], [column.ValueOf(0), column.ValueOf(1)]);
        column.Clear();
        column.Add("a"u8);
        column.Add("b"u8);
        Assert.False(column.HasGaps);
        Assert.Equal(["a", "b"], [column.ValueOf(0), column.ValueOf(1)]);
    }

    [Fact]
    public void An_empty_text_is_a_value()
    {
        var column = new TextColumn();
        column.Add(default);
        column.AddNone();

        Assert.Equal([true, false], [column.HasValue(0), column.HasValue(1)]);
        Assert.Equal("", column.ValueOf(0));
    }

    [Fact]
    public void A_row_is_complete_when_every_column_has_a_value()
    {
        var batch = EmittedBatch.Of().With("t"u8, "p"u8, "c"u8).WithNothing("t"u8, "q"u8, "c"u8);

        Assert.Equal([true, false], [batch.IsComplete(0), batch.IsComplete(1)]);
        Assert.Equal([1L, 0m, null, null], batch.RowAt(1).Columns.Select(column => column.Value));
    }

    [Theory]
    [InlineData(null, 0L)]
    [InlineData(null, -1.5)]
    [InlineData(null, "")]
    public void None_is_less_than_any_value(object? none, object value)
    {
        Assert.True(RowOrder.CompareValues(none, value) < 0);
        Assert.True(RowOrder.CompareValues(value, none) > 0);
        Assert.Equal(0, RowOrder.CompareValues(none, null));
    }

    private static object? AddNone(RowColumn column)
    {
        column.AddNone();
        return null;
    }

    private static object? Add(RowColumn column, int row)
    {
        switch (column)
        {
            case WholeNumberColumn numbers:
                numbers.Add(row);
                break;
            case FixedPointColumn numbers:
                numbers.Add(row * FixedPointColumn.UnitsPerOne);
                break;
            case RealColumn numbers:
                numbers.Add(row);
                break;
            default:
                ((TextColumn)column).Add(System.Text.Encoding.UTF8.GetBytes($"{row}"));
                break;
        }

        return column.ValueOf(row);
    }
}
