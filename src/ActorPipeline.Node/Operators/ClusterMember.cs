namespace ActorPipeline.Node.Operators;

/// <summary>A node of the cluster as operators see it.</summary>
/// <param name="Address">Its address: <c>akka.tcp://actor-pipeline@host:port</c>.</param>
/// <param name="Status">Akka's member status, such as <c>Up</c>.</param>
/// <param name="Started">When it started, ISO 8601.</param>
/// <param name="Web">Address of its web listener.</param>
internal sealed record ClusterMember(
    string Address, string Id, IReadOnlyList<string> Roles, string Status, string Version, int Pid, string Started, string Web)
{
    /// <summary>Tells it from an earlier process at its address.</summary>
    public string Uid { get; init; } = "";

    public string Unreachable { get; init; } = "";
    public string Operators { get; init; } = "";
    public bool Leader { get; init; }
    public int Shards { get; init; }
    public string Health { get; init; } = "ready";

    /// <summary>Why it is not ready, and what is wrong with it as seen from the node asked; null when nothing is.</summary>
    public string? Detail { get; init; }
}

/// <summary>Who belongs to the cluster. Members may be called concurrently.</summary>
internal interface IMembership
{
    bool IsAlone { get; }

    ClusterMember Self { get; }

    IReadOnlyList<ClusterMember> Members { get; }

    IReadOnlyDictionary<string, string> OldestPerRole { get; }

    /// <summary>Who finds a member unreachable, by its address.</summary>
    IReadOnlyDictionary<string, IReadOnlyList<string>> Unreachable { get; }

    IReadOnlyList<HealthCheck> Checks();

    /// <summary>Tells a node to hand over what it serves and to stop.</summary>
    /// <returns>Null when it has begun to; else why not.</returns>
    ValueTask<string?> LeaveAsync(ClusterMember member, CancellationToken cancellationToken);

    /// <summary>Removes a member that does not answer.</summary>
    /// <returns>Null when it is being removed; else why not.</returns>
    string? Down(ClusterMember member);

    /// <summary>Follows what changes among the members: the event's name and the member's address.</summary>
    /// <returns>Dispose of it to stop following.</returns>
    IDisposable Follow(Action<string, string> follower);
}
