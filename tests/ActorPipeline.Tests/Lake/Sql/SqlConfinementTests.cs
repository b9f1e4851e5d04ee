using ActorPipeline.Embedded.DuckDb;
using ActorPipeline.Lake.Sql;
using ActorPipeline.Tests.Embedded;
using Xunit;

namespace ActorPipeline.Tests.Lake.Sql;

/// <summary>What statements must not do. Each is refused by its syntax; what reads or writes is refused by the database as well.</summary>
public sealed class SqlConfinementTests : IDisposable
{
    private readonly SqlBench _bench = new();

    public static TheoryData<string> Statements =>
    [
        "copy empty to '/tmp/x.csv'", "copy (select 1) to '/tmp/x.parquet'", "attach '/tmp/x.db'", "detach memory", "install httpfs", "load httpfs",
        "pragma database_list", "pragma version", "set memory_limit = '10GB'", "set enable_external_access = true", "reset memory_limit", "call range(3)",
        "export database '/tmp/x'", "import database '/tmp/x'", "create table t(a int)", "create view v as select 1", "create macro m() as 1",
        "create secret (type s3)", "insert into empty values (1)", "delete from empty", "update empty set page = 'x'", "drop view empty", "alter table empty rename to x",
        "truncate empty", "vacuum", "checkpoint", "begin", "commit", "use memory", "prepare p as select 1", "execute p", "deallocate p",
        "explain select 1", "explain analyze copy (select 1) to '/tmp/x.csv'", "explain analyze select 1", "comment on view empty is 'x'",
        "select 1; select 2", "select 1; drop view empty", "", ";", "-- nothing",
        "show databases", "select * from (show tables), empty", "select (select count(*) from (show tables))",
        "pivot empty on page using count(*)", "merge into empty using empty e on true when matched then delete",
        "with duckdb_views as (from duckdb_views) select sql from duckdb_views", "with pg_settings as (from pg_settings) from pg_settings",
        "with \"x.csv\" as (from \"x.csv\") from \"x.csv\"", "with \"duckdb_views\u00a0\" as (select 1) select * from duckdb_views\u00a0",
        "with \"duc\u212adb_views\" as (select 1) select sql from duckdb_views",
        "with recursive pg_settings as (select name, setting from pg_settings union all select * from pg_settings where false) from pg_settings",
        "select 1) to '/tmp/x.csv' --", "select 1); copy (select 1) to '/tmp/x.csv'; from (select 1", "from (select 1",
    ];

    public static TheoryData<string> Sources
    {
        get
        {
            string[] sources =
            [
                "read_text('/etc/passwd')", "read_blob('/etc/passwd')", "read_csv('/etc/passwd')", "read_csv_auto('/etc/passwd')", "read_json('/etc/passwd')",
                "read_parquet('/etc/passwd')", "parquet_scan('/etc/passwd')", "parquet_metadata('/etc/passwd')", "parquet_schema('/etc/passwd')", "sniff_csv('/etc/passwd')",
                "glob('/etc/*')", "'/etc/passwd'", "\"/etc/passwd\"", "'x.parquet'", "'http://127.0.0.1/x.csv'", "duckdb_settings()", "duckdb_secrets()",
                "duckdb_views()", "duckdb_functions()", "duckdb_logs()", "pragma_version()", "query('select 1')", "query_table('empty')", "which_secret('x', 's3')",
                "json_execute_serialized_sql(json_serialize_sql('select 1'))", "information_schema.tables", "pg_catalog.pg_class", "sqlite_master", "duckdb_tables",
                "memory.information_schema.tables", "system.main.duckdb_tables", "read_duckdb('/tmp/x.db')", "test_all_types()", "repeat_row(1, num_rows=3)", "_result", "temp._result", "seq_scan('empty')",
            ];
            return [.. sources.SelectMany(Around)];
        }
    }

    public static TheoryData<string> Calls =>
    [
        .. new[]
        {
            "getenv('HOME')", "current_setting('memory_limit')", "getvariable('x')", "read_text('/etc/passwd')", "glob('/etc/*')", "query('select 1')", "pg_sleep(1)", "sleep_ms(1)",
            "json_serialize_plan('select 1')", "write_log('x')", "nextval('s')", "GetEnv('HOME')", "\"getenv\"('HOME')", "main.getenv('HOME')", "'HOME'.getenv()",
        }.SelectMany(call => new[] { $"select {call}", $"select 1 where {call} is null", $"select count(*) filter ({call} is null)", $"select list_transform([1], x -> {call})", $"from range(3) order by {call}", $"from unnest([{call}])" }),
    ];

    [Theory]
    [MemberData(nameof(Statements))]
    [MemberData(nameof(Sources))]
    [MemberData(nameof(Calls))]
    public async Task What_is_not_a_query_of_tables_there_are_is_refused(string statement)
    {
        var (outcome, _) = await _bench.RunAsync(statement);

        Assert.True(outcome.End is SqlEnd.Refused or SqlEnd.Wrong, $"{outcome.End}: {outcome.Detail}");
        Assert.False(File.Exists("/tmp/x.csv") || File.Exists("/tmp/x.parquet"));
    }

    // Statements that the parser takes are refused here, not by chance further down.
    [Theory]
    [MemberData(nameof(Sources))]
    [MemberData(nameof(Calls))]
    public void The_syntax_alone_is_refused(string statement)
    {
        using var folder = new TemporaryFolder();
        var tables = SqlTable.Of([SqlBench.Shop, SqlBench.Empty]);
        using var database = SqlDatabase.Open(new SqlJob(statement, tables, SqlFormat.Json, _bench.Limits, folder.Of("run")));
        using var tree = database.Parse(statement);

        var refused = Assert.Throws<SqlException>(() => new SqlSyntax(tables).Check(tree.RootElement, statement));

        Assert.True(refused.Outcome.End is SqlEnd.Refused or SqlEnd.Wrong, refused.Message);
    }

    [Theory]
    [InlineData("select * from read_text('/etc/passwd')")]
    [InlineData("select * from '/etc/passwd'")]
    [InlineData("select * from glob('/etc/*')")]
    [InlineData("select * from read_parquet('/etc/passwd')")]
    [InlineData("copy (select 1) to '/tmp/x.csv'")]
    [InlineData("attach '/tmp/x.db'")]
    [InlineData("install httpfs")]
    [InlineData("load '/tmp/x.duckdb_extension'")]
    [InlineData("set enable_external_access = true")]
    [InlineData("set lock_configuration = false")]
    [InlineData("set allowed_paths = ['/etc/passwd']")]
    [InlineData("reset memory_limit")]
    [InlineData("export database '/tmp/x'")]
    [InlineData("create persistent secret (type s3)")]
    [InlineData("select getenv('HOME')")]
    public void The_database_alone_refuses_it_as_well(string statement)
    {
        using var folder = new TemporaryFolder();
        var job = new SqlJob(statement, SqlTable.Of([SqlBench.Shop]), SqlFormat.Json, _bench.Limits, folder.Of("run"));
        using var database = SqlDatabase.Open(job);
        database.Declare(job, new Dictionary<string, IReadOnlyList<string>>());

        Assert.Throws<DuckDbException>(() => database.Connection.Execute(statement));
    }

    [Theory]
    [InlineData("with c as (select 1 a), d as (select a from c) select * from d")]
    [InlineData("with recursive n as (select 1 i union all select i + 1 from n where i < 3) select * from n")]
    [InlineData("with \"/etc/passwd\" as (select 1) from \"/etc/passwd\"")]
    [InlineData("select (with c as (select count(*) n from empty) select n from c)")]
    [InlineData("select e.* from empty e, lateral (select e.page as p) l where exists (from empty) union all by name select * from empty")]
    [InlineData("select * from range(3) t(i) join generate_series(1, 2) u(j) on i = j, unnest([1, 2]) v(k)")]
    [InlineData("from main.empty")]
    [InlineData("from memory.main.empty")]
    [InlineData("from memory.empty.\"by-page\"")]
    [InlineData("select row_number() over (partition by page order by hour) from empty qualify true")]
    [InlineData("select j.key from json_each('{\"a\":1}') j")]
    [InlineData("select 'read_text(''/etc/passwd'')', \"page\" as \"read_text\" from empty using sample 10 rows")]
    [InlineData("table empty")]
    public async Task Ordinary_queries_are_taken(string statement) => await _bench.ResultAsync(statement);

    [Fact]
    public async Task A_name_of_an_expression_holds_only_where_it_is_defined()
    {
        Assert.Equal(SqlEnd.Refused, (await _bench.RunAsync("select * from (with \"x.csv\" as (select 1) from \"x.csv\"), \"x.csv\"")).Outcome.End);
        Assert.Equal(SqlEnd.Refused, (await _bench.RunAsync("with a as (from \"x.csv\"), \"x.csv\" as (select 1) from a")).Outcome.End);
    }

    [Theory]
    [InlineData(2_000)]
    [InlineData(20_000)]
    public async Task However_deep_a_statement_is_it_only_fails(int depth)
    {
        foreach (var deep in new[] { $"select {new string('(', depth)}1{new string(')', depth)}", $"select {string.Concat(Enumerable.Repeat("1+", depth))}1", $"select {string.Concat(Enumerable.Repeat("[", depth))}" })
        {
            Assert.True((await _bench.RunAsync(deep)).Outcome.End is SqlEnd.Done or SqlEnd.Wrong or SqlEnd.Refused);
        }
    }

    public void Dispose() => _bench.Dispose();

    private static IEnumerable<string> Around(string source) =>
    [
        $"from {source}", $"with c as (from {source}) from c", $"select (select 1 from {source} limit 1)", $"from empty e, lateral (from {source}) l",
        $"from empty union all by name from {source}", $"select 1 where exists (from {source})", $"describe select * from {source}",
        $"select * from empty where page in (select 'x' from {source})", $"with recursive r as (select 1 union all select 1 from {source}) from r",
    ];
}
