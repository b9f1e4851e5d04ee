using System.Globalization;
using ActorPipeline.Embedded;
using ActorPipeline.Embedded.Store;
using ActorPipeline.Storage;
using ActorPipeline.TestKit.Conformance;
using ActorPipeline.Views;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace ActorPipeline.Tests.Embedded.Store;

/// <summary>A process that checkpoints is killed without warning.</summary>
public sealed class KilledStoreTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData(5)]
    [InlineData(60)]
    public async Task The_pointer_is_not_behind_what_was_acknowledged_and_all_that_it_stands_for_is_there(int acknowledgements)
    {
        var ended = TestContext.Current.CancellationToken;
        var lines = await VictimProcess.RunAndKillAsync("store", _folder.Of("data"), acknowledgements, ended);
        var acknowledged = int.Parse(lines[^1], CultureInfo.InvariantCulture);

        using var folder = DataFolder.Open(_folder.Of("data"));
        await using var store = new DuckDbViewStore(folder, new DuckDbStoreOptions(), TimeProvider.System, NullLogger<DuckDbViewStore>.Instance);
        var pointer = await store.ReadPointerAsync(new ShardId("p", 0), ended);
        var windows = await RowsPerWindowAsync(store, ended);

        Assert.InRange(pointer.Version, acknowledged, acknowledged + 1);
        Assert.Equal(pointer.Version, BitConverter.ToInt32(pointer.Current.Span));
        Assert.NotNull(await store.ReadChunkAsync(new ShardId("p", 0), new ChunkId(1, pointer.Version), ended));
        for (var number = 1; number <= pointer.Version; number++)
        {
            Assert.Equal(500, windows[number * StoredViews.WindowMs]);
        }
    }

    public void Dispose() => _folder.Dispose();

    private static async Task<Dictionary<long, int>> RowsPerWindowAsync(DuckDbViewStore store, CancellationToken ended)
    {
        var windows = new Dictionary<long, int>();
        await foreach (var row in store.QueryAsync(new RowQuery { Pipeline = "p", View = StoredViews.Clients }, ended).SelectMany(page => page))
        {
            windows[row.Window.StartMs] = windows.GetValueOrDefault(row.Window.StartMs) + 1;
        }

        return windows;
    }
}
