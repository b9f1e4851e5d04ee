using ActorPipeline.Definitions;
using ActorPipeline.Hashing;
using ActorPipeline.Storage;
using ActorPipeline.Windows;

namespace ActorPipeline.Checkpoints;

/// <summary>Reads segments back from their chunks.</summary>
/// <param name="exactDistinctLimit">The largest distinct count that is kept exactly.</param>
internal sealed class SegmentReader(ISnapshotStore store, ShardId shard, int exactDistinctLimit, TableHash hash)
{
    // Chunks read ahead of the one that is looked at: their round trips would be most of a recovery. At most this many times ChunkCodec.BytesPerChunk, 4 MiB,
    // is held.
    private const int ChunksAhead = 16;

    /// <summary>Reads the tables of a view's segments, each chunk once.</summary>
    /// <param name="segments">Where each segment's parts are.</param>
    /// <returns>A table for each, in the same order.</returns>
    /// <exception cref="ChunkDamagedException">A chunk is missing or is not what was written.</exception>
    public async Task<PaneTable[]> ReadAsync(ViewDefinition view, IReadOnlyList<IReadOnlyList<ChunkPart>> segments, CancellationToken cancellationToken)
    {
        var tables = new PaneTable?[segments.Count];
        var reading = new Queue<(IGrouping<ChunkId, (int Segment, ChunkPart Part)> Parts, Task<ReadOnlyMemory<byte>?> Bytes)>();
        try
        {
            foreach (var chunk in segments.SelectMany((parts, segment) => parts.Select(part => (Segment: segment, Part: part))).GroupBy(one => one.Part.Id))
            {
                reading.Enqueue((chunk, store.ReadChunkAsync(shard, chunk.Key, cancellationToken).AsTask()));
                await TakeAsync(ChunksAhead);
            }

            await TakeAsync(0);
        }
        finally
        {
            // After a failure nobody else hears of those that were still under way.
            await ((Task)Task.WhenAll(reading.Select(one => one.Bytes)))
                .ConfigureAwait(ConfigureAwaitOptions.ContinueOnCapturedContext | ConfigureAwaitOptions.SuppressThrowing);
        }

        return [.. tables.Select(table => table ?? new PaneTable(view, exactDistinctLimit, hash))];

        async Task TakeAsync(int left)
        {
            while (reading.Count > left)
            {
                var (parts, bytes) = reading.Peek();
                Take(view, tables, parts, await bytes);
                reading.Dequeue();
            }
        }
    }

    private void Take(ViewDefinition view, PaneTable?[] tables, IGrouping<ChunkId, (int Segment, ChunkPart Part)> parts, ReadOnlyMemory<byte>? chunk)
    {
        var bytes = chunk ?? throw new ChunkDamagedException($"chunk {parts.Key} of {shard} is missing");
        try
        {
            foreach (var (segment, part) in parts)
            {
                var table = ChunkCodec.Read(bytes.Span, part, view, exactDistinctLimit, hash);
                tables[segment]?.Merge(table);
                tables[segment] ??= table;
            }
        }
        catch (FormatException failure)
        {
            throw new ChunkDamagedException($"{shard}: {failure.Message}", failure);
        }
    }
}

/// <summary>A chunk of a snapshot is missing or is not what was written.</summary>
public sealed class ChunkDamagedException(string message, Exception? inner = null) : Exception(message, inner);
