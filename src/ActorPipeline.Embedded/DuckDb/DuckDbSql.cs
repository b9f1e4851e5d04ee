namespace ActorPipeline.Embedded.DuckDb;

/// <summary>Names and texts as they stand in statements.</summary>
internal static class DuckDbSql
{
    internal static string Name(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    internal static string Text(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
}
