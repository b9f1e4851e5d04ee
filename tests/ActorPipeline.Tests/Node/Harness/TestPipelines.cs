using ActorPipeline.Definitions;

namespace ActorPipeline.Tests.Node.Harness;

/// <summary>Definitions of one pipeline per format the collector tells apart.</summary>
internal static class TestPipelines
{
    public static PipelineDefinition Films { get; } = new()
    {
        Name = "films",
        Shards = 4,
        Source = Source("production", EventFormat.Json, [], new TimeDefinition("timestamp", "yyyy-MM-dd'T'HH:mm:ss", "UTC"), "client_id", "url.topic", "url.page"),
        Views =
        [
            View("page-visitors", [1, 2], [], ["topic", "page"], [], new WindowDefinition(120_000, 60_000),
                new ColumnDefinition("visits", ColumnKind.Count, -1), new ColumnDefinition("visitors", ColumnKind.Distinct, 0)),
            View("client-visits", [0], [1, 2], ["client"], ["topic", "page"], new WindowDefinition(120_000, 60_000),
                new ColumnDefinition("visits", ColumnKind.Count, -1)),
        ],
    };

    public static PipelineDefinition Site { get; } = new()
    {
        Name = "site",
        Shards = 1,
        Source = Source("site", EventFormat.Delimited, ["source", "time", "ip", "url"], new TimeDefinition("time", "unix-ms", "UTC"), "source", "ip", "url"),
        Views = [View("pages", [2], [], ["url"], [], new WindowDefinition(5_000, 5_000), new ColumnDefinition("visits", ColumnKind.Count, -1))],
    };

    public static PipelineDefinition Access { get; } = new()
    {
        Name = "access",
        Shards = 1,
        Source = Source("access", EventFormat.AccessLog, [], new TimeDefinition("time", "apache", "UTC"), "ip", "path", "agent"),
        Views = [View("pages", [1], [], ["path"], [], new WindowDefinition(5_000, 5_000), new ColumnDefinition("visits", ColumnKind.Count, -1))],
    };

    public static PipelineDefinition Table { get; } = new()
    {
        Name = "table",
        Shards = 1,
        Source = Source("table", EventFormat.Csv, ["user", "text"], new TimeDefinition(null, "auto", "UTC"), "user", "text") with { Separator = ',' },
        Views = [View("users", [0], [], ["user"], [], new WindowDefinition(5_000, 5_000), new ColumnDefinition("texts", ColumnKind.Count, -1))],
    };

    /// <summary>Keeps no rows in the store.</summary>
    public static PipelineDefinition Relayed { get; } = Site with
    {
        Name = "relayed",
        Emit = new EmitDefinition { ToStore = false, Topics = new RowTopics(RowTextFormat.Json, AreShared: true) },
    };

    public static IReadOnlyList<PipelineDefinition> All { get; } = [Films, Site, Access, Table];

    private static SourceDefinition Source(string topic, EventFormat format, IReadOnlyList<string> columns, TimeDefinition time, params string[] paths) => new()
    {
        Topic = topic,
        Partitions = 2,
        Format = format,
        Columns = columns,
        Time = time,
        Fields = [.. paths.Select(path => new FieldDefinition(path[(path.LastIndexOf('.') + 1)..].Replace("_id", "", StringComparison.Ordinal), path))],
        LateAfter = TimeSpan.FromSeconds(5),
        AllowedLateness = TimeSpan.FromMinutes(1),
        IdleAfter = TimeSpan.FromSeconds(10),
        FutureLimit = TimeSpan.FromHours(1),
        WatermarkLead = TimeSpan.FromSeconds(1),
        MaxRecordBytes = 1024,
    };

    private static ViewDefinition View(
        string name, int[] keys, int[] by, string[] keyNames, string[] byNames, WindowDefinition window, params ColumnDefinition[] columns) => new()
        {
            Name = name,
            KeyFields = keys,
            ByFields = by,
            KeyNames = keyNames,
            ByNames = byNames,
            Window = window,
            Columns = columns,
            ServeBy = [keyNames],
        };
}
