using ActorPipeline.Storage;

namespace ActorPipeline.Running;

/// <summary>The right to write a shard's checkpoints, or to commit a source partition to the lake: held by the owner with the highest epoch. Unknown outcomes
/// are read back. One caller at a time.</summary>
internal sealed class ShardOwnership(ISnapshotStore store, ShardId shard, Func<Backoff> newBackoff, ShardPointer pointer)
{
    public ShardPointer Pointer { get; private set; } = pointer;

    public static async Task<ShardOwnership> AcquireAsync(
        ISnapshotStore store, ShardId shard, string owner, Func<Backoff> newBackoff, CancellationToken cancellationToken)
    {
        while (true)
        {
            var found = await store.ReadPointerAsync(shard, cancellationToken);
            var ownership = new ShardOwnership(store, shard, newBackoff, found);
            if (await ownership.TryMoveAsync(found with { Epoch = found.Epoch + 1, Owner = owner }, cancellationToken))
            {
                return ownership;
            }
        }
    }

    /// <summary>Makes a checkpoint the current one and keeps the one it builds on as the previous.</summary>
    /// <returns>False when another owner has taken the shard.</returns>
    public Task<bool> TryCommitAsync(ReadOnlyMemory<byte> manifest, ReadOnlyMemory<byte> previous, CancellationToken cancellationToken) =>
        TryMoveAsync(Pointer with { Current = manifest, Previous = previous }, cancellationToken);

    private async Task<bool> TryMoveAsync(ShardPointer wanted, CancellationToken cancellationToken)
    {
        wanted = wanted with { Version = Pointer.Version + 1 };
        var isMoved = await MoveOrReadBackAsync(wanted, cancellationToken);
        Pointer = isMoved ? wanted : Pointer;
        return isMoved;
    }

    private async Task<bool> MoveOrReadBackAsync(ShardPointer wanted, CancellationToken cancellationToken)
    {
        var wasUnknown = false;
        var backoff = newBackoff();
        while (true)
        {
            try
            {
                return await store.TryMovePointerAsync(shard, Pointer, wanted, cancellationToken)
                    || (wasUnknown && await IsSetAsync(wanted, cancellationToken));
            }
            catch (UnknownOutcomeException)
            {
                wasUnknown = true;
                var found = await store.ReadPointerAsync(shard, cancellationToken);
                if (found.Version != Pointer.Version || found.Epoch != Pointer.Epoch)
                {
                    return IsSame(found, wanted);
                }

                await backoff.WaitAsync(cancellationToken);
            }
        }
    }

    // A move whose outcome was unknown, read back as not done, and done after all makes the next try fail on itself.
    private async Task<bool> IsSetAsync(ShardPointer wanted, CancellationToken cancellationToken) =>
        IsSame(await store.ReadPointerAsync(shard, cancellationToken), wanted);

    private static bool IsSame(ShardPointer found, ShardPointer wanted) =>
        (found.Epoch, found.Version, found.Owner) == (wanted.Epoch, wanted.Version, wanted.Owner) && found.Current.Span.SequenceEqual(wanted.Current.Span);
}
