using System.Text.Json;

namespace ActorPipeline.Lake.Sql;

/// <summary>Looks through a statement's syntax tree, as DuckDB's own parser has made it: what it reads must be on a list of what may be read, and its functions
/// on none of those that may not be called.</summary>
/// <remarks>It stands before a database that would refuse the same (<see cref="SqlDatabase"/>): either alone should do.</remarks>
internal sealed class SqlSyntax(IReadOnlyList<SqlTable> tables)
{
    private const string Named = "cte_map";
    private const string Recursive = "RECURSIVE_CTE_NODE";
    private const string Table = "BASE_TABLE";
    private const string Function = "TABLE_FUNCTION";
    private const string Show = "SHOW_REF";

    // What makes rows of its arguments alone.
    private static readonly HashSet<string> TableFunctions =
        new(["range", "generate_series", "unnest", "json_each", "json_tree"], StringComparer.OrdinalIgnoreCase);

    // Rows of no table, and what is made of others. What DuckDB may add later is refused until it stands here.
    private static readonly HashSet<string> Sources = ["JOIN", "SUBQUERY", "EXPRESSION_LIST", "EMPTY"];

    // SHOW TABLES and SHOW ALL TABLES.
    private static readonly HashSet<string> Lists = ["\"tables\"", "__show_tables_expanded"];

    // What reads files or settings, runs or plans a statement, waits, or writes. DuckDB has no such function under most of these names: a later one may.
    private static readonly string[] RefusedFunctions =
    [
        "getenv", "current_setting", "set_config", "getvariable", "glob", "query", "query_table", "json_execute_serialized_sql", "json_serialize_plan",
        "pg_sleep", "sleep_ms", "sleep", "write_log", "parse_duckdb_log_message", "which_secret", "nextval", "currval", "current_query", "sniff_csv",
    ];

    private static readonly string[] RefusedPrefixes = ["read_", "duckdb_", "pragma_", "parquet_", "pg_get_", "scan_", "sqlite_", "st_read", "http_"];

    private readonly Dictionary<(string Schema, string Name), int> _tables = tables.Index().ToDictionary(
        table => table.Item.View is { } view ? (Fold(table.Item.Pipeline), Fold(view)) : ("", Fold(table.Item.Pipeline)), table => table.Index);

    private readonly SortedSet<int> _read = [];

    /// <summary>The tables that the statement reads.</summary>
    public IReadOnlyList<SqlTable> Read => [.. _read.Select(index => tables[index])];

    /// <summary>Whether the statement lists the tables there are.</summary>
    public bool IsList { get; private set; }

    /// <summary>Checks a statement.</summary>
    /// <param name="tree">The tree of its text, as <c>json_serialize_sql</c> writes it.</param>
    /// <param name="text">The text.</param>
    /// <exception cref="SqlException">It is no statement, or one that is refused.</exception>
    public void Check(JsonElement tree, string text)
    {
        if (tree.GetProperty("error").GetBoolean())
        {
            throw new SqlException(ErrorOf(tree, text));
        }

        var statements = tree.GetProperty("statements");
        if (statements.GetArrayLength() != 1)
        {
            throw new SqlException(SqlEnd.Refused, $"expected one SELECT statement; found {statements.GetArrayLength()}");
        }

        try
        {
            var source = statements[0].GetProperty("node").TryGetProperty("from_table", out var from) ? from : default;
            IsList = source.ValueKind == JsonValueKind.Object && IsListOfTables(source);
            Walk(statements[0], []);
        }
        catch (RefusedException refused)
        {
            var outcome = new SqlOutcome(SqlEnd.Refused, refused.Message);
            throw new SqlException(refused.At is { } at ? SqlText.Place(outcome, text, SqlText.CharacterAt(text, at)) : outcome);
        }
    }

    private static SqlOutcome ErrorOf(JsonElement tree, string text)
    {
        var message = tree.GetProperty("error_message").GetString() ?? "";
        if (tree.GetProperty("error_type").GetString() == "not implemented")
        {
            return new SqlOutcome(
                SqlEnd.Refused, "only a SELECT, DESCRIBE or SHOW TABLES may be run here; nothing that writes, sets or loads anything, and no PIVOT");
        }

        var outcome = new SqlOutcome(SqlEnd.Wrong, SqlText.Cut(message));
        return tree.TryGetProperty("position", out var position) && long.TryParse(position.GetString(), out var at)
            ? SqlText.Place(outcome, text, SqlText.CharacterAtPoint(text, at))
            : outcome;
    }

    // Names of common table expressions hold within what they stand before, and hide tables there.
    private void Walk(JsonElement element, HashSet<string> names)
    {
        if (element.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in element.EnumerateArray())
            {
                Walk(item, names);
            }
        }
        else if (element.ValueKind == JsonValueKind.Object)
        {
            WalkObject(element, names);
        }
    }

    private void WalkObject(JsonElement element, HashSet<string> names)
    {
        var kind = Text(element, "class");
        if (kind == "CONSTANT")
        {
            return;
        }

        if (element.TryGetProperty(Named, out var expressions))
        {
            names = WalkNamed(expressions.GetProperty("map"), names);
        }

        if (IsSource(element))
        {
            CheckSource(element, names);
        }
        else if (kind == "FUNCTION")
        {
            CheckFunction(element);
        }

        // Of a recursive one only what is repeated may name it.
        var repeated = Text(element, "type") == Recursive ? [.. names, Fold(Text(element, "cte_name"))] : names;
        foreach (var member in element.EnumerateObject())
        {
            if (member.Name != Named)
            {
                Walk(member.Value, member.Name == "right" ? repeated : names);
            }
        }
    }

    // What rows come from: all kinds of it have these, and nothing else has both.
    private static bool IsSource(JsonElement element) =>
        (element.TryGetProperty("sample", out _) && element.TryGetProperty("alias", out _)) || Text(element, "type") is Table or Function or Show;

    private HashSet<string> WalkNamed(JsonElement map, HashSet<string> names)
    {
        var all = new HashSet<string>(names);
        foreach (var named in map.EnumerateArray())
        {
            // Each may use those before it, and not itself: what has its name in there is a table.
            Walk(named.GetProperty("value"), all);
            all.Add(Fold(named.GetProperty("key").GetString()!));
        }

        return all;
    }

    private void CheckSource(JsonElement source, HashSet<string> names)
    {
        switch (Text(source, "type"))
        {
            case Table:
                CheckTable(source, names);
                break;
            case Function:
                var function = Text(source.GetProperty("function"), "function_name");
                Require(TableFunctions.Contains(function), source, $"the table function {function} may not be called here");
                break;
            case Show:
                var isTable = source.GetProperty("query").ValueKind == JsonValueKind.Object;
                Require(
                    isTable || (IsList && IsListOfTables(source)),
                    source,
                    "of SHOW statements only SHOW TABLES and SHOW ALL TABLES may be run here, each alone, and SHOW of a table");
                break;
            case var type:
                Require(Sources.Contains(type), source, $"{type} may not be read from here");
                break;
        }
    }

    private static bool IsListOfTables(JsonElement source) => Text(source, "type") == Show && Lists.Contains(Text(source, "table_name"));

    private void CheckTable(JsonElement source, HashSet<string> names)
    {
        var (catalog, schema, name) = (Text(source, "catalog_name"), Fold(Text(source, "schema_name")), Fold(Text(source, "table_name")));
        if (catalog.Length == 0 && schema.Length == 0 && names.Contains(name))
        {
            return;
        }

        var isKnown = _tables.TryGetValue((schema == SqlDatabase.MainSchema && !_tables.ContainsKey((schema, name)) ? "" : schema, name), out var index);
        if (!isKnown || (catalog.Length > 0 && !SqlDatabase.IsCatalog(catalog)))
        {
            var shown = schema.Length > 0 ? $"{schema}.{name}" : name;
            Require(false, source, $"there is no table {shown}; SHOW ALL TABLES lists those there are");
        }

        _read.Add(index);
    }

    private static void CheckFunction(JsonElement function)
    {
        var name = Fold(Text(function, "function_name"));
        var isRefused = RefusedFunctions.Contains(name) || Array.Exists(RefusedPrefixes, prefix => name.StartsWith(prefix, StringComparison.Ordinal));
        Require(!isRefused, function, $"the function {name} may not be called here");
    }

    private static void Require(bool isAllowed, JsonElement element, string refusal)
    {
        if (!isAllowed)
        {
            var at = element.TryGetProperty("query_location", out var place) && place.TryGetInt64(out var known) ? known : (long?)null;
            throw new RefusedException(refusal, at);
        }
    }

    private static string Text(JsonElement element, string member) =>
        element.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";

    // As DuckDB does it: of other letters case makes a difference.
    private static string Fold(string name) => string.Create(name.Length, name, static (folded, name) =>
    {
        for (var i = 0; i < folded.Length; i++)
        {
            folded[i] = char.IsAsciiLetterUpper(name[i]) ? (char)(name[i] | 0x20) : name[i];
        }
    });

    private sealed class RefusedException(string message, long? at) : Exception(message)
    {
        public long? At { get; } = at;
    }
}
