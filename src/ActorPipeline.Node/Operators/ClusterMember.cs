namespace ActorPipeline.Node.Operators;

/// <summary>A node of the cluster as operators see it.</summary>
/// <param name="Address">Its address: <c>akka.tcp://actor-pipeline@host:port</c>.</param>
/// <param name="Id">Its id.</param>
/// <param name="Roles">Its roles.</param>
/// <param name="Status">Akka's member status, such as <c>Up</c>.</param>
/// <param name="Version">Version of the software.</param>
/// <param name="Pid">Its process.</param>
/// <param name="Started">When it started, ISO 8601.</param>
/// <param name="Web">Address of its web listener.</param>
internal sealed record ClusterMember(
    string Address, string Id, IReadOnlyList<string> Roles, string Status, string Version, int Pid, string Started, string Web)
{
    /// <summary>Tells it from an earlier process at its address.</summary>
    public string Uid { get; init; } = "";

    /// <summary><c>unreachable</c>, or empty.</summary>
    public string Unreachable { get; init; } = "";

    /// <summary>Address of its operators' listener.</summary>
    public string Operators { get; init; } = "";

    /// <summary>Whether it is the leader, which decides about members.</summary>
    public bool Leader { get; init; }

    /// <summary>How many shards it serves, over all pipelines.</summary>
    public int Shards { get; init; }

    /// <summary><c>ready</c> or <c>not ready</c>, as it says of itself.</summary>
    public string Health { get; init; } = "ready";

    /// <summary>Why it is not ready, and what is wrong with it as seen from the node asked; null when nothing is.</summary>
    public string? Detail { get; init; }
}

/// <summary>Who belongs to the cluster. Members may be called concurrently.</summary>
internal interface IMembership
{
    /// <summary>Whether there can be no other nodes.</summary>
    bool IsAlone { get; }

    /// <summary>This node.</summary>
    ClusterMember Self { get; }

    /// <summary>All nodes, this one included, the oldest first.</summary>
    IReadOnlyList<ClusterMember> Members { get; }

    /// <summary>The address of the oldest member of every role, by role.</summary>
    IReadOnlyDictionary<string, string> OldestPerRole { get; }

    /// <summary>Who finds a member unreachable, by its address.</summary>
    IReadOnlyDictionary<string, IReadOnlyList<string>> Unreachable { get; }

    /// <summary>What is well and what is not between this node and the others, for probes.</summary>
    IReadOnlyList<HealthCheck> Checks();

    /// <summary>Tells a node to hand over what it serves and to stop.</summary>
    /// <param name="member">One of <see cref="Members"/>.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Null when it has begun to; else why not.</returns>
    ValueTask<string?> LeaveAsync(ClusterMember member, CancellationToken cancellationToken);

    /// <summary>Removes a member that does not answer.</summary>
    /// <param name="member">One of <see cref="Members"/>.</param>
    /// <returns>Null when it is being removed; else why not.</returns>
    string? Down(ClusterMember member);

    /// <summary>Follows what changes among the members: the event's name and the member's address.</summary>
    /// <returns>Dispose of it to stop following.</returns>
    IDisposable Follow(Action<string, string> follower);
}
