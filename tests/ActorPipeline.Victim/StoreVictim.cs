using System.Globalization;
using ActorPipeline.Embedded;
using ActorPipeline.Embedded.Store;
using ActorPipeline.Storage;
using ActorPipeline.TestKit.Conformance;
using ActorPipeline.Views;
using Microsoft.Extensions.Logging.Abstractions;

namespace ActorPipeline.Victim;

/// <summary>Checkpoints for ever as a shard does: a window's rows, a chunk, then the pointer.</summary>
internal static class StoreVictim
{
    private const int Rows = 500;

    internal static async Task RunAsync(string path)
    {
        using var folder = DataFolder.Open(path);
        await using var store = new DuckDbViewStore(folder, new DuckDbStoreOptions(), TimeProvider.System, NullLogger<DuckDbViewStore>.Instance);
        await store.RegisterAsync(StoredViews.Pipeline("p"), "f", CancellationToken.None);
        var shard = new ShardId("p", 0);
        var pointer = ShardPointer.None;
        for (var number = 1; ; number++)
        {
            await store.WriteRowsAsync([Window(number)], CancellationToken.None);
            await store.WriteChunkAsync(shard, new ChunkId(1, number), new byte[1000], CancellationToken.None);
            var next = new ShardPointer(1, number, "victim", BitConverter.GetBytes(number), pointer.Current);
            if (!await store.TryMovePointerAsync(shard, pointer, next, CancellationToken.None))
            {
                throw new InvalidOperationException($"pointer {number} was not moved, though nobody else writes");
            }

            pointer = next;
            await Console.Out.WriteLineAsync(number.ToString(CultureInfo.InvariantCulture));
        }
    }

    private static RowBatch Window(int number)
    {
        var start = number * StoredViews.WindowMs;
        var batch = new RowBatch("p", StoredViews.Clients, 0, new RowWindow(start, start + StoredViews.WindowMs, start), 0);
        for (var row = 0; row < Rows; row++)
        {
            StoredViews.Add(batch, [$"client {row / 5}"], ["topic", $"a page with a longer name {row}"], true, (long)number, (Int128)row, 0.5, "");
        }

        return batch;
    }
}
