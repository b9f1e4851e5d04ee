using System.Diagnostics;
using ActorPipeline.Batches;
using ActorPipeline.Bench.Workload;
using ActorPipeline.Events;
using ActorPipeline.Intake;
using ActorPipeline.Log;
using ActorPipeline.Shards;
using ActorPipeline.Views;
namespace ActorPipeline.Bench.Pipeline;
internal sealed class FixedDecoder : IEventDecoder
{
    public DecodeError Decode(ReadOnlySpan<byte> r, in RecordContext c, DecodedEvent d)
    {
        d.Clear();
        d.SetSlice(0, 14, 7);
        var t = r.Slice(36, 19);
        int D(ReadOnlySpan<byte> s) { int v = 0; foreach (var b in s) v = v * 10 + b - 48; return v; }
        d.TimeMs = new DateTime(D(t[..4]), D(t[5..7]), D(t[8..10]), D(t[11..13]), D(t[14..16]), D(t[17..19]), DateTimeKind.Utc).Ticks / 10000 - 62135596800000;
        d.SetSlice(1, 73, 3); d.SetSlice(2, 86, 5);
        return DecodeError.None;
    }
}
internal static class Stages
{
    public static void Run(int n)
    {
        var w = VisitWorkload.Make(n);
        Console.WriteLine(System.Text.Encoding.UTF8.GetString(w[0].Span) + " " + System.Text.Encoding.UTF8.GetString(w[0].Span.Slice(73,3)) + " " + System.Text.Encoding.UTF8.GetString(w[0].Span.Slice(86,5))+" "+System.Text.Encoding.UTF8.GetString(w[0].Span.Slice(36,19)));
        for (int rep = 0; rep < 2; rep++) {
        var p = Csc8101.Definition();
        var runs = Enumerable.Range(0, 4).Select(i => new PartitionIntake(p, new FixedDecoder(), i, 1, new IntakePosition(0, long.MinValue), new IntakeOptions())).ToArray();
        var states = Enumerable.Range(0, 4).Select(i => new ShardState(p, i, 4, new ShardOptions())).ToArray();
        var writers = Enumerable.Range(0, 4).Select(_ => new ByteWriter()).ToArray();
        var batch = new EventBatch(p.Views);
        long tin = 0, tenc = 0, tdec = 0, tapply = 0, rows = 0, bytes = 0; var list = new List<RowBatch>();
        long T() => Stopwatch.GetTimestamp();
        var cpu = Process.GetCurrentProcess().TotalProcessorTime; var al = GC.GetTotalAllocatedBytes();
        void End(PartitionIntake run, long wm) {
            var a = T(); run.EndBatch(wm, false, writers); var b = T(); tenc += b - a;
            for (int s = 0; s < 4; s++) {
                a = T(); EventBatchCodec.Read(writers[s].Written.Span, batch); b = T(); tdec += b - a; bytes += writers[s].Written.Length;
                states[s].Apply(batch, list); tapply += T() - b; writers[s].Clear();
            }
            foreach (var r in list) rows += r.Count;
            list.Clear();
        }
        for (int i = 0; i < n; i += 512) {
            var part = (i / 512) % 4; var run = runs[part]; var a = T();
            for (int j = i; j < Math.Min(n, i + 512); j++) run.Add(new LogRecord(run.Position.NextOffset, 1724426400000, w[j], default));
            tin += T() - a;
            if (run.BatchRecords >= 8192) End(run, run.WatermarkMs);
        }
        foreach (var run in runs) End(run, run.LastWindowEndMs);
        var total = Process.GetCurrentProcess().TotalProcessorTime - cpu;
        double f = 1e9 / Stopwatch.Frequency / n;
        Console.WriteLine($"cpu {total.TotalSeconds:F2}s {n / total.TotalSeconds:F0}/cpu-s intake {tin * f:F0}ns encode {tenc * f:F0} decode {tdec * f:F0} apply {tapply * f:F0} rows {rows} bytes/event {(double)bytes / n:F1} alloc/event {(GC.GetTotalAllocatedBytes() - al) / n} gc0 {GC.CollectionCount(0)} gc2 {GC.CollectionCount(2)}");
        var c = states.Select(s => s.Counters); Console.WriteLine($"acc {c.Sum(x => x.Accepted)} app {c.Sum(x => x.Applied)} late {c.Sum(x => x.Late)}");
        }
    }
}
