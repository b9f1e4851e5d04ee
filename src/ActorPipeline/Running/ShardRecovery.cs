using ActorPipeline.Checkpoints;
using ActorPipeline.Log;
using ActorPipeline.Shards;
using ActorPipeline.Storage;
using ActorPipeline.Windows;

namespace ActorPipeline.Running;

/// <summary>Brings a shard's state back: the newest checkpoint, or the one before it, or the beginning of the log.</summary>
internal sealed class ShardRecovery(PipelineContext context, ShardId shard)
{
    private const string Rebuild = "rebuild the pipeline from its source";

    private readonly SegmentReader _reader = new(context.Stores.Snapshots, shard, context.Options.Shards.ExactDistinctLimit, context.Host.Tables);

    // Why a checkpoint could not be used.
    private string? _damage;

    /// <summary>Recovers the state that a pointer names.</summary>
    /// <returns>The state, and the manifest it came from: empty when it came from the beginning of the log.</returns>
    /// <exception cref="CheckpointTooOldException">The shard log no longer holds what must be replayed.</exception>
    /// <exception cref="ShardLogLostException">The shard log is another one than the checkpoint was made of, or ends before what it covers.</exception>
    /// <exception cref="Batches.UnknownFormatVersionException">A newer version made the checkpoint. It is not damaged: going back to one before it would be
    /// wrong.</exception>
    public async Task<(ShardState State, ReadOnlyMemory<byte> Manifest)> RecoverAsync(ShardPointer pointer, CancellationToken cancellationToken)
    {
        foreach (var manifest in (ReadOnlyMemory<byte>[])[pointer.Current, pointer.Previous])
        {
            if (!manifest.IsEmpty && await TryLoadAsync(manifest, cancellationToken) is { } state)
            {
                await CheckRetentionAsync(state.NextOffset, cancellationToken);
                return (state, manifest);
            }
        }

        await CheckRetentionAsync(0, cancellationToken);
        return (NewState(), default);
    }

    public async Task ReviveAsync(IReadOnlyList<(ViewState View, Segment Segment)> segments, CancellationToken cancellationToken)
    {
        foreach (var view in segments.GroupBy(one => one.View, one => one.Segment))
        {
            var tables = await _reader.ReadAsync(view.Key.View, [.. view.Select(segment => segment.Parts!)], cancellationToken);
            foreach (var (segment, table) in view.Zip(tables))
            {
                segment.Revive(table);
            }
        }
    }

    private ShardState NewState() => new(context.Pipeline, shard.Shard, context.Source.Partitions, context.Options.Shards, context.Host.Tables);

    private async Task<ShardState?> TryLoadAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        try
        {
            var manifest = ManifestCodec.Read(bytes.Span);
            if (manifest.LogEpoch is { } epoch && epoch != context.ShardLog.Epoch)
            {
                throw new ShardLogLostException(shard, epoch < context.ShardLog.Epoch
                    ? $"topic {context.ShardLog.Name} was deleted and created again after the shard's checkpoint was made; {Rebuild}"
                    : $"the shard's checkpoint was made of a later topic {context.ShardLog.Name} than this node has found: start the node again");
            }

            var state = NewState();
            state.Restore(manifest.NextOffset, manifest.WatermarkMs, [.. manifest.Partitions], manifest.Counters);
            for (var i = 0; i < manifest.Views.Count; i++)
            {
                await LoadViewAsync(state.Views[i], manifest.Views[i], cancellationToken);
            }

            return state;
        }
        catch (Exception failure) when (failure is FormatException or ChunkDamagedException)
        {
            RunnerLog.CheckpointDamaged(context.Logger, shard, failure.Message);
            _damage = failure.Message;
            return null;
        }
    }

    private async Task LoadViewAsync(ViewState view, ViewManifest manifest, CancellationToken cancellationToken)
    {
        view.Restore(manifest.ForgottenMs ?? long.MinValue);
        foreach (var window in manifest.Windows)
        {
            view.Restore(window.Start, new WindowState(window.EndMs ?? view.Math.EndOf(window.Start), window.FirstMs, window.Emissions));
        }

        var tables = await _reader.ReadAsync(view.View, [.. manifest.Segments.Select(segment => segment.Parts)], cancellationToken);
        foreach (var (segment, table) in manifest.Segments.Zip(tables))
        {
            view.Restore(segment.Pane, new Segment(table, segment.Parts, context.NowMs));
        }
    }

    private async Task CheckRetentionAsync(long offset, CancellationToken cancellationToken)
    {
        var partition = new TopicPartition(context.Pipeline.ShardTopic, shard.Shard);
        var range = await context.Log.RangeAsync(partition, cancellationToken);
        if (offset < range.Start)
        {
            throw new CheckpointTooOldException(shard, offset, range.Start, _damage);
        }

        if (offset > range.End)
        {
            const string Why = $"it was deleted and created again, or has lost its end; {Rebuild}";
            throw new ShardLogLostException(shard, $"{partition} ends at offset {range.End}, but the checkpoint covers what is below {offset}: {Why}");
        }
    }
}
