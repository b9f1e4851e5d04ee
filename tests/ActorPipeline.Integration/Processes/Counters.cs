using System.Text.Json;
using Xunit;

namespace ActorPipeline.Integration.Processes;

/// <summary>A pipeline's counters as the node gives them.</summary>
internal sealed record Counters(
    long Source, long Accepted, long Applied, long Filtered, long Late, long DeadLetter, long Duplicate, long Pending, long ShardLag)
{
    /// <summary>How the node writes JSON.</summary>
    public static JsonSerializerOptions Json { get; } = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <summary>Asserts that every event is somewhere, and nothing is there twice.</summary>
    public void AssertAddUp(long sent)
    {
        Assert.Equal(Accepted, Applied + Late + DeadLetter + Duplicate);
        Assert.Equal((sent, sent), (Source, Accepted - Duplicate));
        Assert.Equal(0, Pending);
    }
}
