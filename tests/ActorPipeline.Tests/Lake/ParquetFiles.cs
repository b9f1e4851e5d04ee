using ActorPipeline.Embedded.DuckDb;
using ActorPipeline.TestKit.Lake;

namespace ActorPipeline.Tests.Lake;

/// <summary>Reads the files of a lake as any program does that knows Parquet and folders as Hive names them.</summary>
internal static class ParquetFiles
{
    /// <summary>All events of a pipeline of two fields.</summary>
    public static IReadOnlyList<LakeEvent> Read(string lake, string pipeline, string firstField, string secondField)
    {
        if (!Directory.Exists(Path.Combine(lake, pipeline)) || Directory.EnumerateDirectories(Path.Combine(lake, pipeline), "date=*").FirstOrDefault() is null)
        {
            return [];
        }

        var events = new List<LakeEvent>();
        Query(
            $"SELECT _source_partition, _source_offset, epoch_ms(_event_time), {Quote(firstField)}, {Quote(secondField)} FROM {From(lake, pipeline)}",
            (result, row) => events.Add(new LakeEvent(
                result.Column(0).Value<int>(row), 0, result.Column(1).Value<long>(row), result.Column(2).Value<long>(row), [Text(result, 3, row), Text(result, 4, row)])));
        return events;
    }

    /// <summary>The first column of a query's rows.</summary>
    public static IReadOnlyList<string?> Texts(string sql)
    {
        var texts = new List<string?>();
        Query(sql, (result, row) => texts.Add(Text(result, 0, row)));
        return texts;
    }

    /// <summary>What a query reads all files of a pipeline from.</summary>
    public static string From(string lake, string pipeline) =>
        $"read_parquet('{lake.Replace("'", "''", StringComparison.Ordinal)}/{pipeline}/*/*/*.parquet', hive_partitioning = true)";

    private static void Query(string sql, Action<DuckDbResult, int> see)
    {
        using var database = DuckDbDatabase.Open(":memory:", new Dictionary<string, string> { ["threads"] = "1" });
        using var connection = database.Connect();
        using var statement = connection.Prepare(sql);
        using var result = statement.Query();
        for (var rows = result.ReadChunk(); rows > 0; rows = result.ReadChunk())
        {
            for (var row = 0; row < rows; row++)
            {
                see(result, row);
            }
        }
    }

    private static string? Text(DuckDbResult result, int column, int row) => result.Column(column).IsNull(row) ? null : result.Column(column).Text(row);

    private static string Quote(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
