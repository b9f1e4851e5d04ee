using System.Globalization;
using System.Net;
using System.Numerics;
using ActorPipeline.Cql;
using ActorPipeline.Cql.Protocol;
using ActorPipeline.Integration.Servers;
using Xunit;

namespace ActorPipeline.Integration.Cassandra;

/// <summary>The client against one Cassandra node.</summary>
public sealed class SessionTests(SharedServers servers) : CqlTest
{
    private static readonly (string Name, string Type)[] EveryType =
    [
        ("k", "int"), ("a", "ascii"), ("b", "bigint"), ("c", "blob"), ("d", "boolean"), ("e", "date"), ("f", "decimal"), ("g", "double"), ("h", "duration"), ("i", "float"),
        ("j", "inet"), ("l", "smallint"), ("m", "text"), ("n", "time"), ("o", "timestamp"), ("p", "timeuuid"), ("q", "tinyint"), ("r", "uuid"), ("s", "varint"),
        ("t", "list<int>"), ("u", "set<text>"), ("v", "map<text, bigint>"), ("w", "tuple<int, text>"), ("x", "vector<float, 3>"),
    ];

    /// <summary>Both versions, with and without compression.</summary>
    public static TheoryData<int, bool> Forms { get; } = new() { { 4, false }, { 4, true }, { 5, false }, { 5, true } };

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task Every_type_comes_back_as_it_was_written(int version, bool lz4)
    {
        await using var session = await ConnectAsync(version, lz4);
        var table = $"{await KeyspaceAsync(session)}.t";
        await session.ExecuteAsync($"CREATE TABLE {table} ({string.Join(", ", EveryType.Select(column => $"{column.Name} {column.Type}"))}, PRIMARY KEY (k))", cancellationToken: Cancelled);
        object[] values =
        [
            1, "ascii", -5_000_000_000L, new byte[] { 0, 255, 7 }, true, new DateOnly(1969, 7, 20), 12.340m, Math.PI, new byte[] { 1, 3, 5 }, 1.5f,
            IPAddress.Parse("::1"), (short)-300, "Größe 你好 " + new string('x', 200_000), new TimeOnly(23, 59, 58, 123), new DateTimeOffset(2017, 3, 1, 12, 0, 0, 5, TimeSpan.Zero),
            Guid.Parse("50554d6e-29bb-11e5-b345-feff819cdc9f"), (sbyte)-7, Guid.NewGuid(), BigInteger.Pow(-3, 100),
            new[] { 1, 2, 3 }, new[] { "a", "b" }, new Dictionary<string, long> { ["x"] = 1, ["y"] = -2 }, (7, "seven"), Convert.FromHexString("3f8000004000000040400000"),
        ];
        var write = await session.PrepareAsync($"INSERT INTO {table} ({Names()}) VALUES ({string.Join(", ", values.Select(_ => "?"))})", cancellationToken: Cancelled);
        await session.ExecuteAsync(write.Bind(values), Cancelled);

        var read = await session.PrepareAsync($"SELECT {Names()} FROM {table} WHERE k = ?", cancellationToken: Cancelled);
        using var result = await session.ExecuteAsync(read.Bind(1), Cancelled);

        var row = result.Rows[0];
        for (var i = 0; i < 19; i++)
        {
            Assert.Equal(Text(values[i]), Text(row[i].ToObject()));
        }

        Assert.Equal([1, 2, 3], row["t"].GetList<int>());
        Assert.Equal(["a", "b"], row["u"].GetList<string>());
        Assert.Equal([new("x", 1), new("y", -2)], row["v"].GetMap<string, long>());
        Assert.Equal([7, "seven"], Assert.IsType<object?[]>(row["w"].ToObject()));
        Assert.Equal(values[^1], row["x"].Get<byte[]>());
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task Ten_thousand_rows_come_in_pages(int version, bool lz4)
    {
        await using var session = await ConnectAsync(version, lz4);
        var table = $"{await KeyspaceAsync(session)}.t";
        await session.ExecuteAsync($"CREATE TABLE {table} (k int, c int, v text, PRIMARY KEY (k, c))", cancellationToken: Cancelled);
        var write = await session.PrepareAsync($"INSERT INTO {table} (k, c, v) VALUES (1, ?, ?)", cancellationToken: Cancelled);
        foreach (var chunk in Enumerable.Range(0, 10_000).Chunk(50))
        {
            var batch = new CqlBatch(CqlBatchType.Unlogged);
            foreach (var i in chunk)
            {
                batch.Add(write.Bind(i, $"value {i}"));
            }

            await session.ExecuteAsync(batch, Cancelled);
        }

        var read = await session.PrepareAsync($"SELECT c, v FROM {table} WHERE k = ?", cancellationToken: Cancelled);
        var next = 0;
        var statement = read.Bind(1);
        statement.Options = new CqlStatementOptions { PageSize = 777 };
        await foreach (var page in session.QueryPagesAsync(statement, Cancelled))
        {
            Assert.InRange(page.Rows.Count, 1, 777);
            foreach (var row in page.Rows)
            {
                Assert.Equal((next, $"value {next}"), (row[0].Get<int>(), row[1].Get<string>()));
                next++;
            }
        }

        Assert.Equal(10_000, next);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    public async Task A_conditional_write_says_whether_it_was_applied_and_what_was_found(int version)
    {
        await using var session = await ConnectAsync(version, false);
        var table = $"{await KeyspaceAsync(session)}.lease";
        await session.ExecuteAsync($"CREATE TABLE {table} (shard int PRIMARY KEY, epoch bigint)", cancellationToken: Cancelled);
        var take = await session.PrepareAsync($"INSERT INTO {table} (shard, epoch) VALUES (?, ?) IF NOT EXISTS", cancellationToken: Cancelled);
        var raise = await session.PrepareAsync($"UPDATE {table} SET epoch = ? WHERE shard = ? IF epoch = ?", cancellationToken: Cancelled);

        Assert.True((await session.ExecuteAsync(take.Bind(1, 1L), Cancelled)).WasApplied);
        using var refused = await session.ExecuteAsync(take.Bind(1, 9L), Cancelled);
        Assert.False(refused.WasApplied);
        Assert.Equal(1, refused.Rows[0]["epoch"].Get<long>());
        Assert.True((await session.ExecuteAsync(raise.Bind(2L, 1, 1L), Cancelled)).WasApplied);
        using var late = await session.ExecuteAsync(raise.Bind(2L, 1, 1L), Cancelled);
        Assert.False(late.WasApplied);
        Assert.Equal(2, late.Rows[0]["epoch"].Get<long>());
    }

    [Fact]
    public async Task Tokens_are_those_of_the_server()
    {
        await using var session = await ConnectAsync(5, false);
        var keyspace = await KeyspaceAsync(session);
        await session.ExecuteAsync($"CREATE TABLE {keyspace}.one (k text PRIMARY KEY)", cancellationToken: Cancelled);
        await session.ExecuteAsync($"CREATE TABLE {keyspace}.two (a text, b int, c blob, PRIMARY KEY ((a, b, c)))", cancellationToken: Cancelled);
        var one = await session.PrepareAsync($"INSERT INTO {keyspace}.one (k) VALUES (?)", cancellationToken: Cancelled);
        var two = await session.PrepareAsync($"INSERT INTO {keyspace}.two (c, a, b) VALUES (?, ?, ?)", cancellationToken: Cancelled);
        var random = new Random(7);
        for (var i = 0; i < 50; i++)
        {
            var text = new string('ü', random.Next(1, 40));
            var bytes = new byte[random.Next(1, 60)];
            random.NextBytes(bytes);
            var single = one.Bind(text);
            var composite = two.Bind(bytes, text, i);
            await session.ExecuteAsync(single, Cancelled);
            await session.ExecuteAsync(composite, Cancelled);

            using var first = await session.ExecuteAsync((await session.PrepareAsync($"SELECT token(k) FROM {keyspace}.one WHERE k = ?", cancellationToken: Cancelled)).Bind(text), Cancelled);
            using var second = await session.ExecuteAsync(
                (await session.PrepareAsync($"SELECT token(a, b, c) FROM {keyspace}.two WHERE a = ? AND b = ? AND c = ?", cancellationToken: Cancelled)).Bind(text, i, bytes), Cancelled);
            Assert.Equal(first.Rows[0][0].Get<long>(), one.Token(single.Values));
            Assert.Equal(second.Rows[0][0].Get<long>(), two.Token(composite.Values));
        }
    }

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    public async Task A_table_that_gets_a_column_is_read_with_it(int version)
    {
        await using var session = await ConnectAsync(version, false);
        var table = $"{await KeyspaceAsync(session)}.t";
        await session.ExecuteAsync($"CREATE TABLE {table} (k int PRIMARY KEY, z text)", cancellationToken: Cancelled);
        await session.ExecuteAsync($"INSERT INTO {table} (k, z) VALUES (1, 'old')", cancellationToken: Cancelled);
        var read = await session.PrepareAsync($"SELECT * FROM {table} WHERE k = ?", cancellationToken: Cancelled);
        using (var before = await session.ExecuteAsync(read.Bind(1), Cancelled))
        {
            Assert.Equal(2, before.Rows.Columns.Count);
        }

        Assert.True((await session.ExecuteAsync($"ALTER TABLE {table} ADD a text", cancellationToken: Cancelled)).IsSchemaAgreed);
        await session.ExecuteAsync($"UPDATE {table} SET a = 'new' WHERE k = 1", cancellationToken: Cancelled);

        for (var i = 0; i < 2; i++)
        {
            using var after = await session.ExecuteAsync(read.Bind(1), Cancelled);
            Assert.Equal(("new", "old"), (after.Rows[0]["a"].Get<string>(), after.Rows[0]["z"].Get<string>()));
        }
    }

    [Fact]
    public async Task A_statement_that_is_no_CQL_is_refused_with_the_servers_words_and_the_node()
    {
        await using var session = await ConnectAsync(5, false);

        var error = await Assert.ThrowsAsync<CqlServerException>(() => session.PrepareAsync("SELEKT 1", cancellationToken: Cancelled));

        Assert.Equal(CqlErrorCode.Syntax, error.Code);
        Assert.Contains(session.Nodes[0].Endpoint.ToString(), error.Message, StringComparison.Ordinal);
    }

    private static string Names() => string.Join(", ", EveryType.Select(column => column.Name));

    private static string Text(object? value) => value switch
    {
        byte[] bytes => Convert.ToHexString(bytes),
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => value?.ToString() ?? "null",
    };

    private async Task<CqlSession> ConnectAsync(int version, bool lz4) =>
        await CqlSession.ConnectAsync(Options(await servers.CassandraOrSkipAsync(Cancelled)) with { ProtocolVersion = version, UseLz4 = lz4 }, Cancelled);
}
