using System.Net;
using ActorPipeline.Actors.Settings;
using ActorPipeline.Storage;
using Akka.Actor;
using Akka.Cluster;

namespace ActorPipeline.Actors.Membership;

/// <summary>Finds out whether a node fits to those that it is about to join.</summary>
internal static class JoinChecks
{
    /// <summary>Reads the seed nodes of the configuration: Akka would ignore one of another system and wait for ever.</summary>
    /// <returns>Their addresses; none when the nodes find each other in the table.</returns>
    /// <exception cref="JoinRefusedException">One of them is no address, or none of this system.</exception>
    public static IReadOnlyList<Address> SeedNodes(Cluster cluster) =>
        [.. cluster.System.Settings.Config.GetStringList(AkkaSettings.SeedNodes, []).Select(seed => SeedNode(cluster.SelfAddress, seed))];

    private static Address SeedNode(Address self, string seed) =>
        ActorPath.TryParseAddress(seed, out var address) && address.Protocol == self.Protocol && address.System == self.System && address.Port is not null
            ? address
            : throw new JoinRefusedException($"akka.cluster.seed-nodes: {seed} is no node of this cluster; expected {self.Protocol}://{self.System}@host:port");

    /// <summary>Checks the members: all encrypt what they send or none does, and messages between nodes are compatible while major and minor version are the
    /// same.</summary>
    /// <param name="cluster">This node's cluster extension.</param>
    /// <param name="self">This node.</param>
    /// <param name="members">Members that run.</param>
    /// <exception cref="JoinRefusedException">One of them does not fit to this node.</exception>
    public static void Members(Cluster cluster, Contact self, IEnumerable<Contact> members)
    {
        foreach (var other in members)
        {
            if (Address.Parse(other.Address).Protocol != cluster.SelfAddress.Protocol)
            {
                throw new JoinRefusedException(
                    $"node {other.NodeId} is at {other.Address}, this node at {cluster.SelfAddress}: "
                    + "cluster.tls is on for all nodes of a cluster, or for none");
            }

            if (Compatible(other.Version) != Compatible(self.Version))
            {
                throw new JoinRefusedException(
                    $"node {other.NodeId} at {other.Address} runs version {other.Version}, this node {self.Version}: "
                    + "nodes of one cluster have the same major and minor version");
            }
        }
    }

    /// <summary>Whether a node of another machine and this one cannot reach each other, since one of them is at an address of the loopback.</summary>
    /// <param name="self">This node.</param>
    /// <param name="other">The other one.</param>
    public static bool IsOutOfReach(Contact self, Contact other) => self.Machine != other.Machine && (IsLoopback(self) || IsLoopback(other));

    /// <summary>What to say of such a node.</summary>
    /// <inheritdoc cref="IsOutOfReach"/>
    public static JoinRefusedException OutOfReach(Contact self, Contact other) => new(
        $"node {other.NodeId} of machine {other.Machine} is at {other.Address}, this node at {self.Address}: "
        + "an address of the loopback is reached from its own machine only; set cluster.host on every machine to an address that the others reach");

    /// <summary>Whether a host is reached from its own machine only.</summary>
    /// <param name="host">A name or an IP address.</param>
    public static bool IsLoopback(string host) => host == "localhost" || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));

    private static bool IsLoopback(Contact contact) => IsLoopback(Address.Parse(contact.Address).Host);

    private static string Compatible(string version) => string.Join('.', version.Split('.', '+', '-').Take(2));
}
