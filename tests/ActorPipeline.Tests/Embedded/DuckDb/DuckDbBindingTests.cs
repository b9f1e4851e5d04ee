using System.Text;
using ActorPipeline.Embedded.DuckDb;
using DuckDB.NET.Native;
using Xunit;

namespace ActorPipeline.Tests.Embedded.DuckDb;

public sealed class DuckDbBindingTests : IDisposable
{
    private readonly DuckDbDatabase _database = DuckDbDatabase.Open(":memory:", new Dictionary<string, string> { ["threads"] = "1" });
    private readonly DuckDbConnection _connection;

    public DuckDbBindingTests() => _connection = _database.Connect();

    [Fact]
    public void Values_of_every_type_that_rows_use_are_read_in_place()
    {
        using var statement = _connection.Prepare("SELECT 42::BIGINT, (-7)::INTEGER, true, 0.25::DOUBLE, '-170141183460469231731687303715884105727'::HUGEINT, NULL::BIGINT, 'Grüße', '\\x00\\xFF'::BLOB");
        using var result = statement.Query();

        Assert.Equal(1, result.ReadChunk());
        Assert.Equal(42L, result.Column(0).Value<long>(0));
        Assert.Equal(-7, result.Column(1).Value<int>(0));
        Assert.True(result.Column(2).Value<bool>(0));
        Assert.Equal(0.25, result.Column(3).Value<double>(0));
        Assert.Equal(-Int128.MaxValue, result.Column(4).Value<Int128>(0));
        Assert.True(result.Column(5).IsNull(0));
        Assert.False(result.Column(0).IsNull(0));
        Assert.Equal("Grüße", result.Column(6).Text(0));
        Assert.Equal([0, 255], result.Column(7).Bytes(0).ToArray());
        Assert.Equal(0, result.ReadChunk());
    }

    [Fact]
    public void Parameters_are_values_whatever_they_contain()
    {
        using var statement = _connection.Prepare("SELECT $1, $2, $3, $4, $5");
        statement.Bind(1, "'; DROP TABLE x; --\0end").Bind(2, 5L).Bind(3, 0.5).Bind(4, ReadOnlySpan<byte>.Empty).BindNull(5);
        using var result = statement.Query();

        Assert.Equal(1, result.ReadChunk());
        Assert.Equal("'; DROP TABLE x; --\0end", result.Column(0).Text(0));
        Assert.Equal(5L, result.Column(1).Value<long>(0));
        Assert.Equal(0.5, result.Column(2).Value<double>(0));
        Assert.False(result.Column(3).IsNull(0));
        Assert.Equal(0, result.Column(3).Bytes(0).Length);
        Assert.True(result.Column(4).IsNull(0));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    [InlineData(12)]
    [InlineData(13)]
    [InlineData(5000)]
    public unsafe void Texts_and_lists_of_any_length_are_appended(int length)
    {
        var text = Encoding.ASCII.GetBytes(new string('x', length));
        var arena = new TextArena();
        _connection.Execute("CREATE TABLE t (a VARCHAR, l VARCHAR[])");
        using (var appender = _connection.OpenAppender("t"))
        using (var chunk = new DuckDbChunk([new(DuckDBType.Varchar), new(DuckDBType.Varchar, IsList: true)]))
        {
            arena.Set(ref *chunk.Values<DuckDbString>(0), text);
            var elements = chunk.AddElements<DuckDbString>(1, length);
            for (var i = 0; i < length; i++)
            {
                arena.Set(ref elements[i], text);
            }

            chunk.SetList(1, 0, 0, length);
            chunk.SetSize(1);
            appender.Append(chunk);
            appender.Flush();
        }

        using var statement = _connection.Prepare("SELECT a, len(l)::BIGINT, coalesce(list_aggregate(l, 'max'), '') FROM t");
        using var result = statement.Query();
        Assert.Equal(1, result.ReadChunk());
        Assert.Equal(length, result.Column(0).Bytes(0).Length);
        Assert.Equal(length, result.Column(1).Value<long>(0));
        Assert.Equal(length, result.Column(2).Bytes(0).Length);
    }

    [Fact]
    public unsafe void Bytes_that_are_no_text_are_replaced_before_DuckDb_sees_them()
    {
        _connection.Execute("CREATE TABLE t (a VARCHAR)");
        using (var appender = _connection.OpenAppender("t"))
        using (var chunk = new DuckDbChunk([new(DuckDBType.Varchar)]))
        {
            new TextArena().Set(ref *chunk.Values<DuckDbString>(0), [(byte)'a', 0xFF, (byte)'b']);
            chunk.SetSize(1);
            appender.Append(chunk);
            appender.Flush();
        }

        using var statement = _connection.Prepare("SELECT a FROM t");
        using var result = statement.Query();
        Assert.Equal(1, result.ReadChunk());
        Assert.Equal("a\uFFFDb", result.Column(0).Text(0));
    }

    [Fact]
    public unsafe void What_is_null_in_one_chunk_is_not_null_in_the_next()
    {
        const int Elements = 5_000;
        _connection.Execute("CREATE TABLE t (a BIGINT, l BIGINT[])");
        using (var appender = _connection.OpenAppender("t"))
        using (var chunk = new DuckDbChunk([new(DuckDBType.BigInt), new(DuckDBType.BigInt, IsList: true)]))
        {
            for (var round = 0; round < 2; round++)
            {
                chunk.Reset();
                chunk.Values<long>(0)[0] = 7;
                new Span<long>(chunk.AddElements<long>(1, Elements), Elements).Fill(1);
                chunk.SetList(1, 0, 0, Elements);
                if (round == 0)
                {
                    chunk.Validity(0).SetNull(0);
                    chunk.ElementValidity(1).SetNull(70);
                    chunk.ElementValidity(1).SetNull(Elements - 1);
                }

                chunk.SetSize(1);
                appender.Append(chunk);
            }

            appender.Flush();
        }

        using var statement = _connection.Prepare("SELECT coalesce(a, -1), len(l)::BIGINT, list_sum(l)::BIGINT, coalesce(l[71], -1), a FROM t ORDER BY rowid");
        using var result = statement.Query();
        Assert.Equal(2, result.ReadChunk());
        long[] Row(int row) => [.. Enumerable.Range(0, 4).Select(column => result.Column(column).Value<long>(row))];
        Assert.Equal([-1L, Elements, Elements - 2, -1], Row(0));
        Assert.Equal([7L, Elements, Elements, 1], Row(1));
        Assert.Equal([true, false], [result.Column(4).IsNull(0), result.Column(4).IsNull(1)]);
    }

    [Fact]
    public void A_statement_that_is_not_valid_says_why()
    {
        var refused = Assert.Throws<DuckDbException>(() => _connection.Prepare("SELECT nothing FROM nowhere"));

        Assert.Contains("nowhere", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_setting_that_does_not_exist_is_named()
    {
        var refused = Assert.Throws<DuckDbException>(() => DuckDbDatabase.Open(":memory:", new Dictionary<string, string> { ["no_such_setting"] = "1" }));

        Assert.Contains("no_such_setting", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_statement_under_way_can_be_interrupted()
    {
        var running = Task.Run(() => _connection.Execute("SELECT count(*) FROM range(1000000) a, range(1000000) b WHERE a.range + b.range = -1"), TestContext.Current.CancellationToken);
        while (!running.IsCompleted)
        {
            // Again and again, because one that comes before the statement begins is forgotten.
            _connection.Interrupt();
            await Task.Yield();
        }

        var interrupted = await Assert.ThrowsAsync<DuckDbException>(() => running);
        Assert.True(interrupted.IsInterrupt);
    }

    [Fact]
    public void Objects_of_a_database_may_be_disposed_of_in_any_order()
    {
        var statement = _connection.Prepare("SELECT 1::BIGINT");
        _database.Dispose();
        _connection.Dispose();

        using (var result = statement.Query())
        {
            Assert.Equal(1, result.ReadChunk());
            Assert.Equal(1L, result.Column(0).Value<long>(0));
        }

        statement.Dispose();
    }

    [Fact]
    public void Large_results_come_chunk_by_chunk()
    {
        using var statement = _connection.Prepare("SELECT range FROM range(100000) ORDER BY range");
        using var result = statement.Query();
        var next = 0L;
        for (int count; (count = result.ReadChunk()) > 0;)
        {
            Assert.InRange(count, 1, DuckDbChunk.Capacity);
            for (var row = 0; row < count; row++)
            {
                Assert.Equal(next++, result.Column(0).Value<long>(row));
            }
        }

        Assert.Equal(100_000, next);
    }

    public void Dispose()
    {
        _connection.Dispose();
        _database.Dispose();
    }
}
