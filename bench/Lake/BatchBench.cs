using System.Globalization;
using ActorPipeline.Bench.Pipeline;
using ActorPipeline.Bench.Workload;
using ActorPipeline.Intake;
using ActorPipeline.Jobs;
using ActorPipeline.Lake;
using ActorPipeline.Lake.Views;

namespace ActorPipeline.Bench.Lake;

/// <summary>Batch views of a day of events: computed whole, against the live engine without log and store on the same events; and where one hour has changed,
/// against all of them.</summary>
internal static class BatchBench
{
    private const int DaySeconds = 86_400;
    private const int Rounds = 3;

    public static async IAsyncEnumerable<BenchRow> RunAsync(BenchOptions options)
    {
        var folder = Directory.CreateTempSubdirectory("actorpipeline-bench-").FullName;
        try
        {
            using var lake = new ParquetLake(Path.Combine(folder, "lake"), new ParquetLakeOptions { SpillFolder = Path.Combine(folder, "spill") });
            var workload = VisitWorkload.Make(options.Events, DaySeconds);
            await LakeBench.WriteAsync(workload, lake);
            var runs = new Runs(lake);
            Meter? whole = null, live = null, hour = null;
            for (var round = 0; round < Rounds; round++)
            {
                whole = Meter.Cheaper(whole, await Meter.MeasureAsync(() => runs.RunAsync(ViewJobs.Rebuild)));
                live = Meter.Cheaper(live, Meter.Measure(() => Live(workload)));
                await LakeBench.WriteAsync(VisitWorkload.Make(1_000, 60, seed: 2, afterSeconds: DaySeconds / 2), lake, options.Events + (round * 1_000));
                hour = Meter.Cheaper(hour, await Meter.MeasureAsync(() => runs.RunAsync(ViewJobs.Views)));
            }

            yield return new BenchRow(
                "batch: both views of a day, computed from the lake",
                whole!.Value.Rate(options.Events),
                "the live engine alone: decode, batch, apply, close",
                live!.Value.Rate(options.Events),
                live.Value.CpuSeconds / whole.Value.CpuSeconds,
                "5×",
                string.Create(CultureInfo.InvariantCulture, $"{whole.Value.WallSeconds:0.0} s wall"));
            yield return new BenchRow(
                "batch: one hour of the day has changed",
                Seconds(hour!.Value),
                "all hours",
                Seconds(whole.Value),
                whole.Value.CpuSeconds / hour.Value.CpuSeconds,
                "10×",
                string.Create(CultureInfo.InvariantCulture, $"{hour.Value.WallSeconds:0.00} s wall"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string Seconds(Meter meter) => string.Create(CultureInfo.InvariantCulture, $"{meter.CpuSeconds:0.00} CPU-s");

    private static void Live(VisitWorkload workload)
    {
        var pipeline = Csc8101.Definition();
        ShardLog.Apply(pipeline, ShardLog.Make(pipeline, workload, new IntakeOptions().BatchEvents));
    }

    private sealed class Runs(ParquetLake lake)
    {
        private readonly IReadOnlyList<BatchJob> _jobs =
            new ViewJobs(Csc8101.Definition(), new ParquetViews(lake), static view => view.Name).All(JobSchedule.Parse("* * * * *"));

        private string? _catalogue;
        private long _run;

        public async Task RunAsync(string name)
        {
            var context = new JobContext(0, 1, ++_run, static _ => { }) { Catalogue = _catalogue, Clock = static () => 0, SettleAsync = static _ => Task.FromResult(0L) };
            var result = await _jobs.Single(job => job.Name == name).RunAsync(context, CancellationToken.None);
            _catalogue = result.Failure is { } failure ? throw new InvalidOperationException(failure) : result.Catalogue ?? _catalogue;
        }
    }
}
