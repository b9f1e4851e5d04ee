namespace ActorPipeline.Kafka.Binding;

/// <summary>Makes those calls of a client that block a thread: on threads of their own, a bounded number at a time.</summary>
/// <remarks>All members may be called concurrently.</remarks>
internal sealed class BlockingCalls : IDisposable
{
    // Each is a thread for the length of a request, at worst for its time-out.
    private const int AtOnce = 16;
    private readonly SemaphoreSlim _turns = new(AtOnce);
    private bool _isEnded;

    /// <summary>Makes a call.</summary>
    /// <param name="call">The call; is told for how many milliseconds it may block.</param>
    /// <exception cref="KafkaRequestException">Others took the threads all the time, or the client has ended.</exception>
    internal async Task<T> RunAsync<T>(Func<int, T> call, TimeSpan timeout, CancellationToken cancellationToken)
    {
        if (!await _turns.WaitAsync(timeout, cancellationToken))
        {
            throw new KafkaRequestException(ErrorCode.TimedOut);
        }

        try
        {
            return Volatile.Read(ref _isEnded) ? throw new KafkaRequestException(ErrorCode.Destroyed)
                : await Task.Factory.StartNew(
                    () => call((int)timeout.TotalMilliseconds), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        }
        finally
        {
            _turns.Release();
        }
    }

    /// <summary>Takes no call any more, and blocks until those under way have returned.</summary>
    public void Dispose()
    {
        Volatile.Write(ref _isEnded, true);
        for (var i = 0; i < AtOnce; i++)
        {
            _turns.Wait();
        }

        _turns.Release(AtOnce);
    }
}
