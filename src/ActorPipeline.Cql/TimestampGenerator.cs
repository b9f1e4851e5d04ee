namespace ActorPipeline.Cql;

/// <summary>
/// Write timestamps in microseconds since 1970 that never repeat and never go back within a process: when the clock stands still or is set back, the last one
/// plus one is given, so above one a microsecond they run ahead of the clock. Thread-safe.
/// </summary>
/// <param name="time">The clock.</param>
internal sealed class TimestampGenerator(TimeProvider time)
{
    private long _last = long.MinValue;

    /// <summary>The next timestamp.</summary>
    public long Next()
    {
        while (true)
        {
            var last = Volatile.Read(ref _last);
            var now = (time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
            var next = Math.Max(now, last == long.MinValue ? now : last + 1);
            if (Interlocked.CompareExchange(ref _last, next, last) == last)
            {
                return next;
            }
        }
    }
}
