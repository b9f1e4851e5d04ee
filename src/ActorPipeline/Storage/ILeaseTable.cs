namespace ActorPipeline.Storage;

/// <summary>Named leases with one owner each, which expire by the server's clock unless they are renewed.</summary>
/// <remarks>All members may be called concurrently. An outcome that is unknown is read back, never assumed. A missing or failing server throws
/// <see cref="ViewStoreException"/>; the lease may then be held or not, until it expires.</remarks>
public interface ILeaseTable
{
    /// <summary>Takes a lease that nobody holds, or renews one that its owner holds.</summary>
    /// <param name="timeToLive">After how long without renewal it expires; whole seconds.</param>
    /// <returns>Whether <paramref name="owner"/> holds it now.</returns>
    ValueTask<bool> TryAcquireLeaseAsync(string name, string owner, TimeSpan timeToLive, CancellationToken cancellationToken);

    /// <summary>Reads who holds a lease, and sees every lease that was taken before.</summary>
    /// <returns>Its owner; null for a lease that nobody holds.</returns>
    ValueTask<string?> ReadLeaseAsync(string name, CancellationToken cancellationToken);

    /// <summary>Gives a lease back; one that another holds is left alone.</summary>
    ValueTask ReleaseLeaseAsync(string name, string owner, CancellationToken cancellationToken);
}
