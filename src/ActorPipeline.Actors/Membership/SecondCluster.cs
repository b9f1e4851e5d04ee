using ActorPipeline.Storage;

namespace ActorPipeline.Actors.Membership;

/// <summary>Notices members in the table of contacts that are in another cluster than this node, and decides which of the two clusters gives way.</summary>
/// <remarks>
/// Two clusters over one store lose nothing, since epochs fence, but take each other's shards for ever. They can come about where the table said nothing for
/// so long that a cluster looked dead, or where two machines use one loopback address. Not safe to use concurrently.
/// </remarks>
internal sealed class SecondCluster(TimeProvider time)
{
    // Longer than a side of a parted network takes to give way by itself: it stands in the table until then.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private long? _since;

    /// <summary>Looks at the table once more.</summary>
    /// <param name="self">This node, its address included.</param>
    /// <param name="members">Addresses of the members of its cluster, itself among them.</param>
    /// <param name="contacts">Fresh contacts of the table.</param>
    /// <returns>A member of the other cluster for which this node has to end; null for as long as it goes on.</returns>
    public Contact? FindToGiveWayTo(Contact self, IReadOnlyCollection<string> members, IEnumerable<Contact> contacts)
    {
        var others = contacts
            .Where(contact => contact.IsMember && contact.Instance != self.Instance)
            .Where(contact => contact.Address == self.Address || !members.Contains(contact.Address))
            .ToList();
        if (others.Count == 0)
        {
            _since = null;
            return null;
        }

        _since ??= time.GetTimestamp();
        var first = others.Aggregate((one, other) => IsBefore(other, one.Address, one.Instance) ? other : one);
        var isLater = IsBefore(first, members.Min(StringComparer.Ordinal)!, self.Instance);
        return isLater && time.GetElapsedTime(_since.Value) >= Patience ? first : null;
    }

    // The cluster with the lowest address goes on; at one address, the lower instance.
    private static bool IsBefore(Contact contact, string address, string instance) =>
        (string.CompareOrdinal(contact.Address, address) is not 0 and var order ? order : string.CompareOrdinal(contact.Instance, instance)) < 0;
}
