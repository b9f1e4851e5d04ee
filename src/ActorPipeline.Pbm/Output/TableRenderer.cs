using System.Text.Json;

namespace ActorPipeline.Pbm.Output;

internal sealed class TableRenderer(TextWriter output, Palette palette, bool isWide)
{
    // Rows that are measured before the first is written: what bounds memory when there are millions. Later, longer values stand out of line.
    private const int MeasuredRows = 1_000;
    private const int MeasuredLetters = 4 * 1024 * 1024;

    private const string Gap = "   ";

    public async Task WriteAsync(Document document, CancellationToken cancellationToken)
    {
        var count = await WriteAsync(document.Main, cancellationToken);
        foreach (var section in document.Details)
        {
            await output.WriteLineAsync();
            await WriteAsync(section, cancellationToken);
        }

        if (document.Footer is { } footer)
        {
            await output.WriteLineAsync(footer(count));
        }
    }

    private Task<long> WriteAsync(Section section, CancellationToken cancellationToken) => section.Style switch
    {
        SectionStyle.Bars => WriteBarsAsync(section, cancellationToken),
        SectionStyle.Properties => WritePropertiesAsync(section, cancellationToken),
        _ => WriteTableAsync(section, cancellationToken),
    };

    private async Task<long> WriteTableAsync(Section section, CancellationToken cancellationToken)
    {
        var columns = Shown(section);
        var widths = columns.Select(column => Math.Max(CellWidth.Of(column.Header), column.MinWidth)).ToArray();
        var measured = new List<string[]>();
        var letters = 0L;
        var isMeasuring = !section.IsLive;
        if (!isMeasuring)
        {
            WriteMeasured(columns, widths, measured);
        }

        var count = await section.WriteAsync(
            output,
            item =>
            {
                var cells = Cells(columns, item);
                if (!isMeasuring)
                {
                    WriteRow(columns, widths, cells, Write);
                    return;
                }

                Measure(widths, cells);
                measured.Add(cells);
                letters += cells.Sum(cell => (long)cell.Length);
                if (measured.Count == MeasuredRows || letters > MeasuredLetters)
                {
                    WriteMeasured(columns, widths, measured);
                    isMeasuring = false;
                }
            },
            cancellationToken);
        if (isMeasuring)
        {
            WriteMeasured(columns, widths, measured);
        }

        return count;
    }

    private void WriteMeasured(Column[] columns, int[] widths, List<string[]> rows)
    {
        WriteRow(columns, widths, [.. columns.Select(column => column.Header)], (_, padded, _) => palette.WriteHeader(padded));
        rows.ForEach(row => WriteRow(columns, widths, row, Write));
    }

    // Without spaces at the end of the line.
    private void WriteRow(Column[] columns, int[] widths, string[] cells, Action<Column, string, string> write)
    {
        var last = Array.FindLastIndex(cells, cell => cell.TrimEnd(' ').Length > 0);
        for (var i = 0; i <= last; i++)
        {
            var padded = columns[i].IsRight ? CellWidth.PadLeft(cells[i], widths[i]) : CellWidth.PadRight(cells[i], widths[i]);
            output.Write(i > 0 ? Gap : "");
            write(columns[i], i == last ? padded.TrimEnd(' ') : padded, cells[i]);
        }

        output.WriteLine();
    }

    private Task<long> WriteBarsAsync(Section section, CancellationToken cancellationToken)
    {
        var columns = Shown(section);
        return section.WriteAsync(
            output,
            item =>
            {
                foreach (var (i, cell) in Cells(columns, item).Index())
                {
                    output.Write(i > 0 ? " | " : "");
                    Write(columns[i], cell, cell);
                }

                output.WriteLine();
            },
            cancellationToken);
    }

    private Task<long> WritePropertiesAsync(Section section, CancellationToken cancellationToken)
    {
        var columns = Shown(section);
        var width = columns.Max(column => CellWidth.Of(column.Name));
        return section.WriteAsync(
            output,
            item =>
            {
                foreach (var column in columns)
                {
                    var text = CellText.Show(column.ValueIn(item), column.Kind);
                    palette.WriteHeader(CellWidth.PadRight(column.Name, width));
                    output.Write(Gap);
                    Write(column, text, text);
                    output.WriteLine();
                }
            },
            cancellationToken);
    }

    private void Write(Column column, string padded, string cell)
    {
        if (column.Kind == CellKind.State)
        {
            palette.WriteState(padded, cell);
        }
        else
        {
            output.Write(padded);
        }
    }

    private Column[] Shown(Section section) => [.. section.Columns.Where(column => isWide || !column.IsWide)];

    private static string[] Cells(Column[] columns, JsonElement item) =>
        [.. columns.Select(column => CellText.Show(column.ValueIn(item), column.Kind))];

    private static void Measure(int[] widths, string[] cells)
    {
        for (var i = 0; i < widths.Length; i++)
        {
            widths[i] = Math.Max(widths[i], CellWidth.Of(cells[i]));
        }
    }
}
