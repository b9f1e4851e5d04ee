namespace ActorPipeline.Storage;

/// <summary>A clock that is none of the nodes': of a server that they share. Where two nodes disagree about the time, it says which is wrong.</summary>
public interface IReferenceClock
{
    /// <summary>Reads the clock; what the answer takes is allowed for by who asks.</summary>
    /// <returns>The server's time; null when it does not answer.</returns>
    ValueTask<DateTimeOffset?> ReadAsync(CancellationToken cancellationToken);
}
