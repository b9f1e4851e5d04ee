using ActorPipeline.Pbm.Nodes;

namespace ActorPipeline.Pbm.Loading;

/// <summary>A time in which the node does not answer: how long it has been, and when to ask again. Not thread safe.</summary>
internal sealed class Outage(TimeSpan patience, TimeProvider time)
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(2);

    private long _began;
    private TimeSpan _delay;

    public bool IsOn { get; private set; }

    public void End() => IsOn = false;

    /// <summary>Waits before the next attempt, longer each time.</summary>
    /// <exception cref="NodeException">The cause itself: patience is at its end.</exception>
    public async Task WaitAsync(NodeException cause, CancellationToken cancellationToken)
    {
        if (!IsOn)
        {
            (IsOn, _began, _delay) = (true, time.GetTimestamp(), FirstDelay);
        }

        var left = patience - time.GetElapsedTime(_began);
        if (left <= TimeSpan.Zero)
        {
            throw cause;
        }

        await Task.Delay(left < _delay ? left : _delay, time, cancellationToken);
        _delay = _delay * 2 < LongestDelay ? _delay * 2 : LongestDelay;
    }
}
