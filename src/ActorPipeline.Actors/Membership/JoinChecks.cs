using ActorPipeline.Storage;
using Akka.Actor;
using Akka.Cluster;

namespace ActorPipeline.Actors.Membership;

/// <summary>Finds out whether a node fits to those that it is about to join.</summary>
internal static class JoinChecks
{
    /// <summary>Checks the seed nodes of the configuration: Akka would ignore one of another system and wait for ever.</summary>
    /// <exception cref="JoinRefusedException">One of them is none of this system.</exception>
    public static void SeedNodes(Cluster cluster)
    {
        var (protocol, system) = (cluster.SelfAddress.Protocol, cluster.SelfAddress.System);
        if (cluster.Settings.SeedNodes.FirstOrDefault(seed => seed.Protocol != protocol || seed.System != system) is { } foreign)
        {
            throw new JoinRefusedException($"akka.cluster.seed-nodes: {foreign} is no node of this cluster; expected {protocol}://{system}@host:port");
        }
    }

    /// <summary>Checks the members: all encrypt what they send or none does, and messages between nodes are compatible while major and minor version are the same.</summary>
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
                throw new JoinRefusedException($"node {other.NodeId} is at {other.Address}, this node at {cluster.SelfAddress}: cluster.tls is on for all nodes of a cluster, or for none");
            }

            if (Compatible(other.Version) != Compatible(self.Version))
            {
                throw new JoinRefusedException($"node {other.NodeId} at {other.Address} runs version {other.Version}, this node {self.Version}: nodes of one cluster have the same major and minor version");
            }
        }
    }

    private static string Compatible(string version) => string.Join('.', version.Split('.', '+', '-').Take(2));
}
