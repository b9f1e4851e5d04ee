namespace ActorPipeline.Embedded.Store;

/// <summary>Work that is done again and again, never twice at a time: a turn that is due while the one before goes on is left out.</summary>
internal sealed class Recurring : IAsyncDisposable
{
    private readonly Func<Task> _work;
    private readonly ITimer _timer;
    private readonly Lock _gate = new();
    private Task _underWay = Task.CompletedTask;

    /// <param name="work">The work, which does not fail.</param>
    internal Recurring(Func<Task> work, TimeSpan interval, TimeProvider time)
    {
        _work = work;
        _timer = time.CreateTimer(_ => DoUnlessBusy(), null, interval, interval);
    }

    /// <summary>Ends it, after the turn under way.</summary>
    public async ValueTask DisposeAsync()
    {
        await _timer.DisposeAsync();
        Task last;
        lock (_gate)
        {
            last = _underWay;
        }

        await last;
    }

    private void DoUnlessBusy()
    {
        lock (_gate)
        {
            if (_underWay.IsCompleted)
            {
                _underWay = _work();
            }
        }
    }
}
