namespace ActorPipeline.Storage;

/// <summary>Where the nodes of a cluster write how they are reached, so that a new one finds them without a list.</summary>
/// <remarks>All members may be called concurrently. A missing or failing server throws <see cref="ViewStoreException"/>.</remarks>
public interface IContactTable
{
    /// <summary>Writes or renews a node's contact, without its age. It stands for a day, also when the node is gone: <see cref="Contact.Age"/> tells.</summary>
    ValueTask WriteContactAsync(Contact contact, CancellationToken cancellationToken);

    /// <summary>Reads all contacts that stand.</summary>
    ValueTask<IReadOnlyList<Contact>> ReadContactsAsync(CancellationToken cancellationToken);

    /// <summary>Removes a node's contact: it is leaving.</summary>
    ValueTask RemoveContactAsync(string address, CancellationToken cancellationToken);
}

/// <summary>How a node of the cluster is reached.</summary>
/// <param name="Address">Its address, <c>akka.tcp://actor-pipeline@host:port</c>.</param>
/// <param name="Instance">Tells its process from others of its id; begins with the name of its machine and a slash.</param>
/// <param name="IsMember">Whether it has joined the cluster.</param>
/// <param name="WrittenMs">When it wrote this, unix milliseconds by its own clock.</param>
/// <param name="Age">How long ago it wrote this, by the server's clock.</param>
public sealed record Contact(string Address, string NodeId, string Instance, string Version, bool IsMember, long WrittenMs, TimeSpan Age)
{
    /// <summary>Name of the machine its process runs on.</summary>
    public string Machine => Instance.Split('/')[0];
}
