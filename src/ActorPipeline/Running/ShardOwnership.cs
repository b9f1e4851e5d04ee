using ActorPipeline.Storage;

namespace ActorPipeline.Running;

/// <summary>The right to write a shard's checkpoints: held by the owner with the highest epoch. Outcomes that are unknown are read back, never assumed.</summary>
/// <remarks>One caller at a time.</remarks>
internal sealed class ShardOwnership
{
    private readonly IViewStore _store;
    private readonly ShardId _shard;
    private readonly Func<Backoff> _newBackoff;

    private ShardOwnership(IViewStore store, ShardId shard, Func<Backoff> newBackoff, ShardPointer pointer)
    {
        _store = store;
        _shard = shard;
        _newBackoff = newBackoff;
        Pointer = pointer;
    }

    public ShardPointer Pointer { get; private set; }

    public static async Task<ShardOwnership> AcquireAsync(
        IViewStore store, ShardId shard, string owner, Func<Backoff> newBackoff, CancellationToken cancellationToken)
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
        var backoff = _newBackoff();
        while (true)
        {
            try
            {
                return await _store.TryMovePointerAsync(_shard, Pointer, wanted, cancellationToken)
                    || (wasUnknown && await IsSetAsync(wanted, cancellationToken));
            }
            catch (UnknownOutcomeException)
            {
                wasUnknown = true;
                var found = await _store.ReadPointerAsync(_shard, cancellationToken);
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
        IsSame(await _store.ReadPointerAsync(_shard, cancellationToken), wanted);

    private static bool IsSame(ShardPointer found, ShardPointer wanted) =>
        found.Epoch == wanted.Epoch && found.Version == wanted.Version && found.Owner == wanted.Owner && found.Current.Span.SequenceEqual(wanted.Current.Span);
}
