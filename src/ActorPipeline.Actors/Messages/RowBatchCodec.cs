using ActorPipeline.Batches;
using ActorPipeline.Definitions;
using ActorPipeline.Views;

namespace ActorPipeline.Actors.Messages;

/// <summary>The form in which a <see cref="RowBatch"/> goes from node to node, column by column.</summary>
internal static class RowBatchCodec
{
    // Beside a column's type: which rows have a value stands before the values.
    private const byte Gaps = 0x80;

    public static void Write(ByteWriter writer, RowBatch batch)
    {
        QuestionCodec.Text(writer, batch.Pipeline);
        QuestionCodec.Text(writer, batch.View.Name);
        writer.Count(batch.Shard);
        writer.Long(batch.Window.StartMs);
        writer.Long(batch.Window.EndMs);
        writer.Long(batch.Window.FirstEventMs);
        writer.Count(batch.Revision);
        writer.Count(batch.Count);
        WriteTexts(writer, batch.Keys, batch.Count);
        WriteTexts(writer, batch.By, batch.Count);
        writer.Count(batch.Columns.Count);
        foreach (var column in batch.Columns)
        {
            writer.Byte((byte)((byte)column.Type | (column.HasGaps ? Gaps : 0)));
            WriteGaps(writer, column, batch.Count);
            WriteColumn(writer, column, batch.Count);
        }

        writer.Packed([.. batch.Exact.Select(exact => exact ? 1 : 0)]);
    }

    /// <exception cref="FormatException">It is damaged, or this node knows the view not at all or otherwise.</exception>
    public static RowBatch Read(ref ByteReader reader, Func<WatchedView, ViewDefinition?> find)
    {
        var name = new WatchedView(QuestionCodec.Text(ref reader), QuestionCodec.Text(ref reader));
        var view = find(name) ?? throw new FormatException($"this node has no view {name.Pipeline}/{name.View}");
        var shard = reader.Count();
        var window = new RowWindow(reader.Long(), reader.Long(), reader.Long());
        var revision = reader.Count();
        var rows = reader.Count();
        var batch = new RowBatch(name.Pipeline, view, shard, window, revision, Math.Min(rows, 1024));
        ReadTexts(ref reader, batch.Keys, rows, name);
        ReadTexts(ref reader, batch.By, rows, name);
        Expect(reader.Count(1), batch.Columns.Count, name);
        foreach (var column in batch.Columns)
        {
            var type = reader.Byte();
            Expect(type & ~Gaps, (byte)column.Type, name);
            var hasValue = (type & Gaps) != 0 ? ReadGaps(ref reader, rows) : [];
            ReadColumn(ref reader, column, rows);
            TakeAway(column, hasValue);
        }

        var exact = new int[rows];
        reader.Packed(exact);
        Array.ForEach(exact, value => batch.EndRow(value != 0));
        return batch;
    }

    private static void WriteTexts(ByteWriter writer, IReadOnlyList<TextColumn> columns, int rows)
    {
        writer.Count(columns.Count);
        foreach (var column in columns)
        {
            WriteColumn(writer, column, rows);
        }
    }

    private static void ReadTexts(ref ByteReader reader, IReadOnlyList<TextColumn> columns, int rows, WatchedView name)
    {
        Expect(reader.Count(0), columns.Count, name);
        foreach (var column in columns)
        {
            ReadColumn(ref reader, column, rows);
        }
    }

    private static void WriteGaps(ByteWriter writer, RowColumn column, int rows)
    {
        if (column.HasGaps)
        {
            writer.Packed([.. Enumerable.Range(0, rows).Select(row => column.HasValue(row) ? 1 : 0)]);
        }
    }

    private static int[] ReadGaps(ref ByteReader reader, int rows)
    {
        var hasValue = new int[rows];
        reader.Packed(hasValue);
        return hasValue;
    }

    private static void TakeAway(RowColumn column, int[] hasValue)
    {
        for (var row = 0; row < hasValue.Length; row++)
        {
            if (hasValue[row] == 0)
            {
                column.SetNone(row);
            }
        }
    }

    private static void WriteColumn(ByteWriter writer, RowColumn column, int rows)
    {
        switch (column)
        {
            case WholeNumberColumn whole:
                writer.Raw(whole.Values);
                break;
            case FixedPointColumn fixedPoint:
                writer.Raw(fixedPoint.Values);
                break;
            case RealColumn real:
                writer.Raw(real.Values);
                break;
            case TextColumn text:
                for (var row = 0; row < rows; row++)
                {
                    writer.Bytes(text[row]);
                }

                break;
            default:
                throw new NotSupportedException($"a column of {column.Type}");
        }
    }

    private static void ReadColumn(ref ByteReader reader, RowColumn column, int rows)
    {
        switch (column)
        {
            case WholeNumberColumn whole:
                ReadValues(ref reader, whole, rows);
                break;
            case FixedPointColumn fixedPoint:
                ReadValues(ref reader, fixedPoint, rows);
                break;
            case RealColumn real:
                ReadValues(ref reader, real, rows);
                break;
            case TextColumn text:
                for (var row = 0; row < rows; row++)
                {
                    text.Add(reader.Bytes());
                }

                break;
            default:
                throw new NotSupportedException($"a column of {column.Type}");
        }
    }

    // One by one: a damaged count ends at the end of the bytes, before much memory is taken.
    private static void ReadValues<T>(ref ByteReader reader, ValueColumn<T> column, int rows)
        where T : unmanaged
    {
        Span<T> value = stackalloc T[1];
        for (var row = 0; row < rows; row++)
        {
            reader.Raw(value);
            column.Add(value[0]);
        }
    }

    private static void Expect(int found, int wanted, WatchedView name)
    {
        if (found != wanted)
        {
            throw new FormatException($"rows of {name.Pipeline}/{name.View} are of another definition than this node's");
        }
    }
}
