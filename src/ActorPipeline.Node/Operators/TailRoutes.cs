using System.Buffers;
using System.Globalization;
using System.Text.Json;
using ActorPipeline.AkkaStreams;
using ActorPipeline.Definitions;
using ActorPipeline.Emission;
using ActorPipeline.Log;
using ActorPipeline.Node.Http;
using ActorPipeline.Node.Serving;
using Akka.Streams;
using Akka.Streams.Dsl;

namespace ActorPipeline.Node.Operators;

/// <summary>The source topic as it stands or comes in: one JSON object a line.</summary>
internal sealed class TailRoutes(PipelineCatalog catalog, IEventLog log, IMaterializer materializer)
{
    private const int DefaultRecords = 10;

    public void Map(IEndpointRouteBuilder pbm) =>
        pbm.MapGet("/pipelines/{pipeline}/tail", (HttpContext context, string pipeline) => TailAsync(context, pipeline));

    private async Task TailAsync(HttpContext context, string pipelineName)
    {
        var source = catalog.Find(pipelineName).Definition.Source;
        var follow = RowRequestReader.Flag(context.Request.Query, "follow");
        var subscriptions = await SubscribeAsync(source, Offset(context.Request.Query), follow, context.RequestAborted);
        context.Response.ContentType = "application/x-ndjson";
        context.Response.Headers.CacheControl = "no-store";

        // Sent at once: a follower of a quiet topic learns that it is connected.
        await context.Response.StartAsync(context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
        await EndlessResponse.WriteAsync(context, ended => WriteAsync(context.Response, LogSource.PlainSource(log, subscriptions), ended));
    }

    private async Task<IReadOnlyList<LogSubscription>> SubscribeAsync(
        SourceDefinition source, Func<OffsetRange, long> offset, bool follow, CancellationToken cancellationToken)
    {
        var subscriptions = new List<LogSubscription>();
        for (var i = 0; i < source.Partitions; i++)
        {
            var partition = new TopicPartition(source.Topic, i);
            var range = await log.RangeAsync(partition, cancellationToken);
            subscriptions.Add(new LogSubscription(partition, offset(range), follow ? null : range.End));
        }

        return subscriptions;
    }

    // The request pulls batch by batch, so that nothing is written after it has ended. A slow client stops the readers; the log keeps the records.
    private async Task WriteAsync(HttpResponse response, Source<PartitionBatch, LogControl> source, CancellationToken ended)
    {
        var one = Sink.Queue<PartitionBatch>().WithAttributes(Attributes.CreateInputBuffer(1, 1));
        var (control, batches) = source.ToMaterialized(one, Keep.Both).Run(materializer);
        try
        {
            while (await batches.PullAsync().WaitAsync(ended) is { HasValue: true, Value: var batch })
            {
                Write(response.BodyWriter, batch);
                await response.BodyWriter.FlushAsync(ended);
            }
        }
        finally
        {
            await control.StopAsync();
        }
    }

    private static void Write(IBufferWriter<byte> output, PartitionBatch batch)
    {
        using var writer = new Utf8JsonWriter(output, NodeJson.WriterOptions);
        foreach (var record in batch.Records)
        {
            Write(writer, batch.Partition.Partition, record);
            writer.Flush();
            output.Write("\n"u8);
            writer.Reset();
        }
    }

    private static void Write(Utf8JsonWriter writer, int partition, LogRecord record)
    {
        writer.WriteStartObject();
        writer.WriteNumber("partition"u8, partition);
        writer.WriteNumber("offset"u8, record.Offset);
        writer.WriteString("time"u8, IsoText.Of(record.TimestampMs));
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
