using ActorPipeline.Lake.Sql;
using Xunit;

namespace ActorPipeline.Tests.Lake.Sql;

public sealed class SqlRunTests : IDisposable
{
    private readonly SqlBench _bench = new();

    [Fact]
    public async Task Events_are_a_table_of_the_pipelines_name_with_the_columns_of_the_lake()
    {
        await _bench.AddAsync((0, "a", "1", null), (3_601, "b", "2", "x"));

        Assert.Equal(
            """
            {"page":"a","amount":"1","Date_":null,"_source_partition":0,"_source_offset":0,"_event_time":"2017-01-25T13:00:00Z","date":"2017-01-25","hour":13}
            {"page":"b","amount":"2","Date_":"x","_source_partition":0,"_source_offset":1,"_event_time":"2017-01-25T14:00:01Z","date":"2017-01-25","hour":14}

            """,
            await _bench.ResultAsync("""select * from "web-shop" order by _source_offset"""));
        Assert.Equal("{\"page\":\"b\"}\n", await _bench.ResultAsync("""select page from "web-shop" where date = '2017-01-25' and hour = 14"""));
    }

    [Fact]
    public async Task Batch_rows_are_a_table_of_a_schema_of_the_pipelines_name()
    {
        await _bench.AddAsync((0, "a", "1", "x"), (1, "a", "2.5", "x"), (61, "b", "0", "y"));
        Assert.Equal("", await _bench.ResultAsync("""select * from "web-shop"."by-page" """));

        await _bench.ComputeAsync(1);

        Assert.Equal(
            """
            {"window_start":"2017-01-25T13:00:00Z","window_end":"2017-01-25T13:01:00Z","first_event":"2017-01-25T13:00:00Z","page":"a","layer_":"x","visits":2,"turnover":3.5,"Page_":"a","layer":"batch"}
            {"window_start":"2017-01-25T13:01:00Z","window_end":"2017-01-25T13:02:00Z","first_event":"2017-01-25T13:01:01Z","page":"b","layer_":"y","visits":1,"turnover":0,"Page_":"b","layer":"batch"}

            """,
            await _bench.ResultAsync("""select * from "web-shop"."by-page" order by 1"""));
    }

    [Fact]
    public async Task The_catalogue_that_counts_decides_which_rows_there_are()
    {
        await _bench.AddAsync((0, "a", "1", "x"));
        await _bench.ComputeAsync(1);
        await _bench.AddAsync((1, "a", "1", "x"));
        Assert.Equal("{\"visits\":1}\n", await _bench.ResultAsync("""select visits from "web-shop"."by-page" """));

        await _bench.ComputeAsync(2);

        Assert.Equal("{\"visits\":2}\n", await _bench.ResultAsync("""select visits from "WEB-SHOP"."By-Page" """));
    }

    [Theory]
    [InlineData("""with "web-shop" as (select * from "web-shop" where page = 'a') select count(*) n from "web-shop" """, 1)]
    [InlineData("""with a as (select 1), "web-shop" as (select * from "web-shop") select count(*) n from "web-shop", a""", 2)]
    [InlineData("""with recursive r as (select 1 as i union all select i + 1 from r where i < 5) select count(*) n from r""", 5)]
    [InlineData("""with recursive "web-shop" as (select page, 1 as i from "web-shop" union all select page, i + 1 from "web-shop" where i < 3) select count(*) n from "web-shop" """, 6)]
    [InlineData("""with a as (with a as (select * from "web-shop") select * from a) select count(*) n from a""", 2)]
    public async Task A_table_expression_may_have_the_name_of_a_table_that_it_reads(string statement, int rows)
    {
        await _bench.AddAsync((0, "a", "1", null), (3_601, "b", "2", "x"));

        Assert.Equal($"{{\"n\":{rows}}}\n", await _bench.ResultAsync(statement));
    }

    [Fact]
    public async Task A_message_with_a_value_in_it_is_cut()
    {
        var (outcome, _) = await _bench.RunAsync("select repeat('x', 1000000)::int");

        Assert.Equal(SqlEnd.Wrong, outcome.End);
        Assert.InRange(outcome.Detail.Length, 100, 3_000);
    }

    [Fact]
    public void A_pipeline_that_is_called_as_DuckDBs_own_schemas_has_its_events_and_no_views() =>
        Assert.Equal(["\"main\""], SqlTable.Of([SqlBench.Shop with { Name = "main" }]).Select(table => table.Name));

    [Fact]
    public async Task Where_nothing_ever_came_tables_are_empty_and_have_their_columns()
    {
        Assert.Equal("page,amount,Date_,_source_partition,_source_offset,_event_time,date,hour\r\n", await _bench.ResultAsync("from empty", SqlFormat.Csv));
        Assert.Equal(
            "window_start,window_end,first_event,page,layer_,visits,turnover,Page_,layer\r\n", await _bench.ResultAsync("from empty.\"by-page\"", SqlFormat.Csv));
        Assert.Equal("[{\"n\":0}]", await _bench.ResultAsync("select count(*) n from empty", SqlFormat.Json));
    }

    [Fact]
    public async Task Files_that_were_merged_after_they_were_listed_are_listed_again()
    {
        await _bench.AddAsync((0, "a", "1", null));
        await _bench.AddAsync((1, "b", "1", null));
        _bench.Listed = tries =>
        {
            if (tries < 3)
            {
                var path = Directory.EnumerateFiles(_bench.Root, "*.parquet", SearchOption.AllDirectories).First();
                File.Move(path, $"{path}.away");
            }
        };

        // Both are gone; the third time nothing is listed any more.
        Assert.Equal("{\"n\":0}\n", await _bench.ResultAsync("""select count(*) n from "web-shop" """));
    }

    [Fact]
    public async Task Where_files_go_each_time_the_statement_ends()
    {
        var tries = 0;
        for (var i = 0; i < 9; i++)
        {
            await _bench.AddAsync((i, "a", "1", null));
        }

        _bench.Listed = times =>
        {
            tries = times;
            File.Delete(Directory.EnumerateFiles(_bench.Root, "*.parquet", SearchOption.AllDirectories).First());
        };

        var (outcome, _) = await _bench.RunAsync("""select count(*) n from "web-shop" """);

        Assert.Equal((SqlEnd.FilesGone, 4), (outcome.End, tries));
    }

    [Theory]
    [InlineData("select 1 as a, 'x,\"y' as b, null as c, '' as d", SqlFormat.Csv, "a,b,c,d\r\n1,\"x,\"\"y\",,\"\"\r\n")]
    [InlineData("select 1 as a, 2 as a, 3 as A", SqlFormat.Json, """[{"a":1,"a_1":2,"A_2":3}]""")]
    [InlineData("select 9223372036854775807 as a, 170141183460469231731687303715884105727 as b, 0.10 as c, 1e300 as d, 'nan'::double as e, true as f", SqlFormat.Json,
        """[{"a":9223372036854775807,"b":170141183460469231731687303715884105727,"c":0.1,"d":1e+300,"e":"nan","f":true}]""")]
    [InlineData("select timestamp '2017-01-25 14:00:00.5' a, timestamptz '2017-01-25 14:00:00+02' b, date '2017-01-25' c, 'infinity'::timestamp d", SqlFormat.Json,
        """[{"a":"2017-01-25T14:00:00.5Z","b":"2017-01-25T12:00:00Z","c":"2017-01-25","d":"infinity"}]""")]
    [InlineData("select [1, 2] a, {'x': 'y'} b, '\\x01'::blob c, '{\"q\": 1}'::json d, 'a\tb' e", SqlFormat.Json,
        """[{"a":[1,2],"b":{"x":"y"},"c":"AQ==","d":{"q":1},"e":"a\tb"}]""")]
    [InlineData("select [1, 2] a, {'x': 'y'} b", SqlFormat.Csv, "a,b\r\n\"[1,2]\",\"{\"\"x\"\":\"\"y\"\"}\"\r\n")]
    [InlineData("values (3), (1), (2) order by 1 desc", SqlFormat.NdJson, "{\"col0\":3}\n{\"col0\":2}\n{\"col0\":1}\n")]
    [InlineData("select 1 where false", SqlFormat.Json, "[]")]
    [InlineData("select ';' as a; -- the end; really\n ; /* ; /* */ */", SqlFormat.NdJson, "{\"a\":\";\"}\n")]
    [InlineData("-- first\nselect $$;$$ as a, e'\\';' as b, $x$;$$;$x$ as c", SqlFormat.NdJson, "{\"a\":\";\",\"b\":\"';\",\"c\":\";$$;\"}\n")]
    [InlineData("select 1 as a -- no semicolon", SqlFormat.NdJson, "{\"a\":1}\n")]
    public async Task Values_are_written_as_the_rows_of_views_are(string statement, SqlFormat format, string expected) =>
        Assert.Equal(expected, await _bench.ResultAsync(statement, format));

    [Fact]
    public async Task A_result_can_be_a_Parquet_file()
    {
        var parquet = await _bench.ResultAsync("select sum(i) as a, 'x' as b from range(10) t(i)", SqlFormat.Parquet);

        Assert.StartsWith("PAR1", parquet, StringComparison.Ordinal);
        var file = Path.Combine(_bench.Root, "result.parquet");
        await File.WriteAllBytesAsync(file, System.Text.Encoding.Latin1.GetBytes(parquet), TestContext.Current.CancellationToken);
        Assert.Equal(["45 x DECIMAL(38,0)"], ParquetFiles.Texts($"select a || ' ' || b || ' ' || typeof(a) from '{file}'"));
    }

    [Fact]
    public async Task Tables_are_listed_and_described()
    {
        Assert.Equal("name\r\nempty\r\nweb-shop\r\n", await _bench.ResultAsync("show tables", SqlFormat.Csv));
        var all = await _bench.ResultAsync("show all tables");
        Assert.Equal(4, all.Count(letter => letter == '\n'));
        Assert.DoesNotContain("_result", all, StringComparison.Ordinal);
        Assert.Contains("{\"column_name\":\"turnover\",\"column_type\":\"DECIMAL(38,9)\"", await _bench.ResultAsync("describe \"web-shop\".\"by-page\""), StringComparison.Ordinal);
        Assert.Contains("\"column_name\":\"page\"", await _bench.ResultAsync("summarize \"web-shop\""), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("select\n  nosuch from empty", 2, 3, "nosuch")]
    [InlineData("select 'äöü', nosuch from empty", 1, 15, "nosuch")]
    [InlineData("select 1 fro m x", 1, 14, "syntax error")]
    [InlineData("select 'äöü' fro m x", 1, 18, "syntax error")]
    [InlineData("select 'x'::integer", 1, 11, "Could not convert")]
    [InlineData("select 'äöü', * from nosuch", 1, 22, "there is no table nosuch")]
    public async Task What_is_wrong_is_said_with_its_place(string statement, int line, int column, string words)
    {
        var (outcome, _) = await _bench.RunAsync(statement);

        Assert.True(outcome.End is SqlEnd.Wrong or SqlEnd.Refused, outcome.Detail);
        Assert.Contains(words, outcome.Detail, StringComparison.Ordinal);
        Assert.Equal((line, column), (outcome.Line, outcome.Column));
        var shown = outcome.Detail.Split('\n');
        Assert.Equal($"LINE {line}: {statement.Split('\n')[line - 1]}", shown[^2]);
        Assert.Equal($"LINE {line}: ".Length + column - 1, shown[^1].IndexOf('^', StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_result_has_no_more_rows_than_it_may()
    {
        _bench.Limits = _bench.Limits with { MaxRows = 5 };

        Assert.Equal(5, (await _bench.ResultAsync("from range(5)")).Count(letter => letter == '\n'));
        var (outcome, _) = await _bench.RunAsync("from range(1000000000)");
        Assert.Equal(SqlEnd.TooLarge, outcome.End);
    }

    [Theory]
    [InlineData(SqlFormat.Json)]
    [InlineData(SqlFormat.Parquet)]
    public async Task A_result_has_no_more_bytes_than_it_may(SqlFormat format)
    {
        _bench.Limits = _bench.Limits with { MaxBytes = 1_000 };

        Assert.Equal(SqlEnd.TooLarge, (await _bench.RunAsync("select gen_random_uuid() from range(999)", format)).Outcome.End);
    }

    [Fact]
    public async Task A_statement_gets_no_more_memory_than_it_may()
    {
        _bench.Limits = _bench.Limits with { SpillBytes = 1 << 20 };

        var (outcome, _) = await _bench.RunAsync("select list(i) from range(50000000) t(i)");

        Assert.Equal(SqlEnd.OutOfMemory, outcome.End);
        Assert.DoesNotContain("SET ", outcome.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_statement_that_is_given_up_ends()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));
        _bench.Stop = limit.Token;

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => _bench.RunAsync("select count(*) from range(1000000000) a, range(1000000000) b where a.range + b.range = -1"));
    }

    public void Dispose() => _bench.Dispose();
}
