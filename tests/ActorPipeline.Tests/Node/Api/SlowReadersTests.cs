using System.Net;
using System.Net.Sockets;
using System.Text;
using ActorPipeline.Embedded;
using ActorPipeline.Embedded.Store;
using ActorPipeline.Storage;
using ActorPipeline.Tests.Node.Harness;
using ActorPipeline.Tests.Node.Hosting;
using ActorPipeline.Tests.Node.Live;
using ActorPipeline.Views;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace ActorPipeline.Tests.Node.Api;

/// <summary>Clients that ask for long answers and do not read them, over a store on disk.</summary>
public sealed class SlowReadersTests : IDisposable
{
    private const int Windows = 10;
    private const int RowsPerWindow = 4_000;
    private const string Rows = "/api/pipelines/films/views/page-visitors/rows";

    // More than the store has slots, and than any of them ever had.
    private const int Clients = 24;

    private readonly TempFolder _folder = new();

    private static CancellationToken Ended => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Many_of_them_keep_nobody_from_reading_and_no_shard_from_writing()
    {
        using var folder = DataFolder.Open(_folder.Path);
        await using var store = await StoreAsync(folder);
        await using var node = await TestNode.StartAsync(store);
        var clients = new List<Socket>();
        try
        {
            for (var i = 0; i < Clients; i++)
            {
                clients.Add(await AskAsync(node.Web.BaseAddress!));
            }

            Assert.Equal(1, (await node.GetAsync($"{Rows}?last=1&top=1").WaitAsync(LiveClient.Patience, Ended).JsonAsync()).GetArrayLength());
            await using var client = await LiveClient.ConnectAsync(node.Web.BaseAddress!, origin: null);
            var key = new { topic = "Action", page = "0000" };
            Assert.Equal(Windows, (await client.SubscribeAsync(new { pipeline = "films", view = "page-visitors", keys = new[] { key }, last = Windows }))
                .GetProperty("rows").GetArrayLength());

            var shard = new ShardId("films", 0);
            await store.WriteRowsAsync([Batch(Windows, 1)], Ended).AsTask().WaitAsync(LiveClient.Patience, Ended);
            Assert.True(await store.TryMovePointerAsync(shard, ShardPointer.None, new ShardPointer(1, 1, "me", default, default), Ended));
            Assert.Equal(1, (await store.ReadPointerAsync(shard, Ended).AsTask().WaitAsync(LiveClient.Patience, Ended)).Epoch);
        }
        finally
        {
            clients.ForEach(client => client.Dispose());
        }
    }

    [Fact]
    public async Task A_long_answer_is_whole_and_in_order()
    {
        using var folder = DataFolder.Open(_folder.Path);
        await using var store = await StoreAsync(folder);
        await using var node = await TestNode.StartAsync(store, "reads.max-held-rows=1");
        using var answer = await node.Web.GetAsync(
            new Uri($"{Rows}?limit=1000000&format=csv", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, Ended);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync(Ended));
        Assert.StartsWith("topic,page,window_start", await lines.ReadLineAsync(Ended), StringComparison.Ordinal);
        for (var row = 0; row < Windows * RowsPerWindow; row++)
        {
            Assert.StartsWith($"Action,{row % RowsPerWindow:D4},", await lines.ReadLineAsync(Ended), StringComparison.Ordinal);
        }

        Assert.Null(await lines.ReadLineAsync(Ended));
    }

    [Fact]
    public async Task All_keys_come_page_by_page()
    {
        using var folder = DataFolder.Open(_folder.Path);
        await using var store = await StoreAsync(folder);
        await using var node = await TestNode.StartAsync(store, "reads.max-held-rows=1");

        var keys = await node.GetAsync(Rows.Replace("/rows", "/keys?limit=3990", StringComparison.Ordinal)).JsonAsync();

        Assert.Equal(
            Enumerable.Range(0, 3_990).Select(page => $"{page:D4}"), keys.EnumerateArray().Select(key => key.GetProperty("page").GetString()));
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>Asks for everything and reads the first line of the answer: it has begun.</summary>
    private static async Task<Socket> AskAsync(Uri server)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 4_096 };
        await socket.ConnectAsync(server.Host, server.Port, Ended);
        await socket.SendAsync(Encoding.ASCII.GetBytes($"GET {Rows}?limit=1000000 HTTP/1.1\r\nHost: {server.Authority}\r\n\r\n"), Ended);
        var line = new byte[15];
        for (var read = 0; read < line.Length;)
        {
            read += await socket.ReceiveAsync(line.AsMemory(read), Ended).AsTask().WaitAsync(LiveClient.Patience, Ended);
        }

        Assert.Equal("HTTP/1.1 200 OK", Encoding.ASCII.GetString(line));
        return socket;
    }

    private static async Task<DuckDbViewStore> StoreAsync(DataFolder folder)
    {
        var store = new DuckDbViewStore(folder, new DuckDbStoreOptions(), TimeProvider.System, NullLogger<DuckDbViewStore>.Instance);
        await store.RegisterAsync(TestPipelines.Films, "f", Ended);
        await store.WriteRowsAsync([.. Enumerable.Range(0, Windows).Select(window => Batch(window, RowsPerWindow))], Ended);
        return store;
    }

    private static RowBatch Batch(int window, int rows)
    {
        var start = TestRows.Start + (window * 60_000L);
        var batch = new RowBatch("films", TestPipelines.Films.Views[0], 0, new RowWindow(start, start + 120_000, start), 0);
        for (var row = 0; row < rows; row++)
        {
            batch.Keys[0].Add("Action"u8);
            batch.Keys[1].Add(Encoding.ASCII.GetBytes($"{row:D4}"));
            ((WholeNumberColumn)batch.Columns[0]).Add(row);
            ((WholeNumberColumn)batch.Columns[1]).Add(1);
            batch.EndRow(exact: true);
        }

        return batch;
    }
}
