namespace ActorPipeline.Storage;

/// <summary>A clock that is none of the nodes': of a server that they share. Where two nodes disagree about the time, it says which is wrong.</summary>
public interface IReferenceClock
{
    /// <summary>Reads the server's time; null when it does not answer. What the answer takes is allowed for by who asks.</summary>
    ValueTask<DateTimeOffset?> ReadAsync(CancellationToken cancellationToken);
}
