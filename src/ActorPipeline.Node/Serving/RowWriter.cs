using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using ActorPipeline.Definitions;
using ActorPipeline.Node.Http;
using ActorPipeline.Views;

namespace ActorPipeline.Node.Serving;

/// <summary>Streams rows to a response, a buffer at a time: a slow client slows the reading of its rows, nobody else's.</summary>
internal sealed class RowWriter(ResponsePace pace)
{
    public async Task WriteAsync(
        HttpResponse response, RowFormat format, ViewDefinition view, IAsyncEnumerable<Row> rows, CancellationToken cancellationToken)
    {
        // The first row is read before the head is sent, so that a failing store is still answered with its status.
        await using var source = rows.GetAsyncEnumerator(cancellationToken);
        var any = await source.MoveNextAsync();
        response.ContentType = RowFormats.MediaTypeOf(format) + (format == RowFormat.Csv ? "; charset=utf-8; header=present" : "");
        response.Headers.CacheControl = "no-store";
        response.Headers.Vary = "Accept";

        // From here on a failure breaks the connection: it must not be told behind what is written already.
        await response.StartAsync(cancellationToken);
        var output = response.BodyWriter;
        await using var json = new Utf8JsonWriter(output, RowJson.WriterOptions);
        WriteHead(output, format, view);
        for (var first = true; any; any = await source.MoveNextAsync(), first = false)
        {
            WriteRow(output, json, format, source.Current, first);
            await pace.PassOnAsync(output, cancellationToken);
        }

        if (format == RowFormat.Json)
        {
            output.Write("]"u8);
        }

        await pace.FlushAsync(output, cancellationToken);
    }

    private static void WriteHead(PipeWriter output, RowFormat format, ViewDefinition view)
    {
        if (format == RowFormat.Json)
        {
            output.Write("["u8);
        }
        else if (format == RowFormat.Csv)
        {
            IEnumerable<string> names =
            [
                .. view.KeyNames, .. view.ByNames, "window_start", "window_end", "first_event",
                .. view.Columns.Select(column => column.Name), "layer", "exact", "revision",
            ];
            output.Write(Line(names));
        }
    }

    private static void WriteRow(PipeWriter output, Utf8JsonWriter json, RowFormat format, Row row, bool first)
    {
        if (format == RowFormat.Csv)
        {
            output.Write(Line(Cells(row)));
            return;
        }

        if (format == RowFormat.Json && !first)
        {
            output.Write(",\n"u8);
        }

        RowJson.Write(json, row);
        json.Flush();
        json.Reset(output);
        if (format == RowFormat.NdJson)
        {
            output.Write("\n"u8);
        }
    }

    private static IEnumerable<string?> Cells(Row row) =>
    [
        .. row.Key.Select(part => part.Value), .. row.By.Select(part => part.Value),
        IsoTime.Of(row.Window.StartMs), IsoTime.Of(row.Window.EndMs), row.Window.FirstEventMs.ToString(CultureInfo.InvariantCulture),
        .. row.Columns.Select(column => column.Value is null ? null : Convert.ToString(column.Value, CultureInfo.InvariantCulture)),
        row.Layer, row.Exact ? "true" : "false", row.Revision.ToString(CultureInfo.InvariantCulture),
    ];

    // RFC 4180.
    private static byte[] Line(IEnumerable<string?> cells) => Encoding.UTF8.GetBytes(string.Join(',', cells.Select(Cell)) + "\r\n");

    // An empty text has quotes, and nothing has none: as pipelines read CSV.
    private static string Cell(string? text) => text switch
    {
        null => "",
        "" => "\"\"",
        _ when text.AsSpan().IndexOfAny(",\"\r\n") < 0 => text,
        _ => $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"",
    };
}
