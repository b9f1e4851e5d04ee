using System.Diagnostics;
using System.Globalization;
using ActorPipeline.Bench.Workload;
using ActorPipeline.Definitions;
using ActorPipeline.Embedded;
using ActorPipeline.Intake;
using ActorPipeline.Log;
using ActorPipeline.Running;

namespace ActorPipeline.Bench.Pipeline;

/// <summary>The whole embedded pipeline: from events in the source log to closed rows in the view store, checkpoints included.</summary>
internal static class WholePipelineBench
{
    private const int BaselineEvents = 50_000;

    public static async IAsyncEnumerable<BenchRow> RunAsync(BenchOptions options)
    {
        var workload = VisitWorkload.Make(options.Events);
        var ours = await RunOnceAsync(workload, options.Events, new IntakeOptions());
        var single = await RunOnceAsync(VisitWorkload.Make(BaselineEvents), BaselineEvents, new IntakeOptions(BatchEvents: 1));
        var ratio = options.Events / ours.CpuSeconds / (BaselineEvents / single.CpuSeconds);
        yield return new BenchRow(
            string.Create(CultureInfo.InvariantCulture, $"whole embedded pipeline, {options.Events / 1e6:0.##} M events"),
            ours.Rate(options.Events),
            string.Create(CultureInfo.InvariantCulture, $"one event per batch, {BaselineEvents} events"),
            single.Rate(BaselineEvents),
            ratio,
            "1 M events per CPU-second (aim)",
            string.Create(CultureInfo.InvariantCulture, $"{ours.WallSeconds:0.0} s wall; {Stages(workload, ours.CpuSeconds)}"));
    }

    private static async Task<Meter> RunOnceAsync(VisitWorkload workload, int events, IntakeOptions intake)
    {
        var path = Directory.CreateTempSubdirectory("actor-pipeline-bench-").FullName;
        try
        {
            var pipeline = Csc8101.Definition();
            await FillAsync(path, pipeline, workload);
            return await Meter.MeasureAsync(async () =>
            {
                await using var running = await EmbeddedPipeline.StartAsync(path, pipeline, new EngineOptions { Intake = intake });
                await running.Runtime.WaitAppliedAsync(flush: true, CancellationToken.None);
                var status = await running.Runtime.StatusAsync(CancellationToken.None);
                Debug.Assert(status.Applied == events, "every event is applied");
            });
        }
        finally
        {
            Directory.Delete(path, recursive: true);
        }
    }

    private static async Task FillAsync(string path, PipelineDefinition pipeline, VisitWorkload workload)
    {
        const int Run = 512;
        using var folder = DataFolder.Open(path);
        await using var log = EmbeddedPipeline.OpenLog(folder);
        await log.EnsureTopicAsync(pipeline.Source.Topic, pipeline.Source.Partitions, CancellationToken.None);
        await using var writer = await log.OpenWriterAsync(pipeline.Source.Topic, CancellationToken.None);
        var appends = new Queue<Task>();
        for (var at = 0; at < workload.Count; at += Run)
        {
            var records = new NewRecord[Math.Min(Run, workload.Count - at)];
            for (var i = 0; i < records.Length; i++)
            {
                records[i] = new NewRecord(workload[at + i], 1_424_430_000_000);
            }

            appends.Enqueue(writer.AppendAsync(at / Run % pipeline.Source.Partitions, records, CancellationToken.None).AsTask());
            if (appends.Count > 256)
            {
                await appends.Dequeue();
            }
        }

        await Task.WhenAll(appends);
    }

    // The pure stages alone, on the same events: what is left of the whole is log, store, actors and checkpoints.
    private static string Stages(VisitWorkload workload, double total)
    {
        var pipeline = Csc8101.Definition();
        List<byte[]>[] log = [];
        var intake = Meter.Measure(() => log = ShardLog.Make(pipeline, workload, new IntakeOptions().BatchEvents));
        var apply = Meter.Measure(() => ShardLog.Apply(pipeline, log));
        var rest = Math.Max(0, total - intake.CpuSeconds - apply.CpuSeconds);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"decode and batch {intake.CpuSeconds / total:P0}, apply and close {apply.CpuSeconds / total:P0}, log, store, checkpoints and start {rest / total:P0}");
    }
}
