namespace ActorPipeline.Node.Http;

/// <summary>Answers that go on until their reader leaves or the node stops.</summary>
internal static class EndlessResponse
{
    /// <summary>Writes an answer until it is over, the reader has left, or the node stops: then it ends like one that is complete, and does not
    /// hold up the node. The writer's token is cancelled when it has to end.</summary>
    public static async Task WriteAsync(HttpContext context, Func<CancellationToken, Task> writeAsync)
    {
        var stopping = context.RequestServices.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
        try
        {
            await writeAsync(ended.Token);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested && !context.RequestAborted.IsCancellationRequested)
        {
            // What was written stands.
        }
    }
}
