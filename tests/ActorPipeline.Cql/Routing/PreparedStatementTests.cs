using System.Collections.Concurrent;
using System.Text;
using ActorPipeline.Cql.Protocol;
using ActorPipeline.Cql.Wire;
using ActorPipeline.TestKit.Cassandra;
using Xunit;

namespace ActorPipeline.Cql.Tests.Routing;

public sealed class PreparedStatementTests : StubTest
{
    private const string OtherWrite = "INSERT INTO ks.u (k) VALUES (?)";
    private readonly StubCluster _cluster = StubCluster.Of(3);

    [Fact]
    public async Task A_statement_goes_to_the_replica_of_its_partition()
    {
        await using var session = await _cluster.ConnectAsync(null, Cancelled);
        var write = await session.PrepareAsync(Write, cancellationToken: Cancelled);
        for (var i = 0; i < 60; i++)
        {
            await SoonAsync(session.ExecuteAsync(write.Bind($"key {i}"), Cancelled).AsTask());
        }

        foreach (var request in _cluster.Nodes.SelectMany(node => node.Received).Where(request => request.Opcode == Opcode.Execute))
        {
            Assert.Same(Owner(request), request.Node);
        }

        Assert.All(_cluster.Nodes, node => Assert.Contains(node.Received, request => request.Opcode == Opcode.Execute));
    }

    [Fact]
    public async Task Statements_without_a_partition_take_turns()
    {
        await using var session = await _cluster.ConnectAsync(null, Cancelled);

        for (var i = 0; i < 30; i++)
        {
            await SoonAsync(session.ExecuteAsync("SELECT 1", cancellationToken: Cancelled).AsTask());
        }

        Assert.All(_cluster.Nodes, node => Assert.Equal(10, node.Received.Count));
    }

    [Fact]
    public async Task A_node_that_does_not_know_a_statement_is_taught_it_and_asked_again()
    {
        await using var session = await _cluster.ConnectAsync(null, Cancelled);
        var write = await session.PrepareAsync(Write, cancellationToken: Cancelled);
        foreach (var node in _cluster.Nodes)
        {
            node.Forget();
            node.Received.Clear();
        }

        await SoonAsync(session.ExecuteAsync(write.Bind("a"), Cancelled).AsTask());

        var asked = Assert.Single(_cluster.Nodes, node => !node.Received.IsEmpty);
        Assert.Equal([Opcode.Execute, Opcode.Prepare, Opcode.Execute], asked.Received.Select(request => request.Opcode));
    }

    [Fact]
    public async Task A_statement_that_comes_back_under_another_id_is_not_executed_for_ever()
    {
        await using var session = await _cluster.ConnectAsync(null, Cancelled);
        var write = await session.PrepareAsync(Write, cancellationToken: Cancelled);
        Script(request => request.Opcode == Opcode.Prepare ? StubAnswer.Prepared(Write, 5, id: "another") : StubAnswer.Unprepared(Write));

        var error = await Assert.ThrowsAsync<CqlException>(() => SoonAsync(session.ExecuteAsync(write.Bind("a"), Cancelled).AsTask()));

        Assert.Contains("another id", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_node_that_keeps_forgetting_is_taught_once()
    {
        await using var session = await _cluster.ConnectAsync(null, Cancelled);
        var write = await session.PrepareAsync(Write, cancellationToken: Cancelled);
        var taught = 0;
        Script(request =>
        {
            taught += request.Opcode == Opcode.Prepare ? 1 : 0;
            return request.Opcode == Opcode.Prepare ? StubAnswer.Prepared(Write, 5) : StubAnswer.Unprepared(Write);
        });

        await Assert.ThrowsAsync<CqlUnpreparedException>(() => SoonAsync(session.ExecuteAsync(write.Bind("a"), Cancelled).AsTask()));

        Assert.Equal(1, taught);
    }

    [Fact]
    public async Task Each_statement_of_a_batch_that_is_not_known_is_taught()
    {
        await using var session = await _cluster.ConnectAsync(null, Cancelled);
        var write = await session.PrepareAsync(Write, cancellationToken: Cancelled);
        var other = await session.PrepareAsync(OtherWrite, cancellationToken: Cancelled);
        var taught = new ConcurrentQueue<string>();
        Script(request =>
        {
            if (request.Opcode == Opcode.Prepare)
            {
                taught.Enqueue(request.Cql);
                return StubAnswer.Prepared(request.Cql, 5);
            }

            return ((string[])[Write, OtherWrite]).FirstOrDefault(cql => !taught.Contains(cql)) is { } unknown ? StubAnswer.Unprepared(unknown) : StubAnswer.Void;
        });

        var batch = new CqlBatch(CqlBatchType.Unlogged).Add(write.Bind("a")).Add(other.Bind("a")).Add(write.Bind("b"));
        await SoonAsync(session.ExecuteAsync(batch, Cancelled).AsTask());

        Assert.Equal([Write, OtherWrite], taught);
    }

    [Fact]
    public async Task A_statement_that_moves_on_is_taught_to_the_next_node_too()
    {
        await using var session = await _cluster.ConnectAsync(null, Cancelled);
        var write = await session.PrepareAsync(Write, Idempotent, Cancelled);
        var asked = new ConcurrentQueue<(StubNode Node, Opcode Opcode)>();
        Script(request =>
        {
            var isTaught = asked.Contains((request.Node, Opcode.Prepare));
            asked.Enqueue((request.Node, request.Opcode));
            return request.Opcode == Opcode.Prepare ? StubAnswer.Prepared(Write, 5)
                : !isTaught ? StubAnswer.Unprepared(Write)
                : request.Node == asked.First().Node ? StubAnswer.WriteTimeout("SIMPLE") : StubAnswer.Void;
        });

        await SoonAsync(session.ExecuteAsync(write.Bind("a"), Cancelled).AsTask());

        Assert.Equal(
            [Opcode.Execute, Opcode.Prepare, Opcode.Execute, Opcode.Execute, Opcode.Prepare, Opcode.Execute], asked.Select(request => request.Opcode));
        Assert.Equal(2, asked.Select(request => request.Node).Distinct().Count());
    }

    [Fact]
    public async Task Rows_of_a_changed_table_are_read_with_its_new_columns_from_then_on()
    {
        await using var session = await _cluster.ConnectAsync(null, Cancelled);
        var read = await session.PrepareAsync(Read, cancellationToken: Cancelled);
        Script(request => MetadataId(request) == "new" ? StubAnswer.BareRows(2, ["c", "d"]) : StubAnswer.ChangedRows("new", ["v", "w"], ["a", "b"]));

        using var first = await SoonAsync(session.ExecuteAsync(read.Bind("a"), Cancelled).AsTask());
        using var second = await SoonAsync(session.ExecuteAsync(read.Bind("a"), Cancelled).AsTask());

        Assert.Equal(("a", "b"), (first.Rows[0]["v"].Get<string>(), first.Rows[0]["w"].Get<string>()));
        Assert.Equal(("c", "d"), (second.Rows[0]["v"].Get<string>(), second.Rows[0]["w"].Get<string>()));
    }

    [Fact]
    public async Task Version_4_always_asks_for_the_columns_of_rows()
    {
        await using var session = await _cluster.ConnectAsync(_cluster.Options with { ProtocolVersion = 4 }, Cancelled);
        var read = await session.PrepareAsync(Read, cancellationToken: Cancelled);
        var flags = -1;
        Script(request =>
        {
            var reader = new WireReader(request.Body);
            reader.ReadShortBytes("an id");
            reader.ReadShort("a consistency");
            flags = reader.ReadByte("flags");
            return StubAnswer.Rows(["v"], ["a"]);
        });

        using var result = await SoonAsync(session.ExecuteAsync(read.Bind("a"), Cancelled).AsTask());

        Assert.Equal(0, flags & 0x02);
        Assert.Equal("a", result.Rows[0][0].Get<string>());
    }

    [Fact]
    public async Task Pages_are_read_one_after_the_other()
    {
        await using var session = await _cluster.ConnectAsync(null, Cancelled);
        var read = await session.PrepareAsync(Read, cancellationToken: Cancelled);
        var pages = 0;
        Script(_ => ++pages < 3 ? StubAnswer.Page([(byte)pages], $"{pages}a", $"{pages}b") : StubAnswer.Page(null, "end"));

        var values = new List<string?>();
        await foreach (var page in session.QueryPagesAsync(read.Bind("a"), Cancelled))
        {
            values.AddRange(page.Rows.Select(row => row[0].Get<string>()));
        }

        Assert.Equal(["1a", "1b", "2a", "2b", "end"], values);
    }

    [Fact]
    public async Task A_timestamp_is_sent_only_where_a_statement_has_one()
    {
        await using var session = await _cluster.ConnectAsync(null, Cancelled);
        var write = await session.PrepareAsync(Write, cancellationToken: Cancelled);
        var bodies = new List<byte[]>();
        Script(request =>
        {
            bodies.Add(request.Body);
            return StubAnswer.Void;
        });

        await SoonAsync(session.ExecuteAsync(write.Bind("a"), Cancelled).AsTask());
        var timed = write.Bind("a");
        timed.Timestamp = 7;
        await SoonAsync(session.ExecuteAsync(timed, Cancelled).AsTask());

        Assert.Equal(8, bodies[1].Length - bodies[0].Length);
        Assert.EndsWith("0000000000000007", Convert.ToHexStringLower(bodies[1]), StringComparison.Ordinal);
    }

    private static string MetadataId(StubRequest request)
    {
        var reader = new WireReader(request.Body);
        reader.ReadShortBytes("an id");
        return Encoding.UTF8.GetString(reader.ReadShortBytes("a metadata id"));
    }

    /// <summary>The node whose range holds the token of the request's only value.</summary>
    private StubNode Owner(StubRequest request)
    {
        var reader = new WireReader(request.Body);
        reader.ReadShortBytes("an id");
        reader.ReadShortBytes("a metadata id");
        reader.ReadShort("a consistency");
        reader.ReadInt("flags");
        reader.ReadShort("a count");
        var token = ActorPipeline.Cql.Routing.TokenHash.Of(reader.ReadBytes("a key"));
        return _cluster.Nodes.FirstOrDefault(node => token <= node.Tokens[0]) ?? _cluster.Nodes[0];
    }

    private void Script(Func<StubRequest, StubAnswer?> script)
    {
        foreach (var node in _cluster.Nodes)
        {
            node.Script = script;
        }
    }
}
