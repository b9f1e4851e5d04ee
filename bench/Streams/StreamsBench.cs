using System.Globalization;
using ActorPipeline.AkkaStreams;
using ActorPipeline.Log;
using Akka.Actor;
using Akka.Streams;
using Akka.Streams.Dsl;

namespace ActorPipeline.Bench.Streams;

/// <summary>What a stream of batches costs: source, map, sink, against a loop that reads, maps and appends. Both hand on every record as it is.</summary>
internal static class StreamsBench
{
    private const int Rounds = 5;
    private static readonly TopicPartition Source = new("source", 0);

    public static async IAsyncEnumerable<BenchRow> RunAsync()
    {
        using var system = ActorSystem.Create("streams-bench", "akka { loglevel = OFF, stdout-loglevel = OFF, coordinated-shutdown.run-by-clr-shutdown-hook = off }");
        using var materializer = system.Materializer();
        yield return await CompareAsync("batches of 1,000, log answers at once", 10_000, 1_000, true, materializer);
        yield return await CompareAsync("batches of 1,000, log answers on another thread", 10_000, 1_000, false, materializer);
        yield return await CompareAsync("batches of 1, log answers at once", 200_000, 1, true, materializer);
        yield return await CompareAsync("batches of 1, log answers on another thread", 200_000, 1, false, materializer);
        await system.Terminate();
    }

    private static async Task<BenchRow> CompareAsync(string measure, int batches, int records, bool isImmediate, IMaterializer materializer)
    {
        Meter? stream = null, loop = null;
        for (var round = 0; round < Rounds; round++)
        {
            stream = Meter.Cheaper(stream, await MeasureAsync(log => StreamAsync(log, materializer), batches, records, isImmediate));
            loop = Meter.Cheaper(loop, await MeasureAsync(LoopAsync, batches, records, isImmediate));
        }

        var events = (double)batches * records;
        return new BenchRow(
            $"stream: source → map → sink, {measure}",
            Nanoseconds(stream!.Value.CpuSeconds / events),
            "a loop of reads and appends",
            Nanoseconds(loop!.Value.CpuSeconds / events),
            loop.Value.CpuSeconds / stream.Value.CpuSeconds,
            "",
            Format($"wall {stream.Value.WallSeconds / events * 1e9:0} against {loop.Value.WallSeconds / events * 1e9:0} ns, {stream.Value.AllocatedBytes / events:0} against {loop.Value.AllocatedBytes / events:0} B an event"));
    }

    private static async Task<Meter> MeasureAsync(Func<IEventLog, Task> run, int batches, int records, bool isImmediate)
    {
        var log = new RepeatingLog(batches, records, isImmediate);
        var meter = await Meter.MeasureAsync(() => run(log));
        return log.Appended == (long)batches * records ? meter : throw new InvalidOperationException($"{log.Appended} records were appended");
    }

    private static async Task StreamAsync(IEventLog log, IMaterializer materializer)
    {
        var end = (await log.RangeAsync(Source, CancellationToken.None)).End;
        await LogSource.PlainSource(log, [new LogSubscription(Source, 0, end)])
            .Select(batch => new LogEnvelope<long>(0, batch.ToNewRecords(), batch.Next))
            .RunWith(LogSink.PlainSink<long>(log, "sink"), materializer);
    }

    // Appends what the reader lends, since it waits for each append before it reads on.
    private static async Task LoopAsync(IEventLog log)
    {
        var end = (await log.RangeAsync(Source, CancellationToken.None)).End;
        await using var reader = await log.OpenReaderAsync(Source, 0, CancellationToken.None);
        await using var writer = await log.OpenWriterAsync("sink", CancellationToken.None);
        var mapped = Array.Empty<NewRecord>();
        for (var next = 0L; next < end;)
        {
            var batch = await reader.ReadAsync(64 * 1024, CancellationToken.None);
            mapped = mapped.Length < batch.Count ? new NewRecord[batch.Count] : mapped;
            for (var i = 0; i < batch.Count; i++)
            {
                ref readonly var record = ref batch[i];
                mapped[i] = new NewRecord(record.Value, record.TimestampMs, record.Headers, record.Key);
            }

            await writer.AppendAsync(0, mapped.AsMemory(0, batch.Count), CancellationToken.None);
            next = batch.Next;
        }
    }

    private static string Nanoseconds(double seconds) => Format($"{seconds * 1e9:0.0} ns/event");

    private static string Format(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
