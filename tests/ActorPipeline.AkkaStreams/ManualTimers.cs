using System.Threading.Channels;

namespace ActorPipeline.AkkaStreams.Tests;

/// <summary>Timers that fire when the test says, and never by themselves.</summary>
internal sealed class ManualTimers : TimeProvider
{
    // Bounded by the timers that one test sets.
    private readonly Channel<ManualTimer> _set = Channel.CreateUnbounded<ManualTimer>();

    /// <summary>Waits for the next timer to be set.</summary>
    public ValueTask<ManualTimer> NextAsync(CancellationToken cancellationToken) => _set.Reader.ReadAsync(cancellationToken);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(() => callback(state), dueTime);
        _set.Writer.TryWrite(timer);
        return timer;
    }

    internal sealed class ManualTimer(Action fire, TimeSpan due) : ITimer
    {
        public TimeSpan Due => due;

        public bool IsDisposed { get; private set; }

        public void Fire() => fire();

        public bool Change(TimeSpan dueTime, TimeSpan period) => throw new NotSupportedException("a test sets each timer once");

        public void Dispose() => IsDisposed = true;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
