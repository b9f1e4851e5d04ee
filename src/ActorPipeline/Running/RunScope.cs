using System.Diagnostics.CodeAnalysis;
using System.Runtime.ExceptionServices;

namespace ActorPipeline.Running;

/// <summary>What one run consists of: its main loop and the loops beside it. The first to fail ends all of them with its failure.</summary>
/// <remarks>Used on the run's serial scheduler only; cancellation may come from any thread.</remarks>
[SuppressMessage("Design", "CA1001", Justification = "Disposed of when the run ends.")]
internal sealed class RunScope
{
    private readonly CancellationToken _abandoned;
    private readonly CancellationTokenSource _ending;
    private readonly CancellationTokenSource _handingOver;
    private readonly List<Task> _loops = [];
    private readonly Stack<IAsyncDisposable> _owned = new();
    private ExceptionDispatchInfo? _failure;
    private bool _isFenced;

    public RunScope(CancellationToken abandoned)
    {
        _abandoned = abandoned;
        _ending = CancellationTokenSource.CreateLinkedTokenSource(abandoned);
        Ending = _ending.Token;
        _handingOver = CancellationTokenSource.CreateLinkedTokenSource(Ending);
        HandingOver = _handingOver.Token;
    }

    /// <summary>Cancelled when the run ends, for whatever reason.</summary>
    public CancellationToken Ending { get; }

    /// <summary>Cancelled when the run takes in nothing more: when it hands over, and when it ends.</summary>
    public CancellationToken HandingOver { get; }

    public bool IsHandingOver => HandingOver.IsCancellationRequested;

    /// <summary>Ends what waits for more to take in.</summary>
    public void HandOver()
    {
        if (!Ending.IsCancellationRequested)
        {
            _handingOver.Cancel();
        }
    }

    /// <summary>Ends the run with a failure, unless it has ended already.</summary>
    public void Fail(Exception failure)
    {
        if (!Ending.IsCancellationRequested)
        {
            _failure = ExceptionDispatchInfo.Capture(failure);
            End();
        }
    }

    /// <summary>Ends the run: another owner has the shard.</summary>
    public void Fence()
    {
        _isFenced = !Ending.IsCancellationRequested;
        End();
    }

    public T Own<T>(T owned)
        where T : IAsyncDisposable
    {
        _owned.Push(owned);
        return owned;
    }

    public void Start(Func<Task> loop) => _loops.Add(GuardAsync(loop));

    public async Task GuardAsync(Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (OperationCanceledException) when (Ending.IsCancellationRequested)
        {
            // The run has ended, and with it the work.
        }
        catch (Exception failure)
        {
            Fail(failure);
        }
    }

    /// <summary>Begins, takes step after step until the run hands over, and finishes what it has begun.</summary>
    /// <param name="failed">Told why where one of them fails; not of a run that was abandoned.</param>
    public async Task<RunResult> RunAsync(Func<Task> begin, Func<Task> step, Func<Task> finish, Action<string> failed)
    {
        try
        {
            return await RunAsync(async () =>
            {
                await begin();
                while (!IsHandingOver)
                {
                    await step();
                }

                await finish();
            });
        }
        catch (Exception failure) when (!_abandoned.IsCancellationRequested)
        {
            failed(failure.Message);
            throw;
        }
    }

    /// <summary>Runs the main loop to its end, then ends the others and disposes of what the run owns. Cancelled when the run was abandoned.</summary>
    private async Task<RunResult> RunAsync(Func<Task> main)
    {
        var isFinished = false;
        await GuardAsync(async () =>
        {
            await main();
            isFinished = true;
        });
        await CloseAsync();
        _failure?.Throw();
        if (!_isFenced && !isFinished)
        {
            _abandoned.ThrowIfCancellationRequested();
        }

        return _isFenced ? RunResult.Fenced : RunResult.HandedOver;
    }

    private async Task CloseAsync()
    {
        End();
        foreach (var loop in _loops)
        {
            await loop;
        }

        foreach (var owned in _owned)
        {
            await owned.DisposeAsync();
        }

        _handingOver.Dispose();
        _ending.Dispose();
    }

    // On the run's own scheduler: cancelling asynchronously would leave it.
    private void End() => _ending.Cancel();
}
