using System.Buffers;
using ActorPipeline.Batches;
using ActorPipeline.Definitions;
using ActorPipeline.Emission;
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
        var text = new ByteWriter();
        WriteHead(text, format, view);
        Pass(text, output);
        for (var first = true; any; any = await source.MoveNextAsync(), first = false)
        {
            WriteRow(text, format, source.Current, first);
            Pass(text, output);
            await pace.PassOnAsync(output, cancellationToken);
        }

        if (format == RowFormat.Json)
        {
            output.Write("]"u8);
        }

        await pace.FlushAsync(output, cancellationToken);
    }

    private static void Pass(ByteWriter text, IBufferWriter<byte> output)
    {
        output.Write(text.Written.Span);
        text.Clear();
    }

    private static void WriteHead(ByteWriter text, RowFormat format, ViewDefinition view)
    {
        if (format == RowFormat.Json)
        {
            text.Raw("["u8);
        }
        else if (format == RowFormat.Csv)
        {
            RowCsv.WriteHead(view, text);
        }
    }

    private static void WriteRow(ByteWriter text, RowFormat format, Row row, bool isFirst)
    {
        if (format == RowFormat.Csv)
        {
            RowCsv.Write(row, text);
            return;
        }

        if (format == RowFormat.Json && !isFirst)
        {
            text.Raw(",\n"u8);
        }

        RowJson.Write(row, text);
        if (format == RowFormat.NdJson)
        {
            text.Raw("\n"u8);
        }
    }
}
