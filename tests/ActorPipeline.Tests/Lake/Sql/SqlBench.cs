using System.Text;
using ActorPipeline.Definitions;
using ActorPipeline.Lake.Sql;
using ActorPipeline.TestKit.Reference;
using ActorPipeline.Tests.Embedded;
using ActorPipeline.Tests.Lake.Views;

namespace ActorPipeline.Tests.Lake.Sql;

/// <summary>A lake, and statements over it.</summary>
internal sealed class SqlBench : IDisposable
{
    /// <summary>2017-01-25T13:00:00Z.</summary>
    public const long Start = 1_485_349_200_000;

    /// <summary>Fields with names that columns of the lake have too; a view with names that columns of views have.</summary>
    public static readonly PipelineDefinition Shop = new()
    {
        Name = "web-shop",
        Shards = 1,
        Source = Source("page", "amount", "Date"),
        Views =
        [
            new ViewDefinition
            {
                Name = "by-page",
                KeyFields = [0],
                ByFields = [2],
                KeyNames = ["page"],
                ByNames = ["layer"],
                Window = new WindowDefinition(60_000, 60_000),
                Columns = [new ColumnDefinition("visits", ColumnKind.Count, -1), new ColumnDefinition("turnover", ColumnKind.Sum, 1), new ColumnDefinition("Page", ColumnKind.Last, 0)],
                ServeBy = [["page"]],
            },
        ],
    };

    /// <summary>No event ever came.</summary>
    public static readonly PipelineDefinition Empty = Shop with { Name = "empty" };

    private readonly TemporaryFolder _folder = new();
    private readonly ViewBench _bench = new(Shop);
    private int _runs;
    private long _offset;

    public SqlBench() => Tables = new LakeTables(_bench.Lake, _bench.Views);

    public LakeTables Tables { get; }

    public string Root => _bench.Root;

    public SqlLimits Limits { get; set; } = new(128L << 20, 64L << 20, 1, 1_000, 10_000_000);

    /// <summary>The catalogue of batch views that counts.</summary>
    public string? Catalogue { get; private set; }

    /// <summary>Done each time before files are listed, given how often they were.</summary>
    public Action<int> Listed { get; set; } = _ => { };

    /// <summary>Gives statements up.</summary>
    public CancellationToken Stop { get; set; }

    public async Task AddAsync(params (long SecondsAfter, string? Page, string? Amount, string? Date)[] events) => await _bench.AddAsync(
        [.. events.Select(one => new SourceEvent(0, _offset++, Start + (one.SecondsAfter * 1_000), [one.Page, one.Amount, one.Date]))]);

    /// <summary>Computes the batch rows, and has them count.</summary>
    public async Task ComputeAsync(long run) => Catalogue = await _bench.Views.WriteAsync(Shop.Name, await _bench.ComputeAsync(run), run, default);

    /// <summary>Runs a statement; its result as it would be sent.</summary>
    public async Task<(SqlOutcome Outcome, string Result)> RunAsync(string statement, SqlFormat format = SqlFormat.NdJson)
    {
        var folder = _folder.Of($"run{_runs++}");
        Directory.CreateDirectory(folder);
        var job = new SqlJob(statement, SqlTable.Of([Shop, Empty]), format, Limits, folder);
        var listed = 0;
        var outcome = await new SqlInProcess().RunAsync(
            job,
            async tables =>
            {
                var paths = new List<IReadOnlyList<string>>();
                foreach (var table in tables)
                {
                    var catalogue = table.Pipeline == Shop.Name ? Catalogue : null;
                    paths.Add(await Tables.PathsOfAsync(table, _ => ValueTask.FromResult(catalogue), default));
                }

                Listed(++listed);
                return paths;
            },
            Stop);
        return (outcome, outcome.End == SqlEnd.Done ? Encoding.Latin1.GetString(await File.ReadAllBytesAsync(job.ResultPath, default)) : "");
    }

    /// <summary>Runs a statement that has a result.</summary>
    public async Task<string> ResultAsync(string statement, SqlFormat format = SqlFormat.NdJson)
    {
        var (outcome, result) = await RunAsync(statement, format);
        Xunit.Assert.True(outcome.End == SqlEnd.Done, $"{outcome.End}: {outcome.Detail}");
        return result;
    }

    public void Dispose()
    {
        _bench.Dispose();
        _folder.Dispose();
    }

    private static SourceDefinition Source(params string[] fields) => new()
    {
        Topic = "shop",
        Partitions = 1,
        Format = EventFormat.Json,
        Columns = [],
        Time = new TimeDefinition("time", "auto", "UTC"),
        Fields = [.. fields.Select(field => new FieldDefinition(field, field))],
        LateAfter = TimeSpan.FromSeconds(5),
        AllowedLateness = TimeSpan.FromMinutes(1),
        IdleAfter = TimeSpan.FromSeconds(10),
        FutureLimit = TimeSpan.FromHours(1),
        WatermarkLead = TimeSpan.FromSeconds(1),
        MaxRecordBytes = 1024,
    };
}
