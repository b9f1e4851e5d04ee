using ActorPipeline.Asking;

namespace ActorPipeline.TestKit.Placement;

/// <summary>Asks the nodes of a cluster for what is served elsewhere: the seam between the engine and whatever carries questions from node to node.</summary>
/// <remarks>
/// <para>Questions and answers are plain records of numbers and texts, so that they can be written down and read by another node. Every question is idempotent:
/// one that is asked, delivered or answered twice changes nothing. Delivery may fail in any way and at any time; the engine asks again.</para>
/// <para>All members may be called concurrently.</para>
/// </remarks>
public interface IPeers
{
    /// <summary>Says who answers, on this node, what other nodes ask about a pipeline. Before the placement is joined; once per pipeline.</summary>
    /// <param name="pipeline">The pipeline's name.</param>
    /// <param name="listener">Who answers.</param>
    void Register(string pipeline, IPeerListener listener);

    /// <summary>Asks whichever other node serves a partition. The asking node has been tried before and does not serve it.</summary>
    /// <param name="partition">The partition.</param>
    /// <param name="question">The question.</param>
    /// <param name="cancellationToken">Ends the wait; the question may still be answered, to nobody.</param>
    /// <returns>The answer; null when none came within a time-out of the implementation's choice, which is what paces the next try: nobody serves the partition
    /// at the moment, or the question or its answer was lost.</returns>
    Task<Answer?> AskAsync(PlacedPartition partition, Question question, CancellationToken cancellationToken);
}

/// <summary>Answers other nodes' questions about one pipeline.</summary>
public interface IPeerListener
{
    /// <summary>Answers a question if its partition is served here. May be called concurrently.</summary>
    /// <param name="partition">The partition.</param>
    /// <param name="question">The question.</param>
    /// <param name="cancellationToken">The asker no longer waits. Some questions wait for a long time: cancel them when the time-out of the asking side is over.</param>
    /// <returns>The answer; null when the partition is not served here or is not ready: then send nothing, another node may answer.</returns>
    Task<Answer?> AnswerAsync(PlacedPartition partition, Question question, CancellationToken cancellationToken);
}

/// <summary>The peers of a node that is alone: there are none, so that a question waits until this node serves what it is about.</summary>
public sealed class NoPeers : IPeers
{
    /// <summary>The only one.</summary>
    public static NoPeers Instance { get; } = new();

    /// <inheritdoc/>
    public void Register(string pipeline, IPeerListener listener)
    {
    }

    /// <inheritdoc/>
    public Task<Answer?> AskAsync(PlacedPartition partition, Question question, CancellationToken cancellationToken) => Task.FromResult<Answer?>(null);
}
