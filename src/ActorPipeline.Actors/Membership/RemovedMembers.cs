using ActorPipeline.Storage;
using Akka.Cluster;

namespace ActorPipeline.Actors.Membership;

/// <summary>Which members the rest of their cluster has removed, in the table that all nodes share. Thread-safe.</summary>
/// <remarks>
/// A member that was removed while it stood still, or behind a firewall, finds all others unreachable when it goes on, and the lease of the split-brain
/// resolver free again. By this it knows that they went on without it, and founds no second cluster. A member is known by its address and the number of its
/// process: one that is started again is another member.
/// </remarks>
internal sealed class RemovedMembers(ILeaseTable leases)
{
    // As long as contacts stand. A process that stood still for longer founds a second cluster, of which one gives way (SecondCluster).
    private static readonly TimeSpan Lasting = TimeSpan.FromDays(1);

    /// <summary>Notes members before they are removed.</summary>
    /// <param name="members">Who will be removed.</param>
    /// <param name="by">Who removes them.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="ViewStoreException">The table is away; some may be noted.</exception>
    public Task AddAsync(IEnumerable<UniqueAddress> members, UniqueAddress by, CancellationToken cancellationToken) =>
        Task.WhenAll(members.Select(member => AddAsync(member, by, cancellationToken)));

    /// <summary>Takes notes back, of members that were not removed after all.</summary>
    /// <param name="members">Who was noted.</param>
    /// <param name="by">Who noted them; notes of others stay.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="ViewStoreException">The table is away; some may still be noted.</exception>
    public Task TakeBackAsync(IEnumerable<UniqueAddress> members, UniqueAddress by, CancellationToken cancellationToken) =>
        Task.WhenAll(members.Select(member => leases.ReleaseLeaseAsync(NameOf(member), Text(by), cancellationToken).AsTask()));

    /// <summary>Finds who has removed a member.</summary>
    /// <returns>Null for one that nobody has removed.</returns>
    /// <exception cref="ViewStoreException">The table is away.</exception>
    public ValueTask<string?> FindRemoverAsync(UniqueAddress member, CancellationToken cancellationToken) =>
        leases.ReadLeaseAsync(NameOf(member), cancellationToken);

    private async Task AddAsync(UniqueAddress member, UniqueAddress by, CancellationToken cancellationToken)
    {
        // Somebody else may have noted it.
        if (!await leases.TryAcquireLeaseAsync(NameOf(member), Text(by), Lasting, cancellationToken)
            && await FindRemoverAsync(member, cancellationToken) is null)
        {
            throw new ViewStoreException($"that {member.Address} is removed was not stored");
        }
    }

    private static string NameOf(UniqueAddress member) => $"removed {Text(member)}";

    private static string Text(UniqueAddress member) => $"{member.Address}#{member.Uid}";
}
