using ActorPipeline.Asking;
namespace ActorPipeline.TestKit.Placement;

/// <summary>Decides which partitions this node serves: the seam that a node alone and a simulated cluster implement.</summary>
/// <remarks>What a placement says may be out of date for a while, so that two nodes serve the same partition: the epochs of shards and the offsets of the source
/// make that harmless. It must come right in the end: at rest every partition is served by exactly one node that takes part. All members may be called concurrently.</remarks>
public interface IShardPlacement : IAsyncDisposable
{
    /// <summary>Names a topic whose partitions are spread over the nodes that serve its role. Before <see cref="JoinAsync"/>.</summary>
    /// <param name="topic">The topic.</param>
    /// <param name="listener">Who is told which of its partitions this node serves.</param>
    void Register(PlacedTopic topic, IPlacementListener listener);

    /// <summary>Takes part from now on, with the roles of this node: listeners are told of partitions soon after.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="PlacementException">A server refuses this node, or none answers.</exception>
    ValueTask JoinAsync(CancellationToken cancellationToken);

    /// <summary>Takes part no longer with a role: hands over what it serves, in order, so that others serve it at once.</summary>
    /// <param name="role">The role.</param>
    /// <param name="cancellationToken">Gives up the orderly way: others serve it when this node is missed.</param>
    /// <returns>A task that completes when the listeners have handed over every partition.</returns>
    ValueTask LeaveAsync(PlacedRole role, CancellationToken cancellationToken);

    /// <summary>Why this node does not take part as it should (servers that do not answer, another node of the same id), or null.</summary>
    string? Trouble { get; }
}

/// <summary>A topic whose partitions are spread over nodes.</summary>
/// <param name="Role">What is done with them.</param>
/// <param name="Name">The topic's name; the topic exists.</param>
/// <param name="Partitions">How many partitions it has.</param>
public sealed record PlacedTopic(PlacedRole Role, string Name, int Partitions);

/// <summary>Serves partitions of one topic as a placement tells it. Calls for one partition come one at a time; those for several may overlap.</summary>
public interface IPlacementListener
{
    /// <summary>This node is to serve a partition from now on.</summary>
    /// <param name="partition">The partition's number.</param>
    void OnGiven(int partition);

    /// <summary>The partition is to be handed over: it must be served by nobody here when the task completes.</summary>
    /// <param name="partition">The partition's number.</param>
    /// <param name="inHaste">Cancelled when there is no more time: it is then given up without finishing what is under way.</param>
    Task OnTakenAsync(int partition, CancellationToken inHaste);

    /// <summary>The partition belongs to another node already, because this one was missed for too long: nothing more may be finished.</summary>
    /// <param name="partition">The partition's number.</param>
    void OnLost(int partition);
}

/// <summary>A node cannot take part in a cluster. The message names server and reason.</summary>
/// <param name="message">What failed and where.</param>
/// <param name="inner">The cause.</param>
public class PlacementException(string message, Exception? inner = null) : Exception(message, inner);
