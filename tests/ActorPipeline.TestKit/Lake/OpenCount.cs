namespace ActorPipeline.TestKit.Lake;

/// <summary>Counts what was opened and not closed again.</summary>
public sealed class OpenCount
{
    private int _open;

    /// <summary>How much is open.</summary>
    public int Now => Volatile.Read(ref _open);

    internal IDisposable Opened()
    {
        Interlocked.Increment(ref _open);
        return new One(this);
    }

    private sealed class One(OpenCount count) : IDisposable
    {
        private int _isClosed;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _isClosed, 1) == 0)
            {
                Interlocked.Decrement(ref count._open);
            }
        }
    }
}
