namespace ActorPipeline.Cassandra.Store;

/// <summary>Days (UTC) as partitions are cut by.</summary>
internal static class WindowDay
{
    private const long MsPerDay = 24L * 60 * 60 * 1000;
    private static readonly int Epoch = DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber;

    /// <summary>The day a time in unix milliseconds falls in.</summary>
    public static DateOnly Of(long ms) => DateOnly.FromDayNumber(Epoch + (int)Math.Clamp(Math.DivRem(ms, MsPerDay) is var (day, rest) && rest < 0 ? day - 1 : day, -Epoch, MostDays));

    private static int MostDays => DateOnly.MaxValue.DayNumber - Epoch;
}
