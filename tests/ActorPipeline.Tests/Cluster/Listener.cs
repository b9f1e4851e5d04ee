using ActorPipeline.Cluster;

namespace ActorPipeline.Tests.Cluster;

/// <summary>Answers what a test says, and counts how often it was asked.</summary>
internal sealed class Listener(Func<Question, Answer?> answer) : IPeerListener
{
    public int Asked { get; private set; }

    /// <summary>The last question.</summary>
    public (PlacedPartition Partition, Question Question) Last { get; private set; }

    /// <summary>Awaited before each answer.</summary>
    public Task Gate { get; set; } = Task.CompletedTask;

    public async Task<Answer?> AnswerAsync(PlacedPartition partition, Question question, CancellationToken cancellationToken)
    {
        Asked++;
        Last = (partition, question);
        await Gate;
        return answer(question);
    }
}
