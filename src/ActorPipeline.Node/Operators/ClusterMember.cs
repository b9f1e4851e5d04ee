namespace ActorPipeline.Node.Operators;

/// <summary>A node of the cluster as operators see it.</summary>
/// <param name="Address">Its address: <c>ap://id@host:port</c> of its operators' listener.</param>
/// <param name="Id">Its id.</param>
/// <param name="Roles">Its roles.</param>
/// <param name="Status"><c>joining</c>, <c>up</c>, <c>leaving</c> or <c>unreachable</c>.</param>
/// <param name="Version">Version of the software.</param>
/// <param name="Pid">Its process.</param>
/// <param name="Started">When it started, ISO 8601.</param>
/// <param name="Web">Address of its web listener.</param>
internal sealed record ClusterMember(
    string Address, string Id, IReadOnlyList<string> Roles, string Status, string Version, int Pid, string Started, string Web);

/// <summary>Who belongs to the cluster. Members may be called concurrently.</summary>
internal interface IMembership
{
    /// <summary>This node.</summary>
    ClusterMember Self { get; }

    /// <summary>All nodes, this one included, the oldest first.</summary>
    ValueTask<IReadOnlyList<ClusterMember>> MembersAsync(CancellationToken cancellationToken);
}

/// <summary>The membership of a node that is alone: embedded mode.</summary>
/// <param name="self">This node as it is now.</param>
internal sealed class LoneMembership(Func<ClusterMember> self) : IMembership
{
    public ClusterMember Self => self();

    public ValueTask<IReadOnlyList<ClusterMember>> MembersAsync(CancellationToken cancellationToken) => new([Self]);
}
