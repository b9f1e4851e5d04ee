using System.Diagnostics;
using System.Globalization;
using ActorPipeline.Running;
using ActorPipeline.Status;

namespace ActorPipeline.Bench.Pipeline;

/// <summary>A million pages touched once: memory before and after they are let go of, and how soon a shard with them is back after a kill.</summary>
internal static class EntityBench
{
    private const int Pages = 1_000_000;
    private const double MiB = 1024 * 1024;

    private static readonly EngineOptions Options = new() { CheckpointInterval = TimeSpan.FromSeconds(1), PassivateAfter = TimeSpan.FromSeconds(2) };

    public static async IAsyncEnumerable<BenchRow> MemoryAsync()
    {
        var path = Directory.CreateTempSubdirectory("actor-pipeline-bench-").FullName;
        double before = Heap(), peak, after;
        await using (var running = await EmbeddedPipeline.StartAsync(path, PagesOnce.Definition, Options))
        {
            await PagesOnce.TouchAsync(running, Pages);
            peak = Heap();
            await WaitAsync(running, shard => shard.Passivated >= Pages);
            after = Heap();
        }

        Directory.Delete(path, recursive: true);
        yield return new BenchRow(
            "memory of 1 M pages touched once, then idle", Format($"{after - before:0} MiB"), "before they are let go of", Format($"{peak - before:0} MiB"),
            (peak - before) / (after - before), "falls back", "managed heap after a full collection, less what it was at the start");
    }

    public static async IAsyncEnumerable<BenchRow> RecoveryAsync()
    {
        var path = Directory.CreateTempSubdirectory("actor-pipeline-bench-").FullName;
        await KillWhenLoadedAsync(path);
        var started = Stopwatch.GetTimestamp();
        await using (var running = await EmbeddedPipeline.StartAsync(path, PagesOnce.Definition, Options))
        {
            await WaitAsync(running, shard => shard is { State: "running", Lag: 0 });
            var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
            var status = await running.Runtime.StatusAsync(CancellationToken.None);
            yield return new BenchRow(
                "recovery of a shard with 1 M keys after kill -9", Format($"{seconds:0.00} s"), "", "", null, "< 3 s", Format($"{status.Applied} events applied"));
        }

        Directory.Delete(path, recursive: true);
    }

    /// <summary>The process that gets killed: loads, makes a checkpoint, says so, and waits.</summary>
    public static async Task LoadAndWaitAsync(string path)
    {
        await using var running = await EmbeddedPipeline.StartAsync(path, PagesOnce.Definition, Options);
        await PagesOnce.TouchAsync(running, Pages);
        await WaitAsync(running, shard => shard.Checkpoint is { } made && made.Offset == shard.Offset);
        Console.WriteLine("loaded");
        await Console.In.ReadLineAsync();
    }

    private static async Task KillWhenLoadedAsync(string path)
    {
        var start = new ProcessStartInfo(DotNet.Path, [typeof(EntityBench).Assembly.Location, "--load-and-wait", path])
        {
            RedirectStandardOutput = true,
            RedirectStandardInput = true,
        };
        using var child = Process.Start(start)!;
        while (await child.StandardOutput.ReadLineAsync() is { } line && line != "loaded")
        {
        }

        child.Kill();
        await child.WaitForExitAsync();
    }

    private static async Task WaitAsync(EmbeddedPipeline running, Func<ShardStatus, bool> condition)
    {
        while (!(await running.Runtime.ShardsAsync(CancellationToken.None)).Any(condition))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System);
        }
    }

    private static double Heap() => GC.GetTotalMemory(forceFullCollection: true) / MiB;

    private static string Format(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
