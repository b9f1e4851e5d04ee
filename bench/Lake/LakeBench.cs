using System.Globalization;
using System.IO.Compression;
using ActorPipeline.Bench.Pipeline;
using ActorPipeline.Bench.Workload;
using ActorPipeline.Decoding;
using ActorPipeline.Definitions;
using ActorPipeline.Embedded.DuckDb;
using ActorPipeline.EventLake;
using ActorPipeline.Events;
using ActorPipeline.Intake;
using ActorPipeline.Lake;
using ActorPipeline.Lake.Sql;

namespace ActorPipeline.Bench.Lake;

/// <summary>Events on their way into the lake, from records in memory to durable Parquet files, against stock DuckDB with the same rows in a CSV file.</summary>
internal static class LakeBench
{
    private const int MostEvents = 2_000_000;
    private const int Rounds = 3;

    public static async IAsyncEnumerable<BenchRow> RunAsync(BenchOptions options)
    {
        var workload = VisitWorkload.Make(Math.Min(options.Events, MostEvents));
        var folder = Directory.CreateTempSubdirectory("actorpipeline-bench-").FullName;
        try
        {
            var csv = Path.Combine(folder, "events.csv");
            WriteCsv(workload, csv);
            Meter? ours = null, theirs = null;
            for (var round = 0; round < Rounds; round++)
            {
                var lake = Path.Combine(folder, $"lake-{round}");
                ours = Meter.Cheaper(ours, await Meter.MeasureAsync(() => WriteAsync(workload, lake)));
                theirs = Meter.Cheaper(theirs, Meter.Measure(() => Copy(csv, Path.Combine(folder, $"stock-{round}.parquet"))));
            }

            var count = (long)workload.Count;
            yield return new BenchRow(
                "lake: records to Parquet, decoded, sorted, durable",
                ours!.Value.Rate(count),
                "stock DuckDB, one thread: COPY of a CSV file, sorted",
                theirs!.Value.Rate(count),
                theirs.Value.CpuSeconds / ours.Value.CpuSeconds,
                "0.5×",
                string.Create(CultureInfo.InvariantCulture, $"{ours.Value.AllocatedBytes / count} B allocated an event"));
            var (ofLake, ofGzip) = (SizeOf(Path.Combine(folder, "lake-0")), Gzip(workload));
            yield return new BenchRow(
                "lake: bytes an event",
                $"{(double)ofLake / count:0.0} B",
                "the source lines, gzip",
                $"{(double)ofGzip / count:0.0} B",
                (double)ofGzip / ofLake,
                "1×");
            yield return CountByPage(folder, count);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    // Without the process that a node starts for each statement.
    private static BenchRow CountByPage(string folder, long count)
    {
        const string Statement = "SELECT page, count(*) AS n FROM csc8101 GROUP BY page ORDER BY n DESC, page LIMIT 10";
        var lake = Path.Combine(folder, "lake-0");
        string[] files = [.. Directory.EnumerateFiles(lake, "*.parquet", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
        var stock = $"read_parquet('{lake}/csc8101/*/*/*.parquet', hive_partitioning = true)";
        Meter? ours = null, theirs = null;
        for (var round = 0; round < Rounds; round++)
        {
            var run = Directory.CreateDirectory(Path.Combine(folder, $"sql-{round}")).FullName;
            var job = new SqlJob(Statement, SqlTable.Of([Csc8101.Definition()]), SqlFormat.Json, new SqlLimits(128L << 20, 0, 1, 10, 1 << 20), run);
            ours = Meter.Cheaper(ours, Meter.Measure(() => Require(new SqlRun(job, _ => [files]).Execute(CancellationToken.None))));
            theirs = Meter.Cheaper(theirs, Meter.Measure(() => Query(Statement.Replace("csc8101", stock, StringComparison.Ordinal))));
        }

        return new BenchRow(
            $"sql: count by page over {files.Length} files, declared, confined, as JSON",
            ours!.Value.Rate(count),
            "stock DuckDB, one thread: the same files",
            theirs!.Value.Rate(count),
            theirs.Value.CpuSeconds / ours.Value.CpuSeconds,
            "0.5×");
    }

    private static void Require(SqlOutcome outcome)
    {
        if (outcome.End != SqlEnd.Done)
        {
            throw new InvalidOperationException(outcome.Detail);
        }
    }

    private static void Query(string statement)
    {
        using var database = DuckDbDatabase.Open(":memory:", new Dictionary<string, string> { ["threads"] = "1" });
        using var connection = database.Connect();
        connection.Execute(statement);
    }

    private static async Task WriteAsync(VisitWorkload workload, string folder)
    {
        using var lake = new ParquetLake(folder, new ParquetLakeOptions { SpillFolder = $"{folder}-spill" });
        await WriteAsync(workload, lake);
    }

    /// <summary>Writes events as the runner does it: decode, check, add, and write whenever the draft is full.</summary>
    /// <param name="first">The offset of the first one.</param>
    internal static async Task WriteAsync(VisitWorkload workload, ParquetLake lake, int first = 0)
    {
        var pipeline = Csc8101.Definition();
        await using var draft = lake.NewDraft(pipeline, 0, 1);
        var decoder = EventDecoder.Create(pipeline.Source);
        var checks = new EventChecks(pipeline.Source, new IntakePlan(pipeline));
        var decoded = new DecodedEvent(pipeline.Source.Fields.Count);
        var from = first;
        for (var i = 0; i < workload.Count; i++)
        {
            Add(draft, checks, decoder, decoded, workload[i].Span, first + i);
            if (draft.IsFull || i == workload.Count - 1)
            {
                var span = new LakeSpan(0, 1, from, first + i + 1);
                await lake.PublishAsync(pipeline.Name, new LakeCommit(lake.Id, span, 1, await draft.WriteAsync(span, CancellationToken.None)), CancellationToken.None);
                from = first + i + 1;
            }
        }
    }

    private static void Add(ILakeDraft draft, EventChecks checks, IEventDecoder decoder, DecodedEvent decoded, ReadOnlySpan<byte> record, long offset)
    {
        if (checks.Decode(decoder, record, long.MaxValue / 2, default, decoded) is { IsError: true } error)
        {
            throw new InvalidOperationException(error.Detail);
        }

        draft.Add(record, decoded, offset);
    }

    private static void Copy(string csv, string target)
    {
        using var database = DuckDbDatabase.Open(":memory:", new Dictionary<string, string> { ["threads"] = "1" });
        using var connection = database.Connect();
        connection.Execute(
            $"""
            COPY (
                SELECT * FROM read_csv('{csv}', header = false, columns = {"{"}'client': 'VARCHAR', 'topic': 'VARCHAR', 'page': 'VARCHAR',
                    '_source_partition': 'INTEGER', '_source_offset': 'BIGINT', '_event_time': 'TIMESTAMP'{"}"})
                ORDER BY _event_time, _source_offset
            ) TO '{target}' (FORMAT parquet, COMPRESSION zstd)
            """);
    }

    private static void WriteCsv(VisitWorkload workload, string path)
    {
        var source = Csc8101.Definition().Source;
        var decoder = EventDecoder.Create(source);
        var decoded = new DecodedEvent(source.Fields.Count);
        using var writer = new StreamWriter(path);
        for (var i = 0; i < workload.Count; i++)
        {
            decoder.Decode(workload[i].Span, 0, default, decoded);
            WriteLine(writer, source, workload[i].Span, decoded, i);
        }
    }

    private static void WriteLine(StreamWriter writer, SourceDefinition source, ReadOnlySpan<byte> record, DecodedEvent decoded, int offset)
    {
        for (var field = 0; field < source.Fields.Count; field++)
        {
            writer.Write(System.Text.Encoding.UTF8.GetString(decoded.Value(record, field)));
            writer.Write(',');
        }

        writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"0,{offset},{DateTimeOffset.FromUnixTimeMilliseconds(decoded.TimeMs):yyyy-MM-dd HH:mm:ss.fff}"));
    }

    private static long SizeOf(string folder) => Directory.EnumerateFiles(folder, "*.parquet", SearchOption.AllDirectories).Sum(file => new FileInfo(file).Length);

    private static long Gzip(VisitWorkload workload)
    {
        using var bytes = new MemoryStream();
        using (var gzip = new GZipStream(bytes, CompressionLevel.Optimal, leaveOpen: true))
        {
            for (var i = 0; i < workload.Count; i++)
            {
                gzip.Write(workload[i].Span);
                gzip.WriteByte((byte)'\n');
            }
        }

        return bytes.Length;
    }
}
