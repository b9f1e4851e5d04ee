namespace ActorPipeline.Asking;

/// <summary>Asks whichever node serves a partition. All members may be called concurrently; awaits stay on the caller's scheduler.</summary>
public interface IPartitionAsker
{
    /// <summary>Whether there can be no other nodes.</summary>
    bool IsAlone { get; }

    /// <summary>Asks until an answer comes: a partition that is starting, moving, or served by nobody is asked again.</summary>
    /// <param name="question">The question; harmless when asked twice.</param>
    /// <exception cref="PartitionFailedException">The node that serves the partition could not answer.</exception>
    Task<Answer> AskAsync(PlacedPartition partition, Question question, CancellationToken cancellationToken);

    /// <summary>Asks the shard that holds a page or client actor, addressed by view and the key's parts in declared order. Otherwise as above.</summary>
    /// <param name="shard">The shard, for messages of failures.</param>
    Task<Answer> AskKeyAsync(PlacedPartition shard, string view, IReadOnlyList<string> key, Question question, CancellationToken cancellationToken);
}

/// <summary>The owner of a partition could not answer a question about it, for the reason it says.</summary>
public sealed class PartitionFailedException(PlacedPartition partition, string reason) : Exception($"the owner of {partition} says: {reason}");

/// <summary>Questions whose answer has a known type.</summary>
internal static class PartitionAskerExtensions
{
    public static async Task<T> AskAsync<T>(
        this IPartitionAsker asker, PlacedPartition partition, Question question, CancellationToken cancellationToken)
        where T : Answer =>
        Check<T>(await asker.AskAsync(partition, question, cancellationToken), partition, question);

    public static async Task<T> AskKeyAsync<T>(
        this IPartitionAsker asker, PlacedPartition shard, string view, IReadOnlyList<string> key, Question question, CancellationToken cancellationToken)
        where T : Answer =>
        Check<T>(await asker.AskKeyAsync(shard, view, key, question, cancellationToken), shard, question);

    private static T Check<T>(Answer answer, PlacedPartition partition, Question question)
        where T : Answer => answer as T ?? throw new InvalidOperationException($"{partition} answered {question} with {answer}");
}
