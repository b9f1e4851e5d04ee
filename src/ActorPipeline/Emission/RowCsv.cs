using System.Text;
using ActorPipeline.Batches;
using ActorPipeline.Definitions;
using ActorPipeline.Views;

namespace ActorPipeline.Emission;

/// <summary>Rows as lines of CSV (RFC 4180), as pipelines read it: an empty text has quotes, and nothing has none.</summary>
internal static class RowCsv
{
    /// <summary>Writes the line of names.</summary>
    public static void WriteHead(ViewDefinition view, ByteWriter target)
    {
        IEnumerable<string> names =
        [
            .. view.KeyNames, .. view.ByNames, "window_start", "window_end", "first_event",
            .. view.Columns.Select(column => column.Name), "layer", "exact", "revision",
        ];
        foreach (var name in names)
        {
            WriteCell(name, target);
        }

        EndLine(target);
    }

    /// <summary>Writes a row's line.</summary>
    public static void Write(Row row, ByteWriter target)
    {
        foreach (var (_, text) in row.Key)
        {
            WriteCell(text, target);
        }

        foreach (var (_, text) in row.By)
        {
            WriteCell(text, target);
        }

        WriteCell(IsoText.Of(row.Window.StartMs), target);
        WriteCell(IsoText.Of(row.Window.EndMs), target);
        WriteCell(row.Window.FirstEventMs, target);
        foreach (var (_, value) in row.Columns)
        {
            WriteCell(value, target);
        }

        WriteCell(row.Layer.Text(), target);
        WriteCell(row.Exact ? "true" : "false", target);
        WriteCell((long)row.Revision, target);
        EndLine(target);
    }

    // Every cell is followed by a comma; the last one of a line then gives way.
    private static void WriteCell(object? value, ByteWriter target)
    {
        if (value is string text)
        {
            WriteText(text, target);
        }
        else
        {
            RowNumber.TryWrite(value, target);
        }

        target.Byte((byte)',');
    }

    private static void EndLine(ByteWriter target)
    {
        target.Advance(-1);
        target.Raw("\r\n"u8);
    }

    private static void WriteText(string text, ByteWriter target)
    {
        if (text.Length == 0 || text.AsSpan().ContainsAny(",\"\r\n"))
        {
            text = $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
        }

        target.Advance(Encoding.UTF8.GetBytes(text, target.Space(Encoding.UTF8.GetMaxByteCount(text.Length))));
    }
}
