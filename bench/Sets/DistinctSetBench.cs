using System.Globalization;
using ActorPipeline.Bench.Workload;
using ActorPipeline.Hashing;
using ActorPipeline.Windows;

namespace ActorPipeline.Bench.Sets;

/// <summary>The set behind exact distinct counts against <see cref="HashSet{T}"/>.</summary>
internal static class DistinctSetBench
{
    private const int Entries = 1_000_000;
    private static readonly TableHash Hash = new(new Random(1));

    public static async IAsyncEnumerable<BenchRow> RunAsync()
    {
        var random = new SplitMix(1);
        var values = Enumerable.Range(0, Entries).Select(_ => random.Next()).ToArray();
        var (ours, theirs) = Meter.Compare(9, () => AddAll(values, Entries), () => AddAllToHashSet(values, Entries));
        var (grown, theirsGrown) = Meter.Compare(9, () => AddAll(values, 0), () => AddAllToHashSet(values, 0));
        var set = AddAll(values, 0);
        var bytes = set.Bytes / (double)set.Count;
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var hashSet = AddAllToHashSet(values, 0);
        var theirBytes = (GC.GetTotalMemory(forceFullCollection: true) - before) / (double)hashSet.Count;
        GC.KeepAlive(hashSet);
        await Task.CompletedTask;
        yield return new BenchRow(
            "distinct set, bytes an entry (1 M)", Format($"{bytes:0.0} B"), "HashSet<ulong>", Format($"{theirBytes:0.0} B"), theirBytes / bytes, "≤ 18 B");
        yield return Row("distinct set, add 1 M, room made", ours, theirs);
        yield return Row("distinct set, add 1 M, grown from empty", grown, theirsGrown);
    }

    private static BenchRow Row(string measure, Meter ours, Meter theirs) => new(
        measure,
        Format($"{ours.CpuSeconds * 1e9 / Entries:0} ns"),
        "HashSet<ulong>",
        Format($"{theirs.CpuSeconds * 1e9 / Entries:0} ns"),
        theirs.CpuSeconds / ours.CpuSeconds,
        "≤ 0.7× the time (1.43×)");

    private static string Format(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static LongSet AddAll(ulong[] values, int capacity)
    {
        var set = new LongSet(Hash, capacity);
        foreach (var value in values)
        {
            set.Add(value);
        }

        return set;
    }

    private static HashSet<ulong> AddAllToHashSet(ulong[] values, int capacity)
    {
        var set = new HashSet<ulong>(capacity);
        foreach (var value in values)
        {
            set.Add(value);
        }

        return set;
    }
}
