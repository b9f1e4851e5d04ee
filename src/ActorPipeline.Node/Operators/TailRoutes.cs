using System.Buffers;
using System.Globalization;
using System.Text.Json;
using System.Threading.Channels;
using ActorPipeline.Definitions;
using ActorPipeline.Log;
using ActorPipeline.Node.Serving;

namespace ActorPipeline.Node.Operators;

/// <summary>The source topic as it stands or comes in: one JSON object a line.</summary>
internal sealed class TailRoutes(PipelineCatalog catalog, IEventLog log)
{
    private const int DefaultRecords = 10;
    private const int ReadBytes = 256 * 1024;

    // Lines between the partitions' readers and the response; a slow client stops the readers, the log keeps the records.
    private const int Lines = 256;

    public void Map(IEndpointRouteBuilder pbm) =>
        pbm.MapGet("/pipelines/{pipeline}/tail", (HttpContext context, string pipeline) => TailAsync(context, pipeline));

    private async Task TailAsync(HttpContext context, string pipelineName)
    {
        var source = catalog.Find(pipelineName).Definition.Source;
        var follow = RowRequestReader.Flag(context.Request.Query, "follow");
        var offset = Offset(context.Request.Query);
        var ranges = await RangesAsync(source, context.RequestAborted);
        context.Response.ContentType = "application/x-ndjson";
        context.Response.Headers.CacheControl = "no-store";

        // Sent at once: a follower of a quiet topic learns that it is connected.
        await context.Response.StartAsync(context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        var lines = Channel.CreateBounded<byte[]>(Lines);
        var readers = Task.WhenAll(ranges.Select(range => ReadAsync(range.Partition, range.Range, offset, follow, lines.Writer, stop.Token)));
        var completion = CompleteAsync(readers, lines.Writer);
        try
        {
            await WriteAsync(context, lines.Reader);
        }
        finally
        {
            await stop.CancelAsync();
            await completion;
        }
    }

    private async Task<IReadOnlyList<(TopicPartition Partition, OffsetRange Range)>> RangesAsync(SourceDefinition source, CancellationToken cancellationToken)
    {
        var ranges = new List<(TopicPartition, OffsetRange)>();
        for (var i = 0; i < source.Partitions; i++)
        {
            var partition = new TopicPartition(source.Topic, i);
            ranges.Add((partition, await log.RangeAsync(partition, cancellationToken)));
        }

        return ranges;
    }

    private async Task ReadAsync(
        TopicPartition partition, OffsetRange range, Func<OffsetRange, long> offset, bool follow, ChannelWriter<byte[]> lines, CancellationToken cancellationToken)
    {
        var next = offset(range);
        if (next >= range.End && !follow)
        {
            return;
        }

        await using var reader = await log.OpenReaderAsync(partition, next, cancellationToken);
        while (follow || next < range.End)
        {
            var batch = await reader.ReadAsync(ReadBytes, cancellationToken);
            for (var i = 0; i < batch.Count && (follow || batch[i].Offset < range.End); i++)
            {
                await lines.WriteAsync(Line(partition.Partition, batch[i]), cancellationToken);
            }

            next = batch.Next;
        }
    }

    private static async Task CompleteAsync(Task readers, ChannelWriter<byte[]> lines)
    {
        try
        {
            await readers;
            lines.Complete();
        }
        catch (Exception exception)
        {
            // Given to whoever reads the lines.
            lines.TryComplete(exception);
        }
    }

    private static async Task WriteAsync(HttpContext context, ChannelReader<byte[]> lines)
    {
        while (await lines.WaitToReadAsync(context.RequestAborted))
        {
            while (lines.TryRead(out var line))
            {
                context.Response.BodyWriter.Write(line);
            }

            await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
        }
    }

    private static byte[] Line(int partition, in LogRecord record)
    {
        var buffer = new ArrayBufferWriter<byte>(record.Value.Length + 96);
        using (var writer = new Utf8JsonWriter(buffer, RowJson.WriterOptions))
        {
            writer.WriteStartObject();
            writer.WriteNumber("partition"u8, partition);
            writer.WriteNumber("offset"u8, record.Offset);
            writer.WriteString("time"u8, IsoTime.Of(record.TimestampMs));
            if (System.Text.Unicode.Utf8.IsValid(record.Value.Span))
            {
                writer.WriteString("value"u8, record.Value.Span);
            }
            else
            {
                writer.WriteNull("value"u8);
                writer.WriteBase64String("base64"u8, record.Value.Span);
            }

            writer.WriteEndObject();
        }

        buffer.Write("\n"u8);
        return buffer.WrittenSpan.ToArray();
    }

    // As kcat has it: a number, start, end, or so many before the end of each partition.
    private static Func<OffsetRange, long> Offset(IQueryCollection query)
    {
        var text = RowRequestReader.Text(query, "offset") ?? $"-{DefaultRecords}";
        if (text is "start" or "beginning")
        {
            return range => range.Start;
        }

        if (text == "end")
        {
            return range => range.End;
        }

        return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var offset)
            ? range => Math.Clamp(offset < 0 ? range.End + offset : offset, range.Start, range.End)
            : throw RowRequestReader.Bad("offset", "a number, start, end, or -N for the last N", text);
    }
}
