using ActorPipeline.Bench.Decoding;
using ActorPipeline.Bench.Lake;
using ActorPipeline.Bench.Pipeline;
using ActorPipeline.Bench.Sets;
using ActorPipeline.Bench.Streams;

namespace ActorPipeline.Bench;

/// <summary>Every measure, in the order of the table.</summary>
internal static class Measures
{
    public static IEnumerable<(string Name, Func<IAsyncEnumerable<BenchRow>> Run)> All(BenchOptions options) =>
    [
        ("shard-loop", () => ShardLoopBench.RunAsync(options)),
        ("decode", DecodeBench.RunAsync),
        ("distinct", DistinctSetBench.RunAsync),
        ("streams", StreamsBench.RunAsync),
        ("engine", () => EngineBench.RunAsync(options)),
        ("engine-actors", () => EngineBench.RunWithActorsAsync(options)),
        ("whole-pipeline", () => WholePipelineBench.RunAsync(options)),
        ("lake", () => LakeBench.RunAsync(options)),
        ("batch", () => BatchBench.RunAsync(options)),
        ("start", NodeStartBench.RunAsync),
        ("recovery", EntityBench.RecoveryAsync),
        ("memory", EntityBench.MemoryAsync),
    ];
}
