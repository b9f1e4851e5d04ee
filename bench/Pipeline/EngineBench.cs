using System.Globalization;
using ActorPipeline.Bench.Pipeline.Memory;
using ActorPipeline.Bench.Workload;
using ActorPipeline.Declaring;
using ActorPipeline.Decoding;
using ActorPipeline.Definitions;
using ActorPipeline.Emission;
using ActorPipeline.Intake;
using ActorPipeline.Running;
using ActorPipeline.Serving;
using ActorPipeline.Storage;
using Microsoft.Extensions.Logging.Abstractions;

namespace ActorPipeline.Bench.Pipeline;

/// <summary>What the engine itself costs an event, without log, store and runners: decode and batch, apply and close, rows as tab-separated text.</summary>
internal static class EngineBench
{
    private const int Rounds = 3;

    public static async IAsyncEnumerable<BenchRow> RunAsync(BenchOptions options)
    {
        await Task.CompletedTask;
        var workload = VisitWorkload.Make(options.Events);
        var pipeline = Csc8101.Definition(partitions: 8);
        List<byte[]>[] log = [];
        var intake = Meter.Least(Rounds, () => log = ShardLog.Make(pipeline, workload, new IntakeOptions().BatchEvents));
        var apply = Meter.Least(Rounds, () => ShardLog.Apply(pipeline, log));
        var rows = 0L;
        var emit = Meter.Least(Rounds, () => rows = Emit(pipeline, log));
        yield return new BenchRow(
            "engine alone, from record to rows as text",
            (intake with { CpuSeconds = intake.CpuSeconds + emit.CpuSeconds }).Rate(options.Events),
            "",
            "",
            null,
            "1 M events per CPU-second",
            string.Create(
                CultureInfo.InvariantCulture,
                $"per event: decode and batch {Share(intake, options)}, apply and close {Share(apply, options)}, write {rows / (double)options.Events:0.0} rows {(emit.CpuSeconds - apply.CpuSeconds) / options.Events * 1e9:0} ns; whole allocation {(intake.AllocatedBytes + emit.AllocatedBytes) / options.Events} B"));
    }

    /// <summary>The same with runners, checkpoints and rows to topics, on a log and a store in memory.</summary>
    public static async IAsyncEnumerable<BenchRow> RunWithActorsAsync(BenchOptions options)
    {
        var workload = VisitWorkload.Make(options.Events);
        Meter? best = null;
        var rows = 0L;
        for (var round = 0; round < Rounds; round++)
        {
            var found = await Meter.MeasureAsync(async () => rows = await RunOnceAsync(workload));
            best = Meter.Cheaper(best, found);
        }

        yield return new BenchRow(
            "whole engine on a log in memory, rows to topics",
            best!.Value.Rate(options.Events),
            "",
            "",
            null,
            "1 M events per CPU-second",
            string.Create(
                CultureInfo.InvariantCulture,
                $"{best.Value.WallSeconds:0.0} s wall, {rows / 1e6:0.0} M rows, allocation {best.Value.AllocatedBytes / options.Events} B an event, collections {Collections()} since start, {GC.GetTotalPauseDuration().TotalSeconds:0.00} s paused"));
    }

    private static string Collections() => string.Join('/', Enumerable.Range(0, 3).Select(GC.CollectionCount));

    private static async Task<long> RunOnceAsync(VisitWorkload workload)
    {
        var pipeline = Csc8101.Definition(partitions: 8);
        pipeline = pipeline with
        {
            Emit = new EmitDefinition
            {
                ToStore = false,
                Topics = new RowTopics(RowTextFormat.Delimited, AreShared: false, Prefix: "OUT-"),
            },
        };
        await using var log = new MemoryLog(pipeline.Source.Topic, pipeline.ShardTopic, workload, pipeline.Source.Partitions);
        var host = EngineHost.OnThreadPool(TimeProvider.System, NullLoggerFactory.Instance);
        var parts = new PipelineParts(pipeline, PipelineFingerprint.Of(pipeline), () => EventDecoder.Create(pipeline.Source));
        await using var engine = await LocalEngine.StartAsync(parts, log, EngineStores.Of(new MemoryStore()), host, new EngineOptions());
        await engine.Runtime.WaitAppliedAsync(flush: true, CancellationToken.None);
        return log.Dropped;
    }

    private static string Share(Meter meter, BenchOptions options) => string.Create(
        CultureInfo.InvariantCulture, $"{meter.CpuSeconds / options.Events * 1e9:0} ns ({meter.AllocatedBytes / options.Events} B)");

    private static long Emit(PipelineDefinition pipeline, List<byte[]>[] log)
    {
        var topics = new RowTopics(RowTextFormat.Delimited, AreShared: false);
        var texts = pipeline.Views.ToDictionary(view => view.Name, view => RowText.Of(pipeline, view, topics));
        var records = new RowRecords();
        var count = 0L;
        ShardLog.Apply(pipeline, log, rows =>
        {
            records.Fill(rows, texts[rows.View.Name], 0);
            count += records.Records.Length;
        });
        return count;
    }
}
