using System.Text.Json;

namespace ActorPipeline.Pbm.Output;

internal sealed class TableRenderer(TextWriter output, Palette palette, bool isWide)
{
    // Rows that are measured before the first is written: what bounds memory when there are millions. Later, longer values stand out of line.
    private const int MeasuredRows = 1_000;

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
                    WriteRow(columns, widths, cells);
                    return;
                }

                Measure(widths, cells);
                measured.Add(cells);
                if (measured.Count == MeasuredRows)
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
        output.WriteLine(palette.Header(Line(columns, widths, [.. columns.Select(column => column.Header)], (_, padded, _) => padded)));
        rows.ForEach(row => WriteRow(columns, widths, row));
    }

    private void WriteRow(Column[] columns, int[] widths, string[] cells) => output.WriteLine(Line(columns, widths, cells, Paint));

    private Task<long> WriteBarsAsync(Section section, CancellationToken cancellationToken)
    {
        var columns = Shown(section);
        return section.WriteAsync(
            output,
            item => output.WriteLine(string.Join(" | ", Cells(columns, item).Select((cell, i) => Paint(columns[i], cell, cell)))),
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
                    output.WriteLine($"{palette.Header(CellWidth.PadRight(column.Name, width))}{Gap}{Paint(column, text, text)}");
                }
            },
            cancellationToken);
    }

    private static string Line(Column[] columns, int[] widths, string[] cells, Func<Column, string, string, string> paint)
    {
        var padded = cells.Select((cell, i) => paint(columns[i], Pad(columns[i], cell, i == cells.Length - 1 ? 0 : widths[i], widths[i]), cell));
        return string.Join(Gap, padded).TrimEnd(' ');
    }

    private static string Pad(Column column, string cell, int leftWidth, int rightWidth) =>
        column.IsRight ? CellWidth.PadLeft(cell, rightWidth) : CellWidth.PadRight(cell, leftWidth);

    private string Paint(Column column, string padded, string cell) => column.Kind == CellKind.State ? palette.State(padded, cell) : padded;

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
