using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace ActorPipeline.Node.Http;

/// <summary>Answers that go on until their reader leaves or the node stops.</summary>
internal static class EndlessResponse
{
    /// <summary>Lets a client read as slowly as it likes, where what waits for it is bounded otherwise.</summary>
    public static void AllowAnyPace(HttpContext context)
    {
        if (context.Features.Get<IHttpMinResponseDataRateFeature>() is { } rate)
        {
            rate.MinDataRate = null;
        }
    }

    /// <summary>Writes an answer until it is over, the reader has left, or the node stops: then it ends like one that is complete, and does not
    /// hold up the node. The writer's token is cancelled when it has to end.</summary>
    public static async Task WriteAsync(HttpContext context, Func<CancellationToken, Task> writeAsync)
    {
        var stopping = context.RequestServices.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        AllowAnyPace(context);
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
