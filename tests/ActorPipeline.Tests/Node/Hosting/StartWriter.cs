namespace ActorPipeline.Tests.Node.Hosting;

/// <summary>Tells when the start message is out.</summary>
internal sealed class StartWriter : StringWriter
{
    public TaskCompletionSource Started { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public override Task FlushAsync(CancellationToken cancellationToken)
    {
        Started.TrySetResult();
        return Task.CompletedTask;
    }
}
