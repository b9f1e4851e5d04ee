namespace ActorPipeline.Actors.Messages;

/// <summary>What does not change about a node while its process runs. Immutable.</summary>
public sealed record NodeProfile
{
    /// <summary>The node's id, unique in the cluster.</summary>
    public required string Id { get; init; }

    /// <summary>Its address in the cluster: <c>akka.tcp://actor-pipeline@host:port</c>.</summary>
    public string Address { get; init; } = "";

    /// <summary>Address of its operators' listener.</summary>
    public string Operators { get; init; } = "";

    /// <summary>Address of its web listener; empty without one.</summary>
    public string Web { get; init; } = "";

    /// <summary>Its roles.</summary>
    public IReadOnlyList<string> Roles { get; init; } = [];

    /// <summary>Version of the software.</summary>
    public string Version { get; init; } = "";

    /// <summary>Its process.</summary>
    public int Pid { get; init; }

    /// <summary>When it started, unix milliseconds by its own clock.</summary>
    public long StartedMs { get; init; }
}

/// <summary>Whether a node can do its work.</summary>
/// <param name="Reasons">Why not; also warnings of a node that can. At most a few, each one sentence.</param>
public sealed record NodeReadiness(bool IsReady, IReadOnlyList<string> Reasons);

/// <summary>A view that somebody watches live.</summary>
public readonly record struct WatchedView(string Pipeline, string View);
