using ActorPipeline.Asking;

namespace ActorPipeline.Running;

/// <summary>One run over a partition: a serial loop around a pure state. A failed run is followed by a new one, which begins at what is durable.</summary>
/// <remarks>Every member is called on the partition's serial scheduler, and the run never leaves it: no two steps of a run overlap.</remarks>
internal interface IPartitionRunner
{
    /// <summary>Runs, once.</summary>
    /// <param name="abandoned">Cancelled when the partition belongs to another node already: nothing more may be finished.</param>
    /// <exception cref="OperationCanceledException">It was abandoned.</exception>
    Task<RunResult> RunAsync(CancellationToken abandoned);

    /// <summary>Tells the run to take in nothing more, to finish what it has begun, and to end. Returns at once.</summary>
    void HandOver();

    /// <summary>Answers a question. May be called before the run is ready and while others are being answered.</summary>
    /// <exception cref="NotReadyException">The run is not ready yet, or cannot do it any more: ask the next one.</exception>
    /// <exception cref="OperationCanceledException">The run ended first, or nobody waits any more.</exception>
    Task<Answer> AnswerAsync(Question question, CancellationToken cancellationToken);
}

/// <summary>How a run ended that neither failed nor was abandoned.</summary>
internal enum RunResult
{
    /// <summary>All that it has taken in is durable: whoever is next goes on from there.</summary>
    HandedOver,

    Fenced,
}

/// <summary>The partition's run is starting, or ended before it could answer: ask again.</summary>
public sealed class NotReadyException() : Exception("the partition is not ready: ask again");
