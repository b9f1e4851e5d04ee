using ActorPipeline.Embedded.DuckDb;

namespace ActorPipeline.Lake.Sql;

/// <summary>A column of a result, and how its values are written. Immutable.</summary>
/// <param name="Type">Its type in DuckDB.</param>
internal sealed record SqlResultColumn(string Name, string Type)
{
    /// <summary>What its values are.</summary>
    public SqlValueKind Kind { get; } = KindOf(Type);

    /// <summary>Its values as texts: an expression.</summary>
    public string Text => Kind switch
    {
        SqlValueKind.Time => $"CAST(CAST({Quoted} AS TIMESTAMP) AS VARCHAR)",
        SqlValueKind.Nested => $"CAST(to_json({Quoted}) AS VARCHAR)",
        SqlValueKind.Bytes => $"base64({Quoted})",
        _ => $"CAST({Quoted} AS VARCHAR)",
    };

    /// <summary>Its values in a Parquet file: where such a file has no type for 128-bit integers, DuckDB would write doubles.</summary>
    public string Stored => Type is "HUGEINT" or "UHUGEINT" ? $"CAST({Quoted} AS DECIMAL(38, 0)) AS {Quoted}" : Quoted;

    private string Quoted => DuckDbSql.Name(Name);

    private static SqlValueKind KindOf(string type) => type switch
    {
        "BOOLEAN" or "TINYINT" or "SMALLINT" or "INTEGER" or "BIGINT" or "HUGEINT" or "UTINYINT" or "USMALLINT" or "UINTEGER" or "UBIGINT" or "UHUGEINT" =>
            SqlValueKind.Raw,
        "FLOAT" or "DOUBLE" => SqlValueKind.Real,
        "BLOB" => SqlValueKind.Bytes,
        "JSON" => SqlValueKind.Nested,
        _ when type.EndsWith(']') || IsOf(type, "STRUCT", "MAP", "UNION", "VARIANT") => SqlValueKind.Nested,
        _ when IsOf(type, "TIMESTAMP") => SqlValueKind.Time,
        _ when IsOf(type, "DECIMAL") => SqlValueKind.Decimal,
        _ => SqlValueKind.Text,
    };

    private static bool IsOf(string type, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (type.StartsWith(name, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }
}

/// <summary>How a value is written in JSON and CSV.</summary>
internal enum SqlValueKind
{
    /// <summary>As a text.</summary>
    Text,

    /// <summary>As it is: whole numbers, and true and false.</summary>
    Raw,

    /// <summary>As a number, with no more decimals than it has.</summary>
    Decimal,

    /// <summary>As a number; as a text where it is none that JSON has.</summary>
    Real,

    /// <summary>ISO 8601 in UTC.</summary>
    Time,

    /// <summary>As JSON.</summary>
    Nested,

    /// <summary>As base64.</summary>
    Bytes,
}
