namespace ActorPipeline.Actors.Streams;

/// <summary>An append under way. Belongs to its stage.</summary>
internal sealed class PendingAppend<T>(LogEnvelope<T> envelope)
{
    public LogEnvelope<T> Envelope => envelope;

    /// <summary>Completes when the log has answered; it never fails.</summary>
    public Task Appending { get; set; } = Task.CompletedTask;

    /// <summary>What is handed on; null as long as the records are not durable.</summary>
    public LogAppended<T>? Result { get; private set; }

    /// <summary>Why the records are not durable; null as long as nothing is wrong.</summary>
    public Exception? Failure { get; set; }

    /// <summary>Notes that the records are durable.</summary>
    public void Complete(long offset) => Result = new LogAppended<T>(envelope.Partition, offset, envelope.Records.Length, envelope.PassThrough);
}
