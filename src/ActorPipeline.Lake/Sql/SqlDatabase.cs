using System.Text.Json;
using ActorPipeline.Embedded.DuckDb;

namespace ActorPipeline.Lake.Sql;

/// <summary>A database in memory for one statement. It may read the files of the tables that the statement names and write its result, and nothing else: no
/// other file, no network, no extension, and no setting can be changed once tables are declared.</summary>
internal sealed class SqlDatabase : IDisposable
{
    /// <summary>The schema of tables that are named without one.</summary>
    public const string MainSchema = "main";

    // No pipeline is called so: names begin with a letter.
    private const string Result = "_result";

    /// <summary>What stands before the statement in what is run.</summary>
    public const string KeepBefore = $"CREATE TEMP TABLE {Result} AS FROM (\n";

    private readonly DuckDbDatabase _database;

    private SqlDatabase(DuckDbDatabase database)
    {
        _database = database;
        Connection = database.Connect();
    }

    public DuckDbConnection Connection { get; }

    /// <summary>DuckDB's name for a database in memory.</summary>
    public static bool IsCatalog(string name) => name.Equals("memory", StringComparison.OrdinalIgnoreCase);

    /// <exception cref="SqlException">DuckDB cannot be opened, or does not take a limit.</exception>
    public static SqlDatabase Open(SqlJob job)
    {
        var limits = job.Limits;
        try
        {
            return new SqlDatabase(DuckDbDatabase.Open(":memory:", new Dictionary<string, string>
            {
                ["threads"] = $"{limits.Threads}",
                ["memory_limit"] = $"{limits.MemoryBytes}B",
                ["temp_directory"] = Path.Combine(job.Folder, "spill"),
                ["max_temp_directory_size"] = $"{limits.SpillBytes}B",
                ["allow_community_extensions"] = "false",
                ["errors_as_json"] = "true",
            }));
        }
        catch (DuckDbException failure)
        {
            throw new SqlException(SqlEnd.Failed, failure.Message);
        }
    }

    /// <summary>The syntax tree of a text, or what DuckDB says is wrong with it, as JSON.</summary>
    /// <remarks>It reads a no-break space as a space but where a text ends with one. So none does, here as where it is run.</remarks>
    public JsonDocument Parse(string text)
    {
        using var statement = Connection.Prepare("SELECT json_serialize_sql($1::VARCHAR)");
        using var result = statement.Bind(1, $"{text}\n\n").Query();
        result.ReadChunk();

        // DuckDB bounds how deep a statement is: a thousand expressions, each some levels of the tree.
        return JsonDocument.Parse(result.Column(0).Bytes(0).ToArray(), new JsonDocumentOptions { MaxDepth = 100_000 });
    }

    /// <summary>Declares the tables, and closes the database to everything else.</summary>
    /// <param name="pathsOf">The files of a table: none of one that is not read.</param>
    public void Declare(SqlJob job, IReadOnlyDictionary<string, IReadOnlyList<string>> pathsOf)
    {
        foreach (var schema in job.Tables.Where(table => table.View is not null).Select(table => table.Pipeline).Distinct())
        {
            Connection.Execute($"CREATE SCHEMA IF NOT EXISTS memory.{DuckDbSql.Name(schema)}");
        }

        foreach (var table in job.Tables)
        {
            var schema = table.View is null ? MainSchema : table.Pipeline;
            var name = $"memory.{DuckDbSql.Name(schema)}.{DuckDbSql.Name(table.View ?? table.Pipeline)}";
            Connection.Execute($"CREATE VIEW {name} AS {table.Select(pathsOf.GetValueOrDefault(table.Name) ?? [])}");
        }

        // What has a zone is shown in UTC, as times are everywhere else.
        Connection.Execute("SET TimeZone = 'UTC'");
        var paths = pathsOf.Values.SelectMany(paths => paths).Append(job.ResultPath).Select(DuckDbSql.Text);
        Connection.Execute($"SET allowed_paths = [{string.Join(", ", paths)}]");
        Connection.Execute("SET enable_external_access = false");
        Connection.Execute("SET lock_configuration = true");
    }

    /// <summary>Runs a statement that was found to be a single query; its rows are kept within the memory limit, and in the folder beyond.</summary>
    /// <param name="isList">Whether it is a list of tables: what its rows are kept in is none of them.</param>
    /// <param name="most">How many rows are kept.</param>
    /// <returns>How many there are.</returns>
    public long Keep(string query, bool isList, long most)
    {
        Connection.Execute($"{KeepBefore}{query}\n) {(isList ? $"WHERE name <> '{Result}'" : "")} LIMIT {most}");
        return Connection.ReadNumber<long>($"SELECT count(*) FROM {Result}");
    }

    /// <summary>The columns of the rows that are kept, as names and types.</summary>
    public IReadOnlyList<(string Name, string Type)> Columns()
    {
        using var statement = Connection.Prepare($"SELECT name, type FROM pragma_table_info('{Result}')");
        using var result = statement.Query();
        var columns = new List<(string, string)>();
        while (result.ReadChunk() is > 0 and var rows)
        {
            columns.AddRange(Enumerable.Range(0, rows).Select(row => (result.Column(0).Text(row), result.Column(1).Text(row))));
        }

        return columns;
    }

    /// <summary>Reads the rows that are kept, in order.</summary>
    /// <param name="values">An expression of a text for each column.</param>
    public DuckDbStatement Read(IEnumerable<string> values) => Connection.Prepare($"SELECT {string.Join(", ", values)} FROM {Result}");

    /// <summary>Writes the rows that are kept into a Parquet file.</summary>
    public void Copy(string path, IEnumerable<string> values) => Connection.Execute(
        $"COPY (SELECT {string.Join(", ", values)} FROM {Result}) TO {DuckDbSql.Text(path)} (FORMAT parquet, COMPRESSION zstd)");

    public void Dispose()
    {
        Connection.Dispose();
        _database.Dispose();
    }
}
