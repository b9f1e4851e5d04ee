namespace ActorPipeline.Cassandra.Store;

/// <summary>Days (UTC) as partitions are cut by.</summary>
internal static class WindowDay
{
    private const long MsPerDay = 24L * 60 * 60 * 1000;
    private static readonly int Epoch = DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber;

    /// <summary>The day a time in unix milliseconds falls in; the first or last day there is for times beyond.</summary>
    public static DateOnly Of(long ms)
    {
        var (day, rest) = Math.DivRem(ms, MsPerDay);
        return DateOnly.FromDayNumber(Epoch + (int)Math.Clamp(rest < 0 ? day - 1 : day, -Epoch, DateOnly.MaxValue.DayNumber - Epoch));
    }
}
