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
        var widths = columns.Select(column => Math.Max(column.Header.Length, column.MinWidth)).ToArray();
        var measured = new List<string[]>();
        var count = 0L;
        var isMeasuring = !section.IsLive;
        if (!isMeasuring)
        {
            await WriteHeaderAsync(columns, widths);
        }

        await foreach (var item in section.Items.WithCancellation(cancellationToken))
        {
            count++;
            var cells = Cells(columns, item);
            if (!isMeasuring)
            {
                await WriteRowAsync(columns, widths, cells);
                await FlushAsync(section, cancellationToken);
                continue;
            }

            Measure(widths, cells);
            measured.Add(cells);
            if (measured.Count == MeasuredRows)
            {
                await WriteMeasuredAsync(columns, widths, measured);
                isMeasuring = false;
            }
        }

        if (isMeasuring)
        {
            await WriteMeasuredAsync(columns, widths, measured);
        }

        return count;
    }

    private async Task WriteMeasuredAsync(IReadOnlyList<Column> columns, int[] widths, List<string[]> rows)
    {
        await WriteHeaderAsync(columns, widths);
        foreach (var row in rows)
        {
            await WriteRowAsync(columns, widths, row);
        }

        rows.Clear();
    }

    private async Task<long> WriteBarsAsync(Section section, CancellationToken cancellationToken)
    {
        var columns = Shown(section);
        var count = 0L;
        await foreach (var item in section.Items.WithCancellation(cancellationToken))
        {
            count++;
            var cells = Cells(columns, item);
            await output.WriteLineAsync(string.Join(" | ", cells.Select((cell, i) => Paint(columns[i], cell, cell))));
        }

        return count;
    }

    private async Task<long> WritePropertiesAsync(Section section, CancellationToken cancellationToken)
    {
        var columns = Shown(section);
        var width = columns.Max(column => column.Name.Length);
        await foreach (var item in section.Items.WithCancellation(cancellationToken))
        {
            foreach (var column in columns)
            {
                var text = CellText.Show(column.ValueIn(item), column.Kind);
                await output.WriteLineAsync($"{palette.Header(column.Name.PadRight(width))}{Gap}{Paint(column, text, text)}");
            }
        }

        return 1;
    }

    private Task WriteHeaderAsync(IReadOnlyList<Column> columns, int[] widths) =>
        output.WriteLineAsync(palette.Header(Line(columns, widths, [.. columns.Select(column => column.Header)], (_, padded, _) => padded)));

    private Task WriteRowAsync(IReadOnlyList<Column> columns, int[] widths, string[] cells) =>
        output.WriteLineAsync(Line(columns, widths, cells, Paint));

    private static string Line(IReadOnlyList<Column> columns, int[] widths, string[] cells, Func<Column, string, string, string> paint)
    {
        var padded = cells.Select((cell, i) => paint(columns[i], Pad(columns[i], cell, i == cells.Length - 1 ? 0 : widths[i], widths[i]), cell));
        return string.Join(Gap, padded).TrimEnd(' ');
    }

    private static string Pad(Column column, string cell, int leftWidth, int rightWidth) =>
        column.IsRight ? cell.PadLeft(rightWidth) : cell.PadRight(leftWidth);

    private string Paint(Column column, string padded, string cell) => column.Kind == CellKind.State ? palette.State(padded, cell) : padded;

    private Column[] Shown(Section section) => [.. section.Columns.Where(column => isWide || !column.IsWide)];

    private static string[] Cells(Column[] columns, JsonElement item) =>
        [.. columns.Select(column => CellText.Show(column.ValueIn(item), column.Kind))];

    private static void Measure(int[] widths, string[] cells)
    {
        for (var i = 0; i < widths.Length; i++)
        {
            widths[i] = Math.Max(widths[i], cells[i].Length);
        }
    }

    private async Task FlushAsync(Section section, CancellationToken cancellationToken)
    {
        if (section.IsLive)
        {
            await output.FlushAsync(cancellationToken);
        }
    }
}
