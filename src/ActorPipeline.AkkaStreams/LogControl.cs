using System.Diagnostics.CodeAnalysis;

namespace ActorPipeline.AkkaStreams;

/// <summary>What a running <see cref="LogSource"/> materializes to. All members may be called concurrently.</summary>
[SuppressMessage("Design", "CA1001", Justification = "The source holds no timer, and may be cancelled after the stream has ended.")]
public sealed class LogControl
{
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _shutdown = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal LogControl()
    {
    }

    /// <summary>Completes when the source has ended, for whatever reason, and its readers are closed. Fails when a reader could not be closed.</summary>
    public Task IsShutdown => _shutdown.Task;

    // A token rather than a callback of the stage: it may be cancelled before the stage has started.
    internal CancellationToken StopRequested => _stop.Token;

    /// <summary>Completes the source. It reads no more and drops what it has read ahead; elements already downstream are processed.
    /// May be called again.</summary>
    /// <returns><see cref="IsShutdown"/>.</returns>
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _shutdown.Task;
    }

    internal async Task FollowAsync(Task closed)
    {
        try
        {
            await closed;
            _shutdown.SetResult();
        }
        catch (Exception failure)
        {
            // Observed here: whoever does not wait for the shutdown is not told of it a second time by the runtime.
            _shutdown.SetException(failure);
            _ = _shutdown.Task.Exception;
        }
    }
}
