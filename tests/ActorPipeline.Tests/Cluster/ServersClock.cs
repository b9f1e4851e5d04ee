using ActorPipeline.Cluster;

namespace ActorPipeline.Tests.Cluster;

/// <summary>The clock of servers, which is right, and answers when it is asked to.</summary>
internal sealed class ServersClock(TimeProvider clock) : IReferenceClock
{
    /// <summary>What an answer takes, half of it on the way there.</summary>
    public TimeSpan Takes { get; set; }

    public bool IsSilent { get; set; }

    public async ValueTask<DateTimeOffset?> ReadAsync(CancellationToken cancellationToken)
    {
        await Task.Delay(Takes / 2, clock, cancellationToken);
        var now = clock.GetUtcNow();
        await Task.Delay(Takes / 2, clock, cancellationToken);
        return IsSilent ? null : now;
    }
}
