using System.Diagnostics.CodeAnalysis;

namespace ActorPipeline.Actors.Streams;

/// <summary>The control of one materialization.</summary>
[SuppressMessage("Design", "CA1001", Justification = "The source holds no timer, and may be cancelled after the stream has ended.")]
internal sealed class LogControl : ILogControl
{
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _shutdown = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task IsShutdown => _shutdown.Task;

    /// <summary>Fires when the source should complete: also before the stage has started, when it cannot be called yet.</summary>
    public CancellationToken StopRequested => _stop.Token;

    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _shutdown.Task;
    }

    /// <summary>Says that the stream has ended.</summary>
    /// <param name="failure">Why a reader could not be disposed of; null when all were.</param>
    public void ShutDown(Exception? failure)
    {
        if (failure is null)
        {
            _shutdown.SetResult();
        }
        else
        {
            _shutdown.SetException(failure);
        }
    }
}
