using ActorPipeline.Hocon.Reading;
using ActorPipeline.Lake.Sql;

namespace ActorPipeline.Node.Settings;

/// <summary>Reads the section <c>sql</c>.</summary>
internal static class SqlSectionReader
{
    // DuckDB takes some tens of MiB for each thread that sorts or groups.
    private const long SmallestMemory = 64L << 20;

    private const int MaxProcesses = 64;
    private const int MaxWaiting = 10_000;
    private const int MaxThreads = 256;
    private const int MaxStatement = 16 << 20;

    public static SqlOptions Read(HoconCursor sql)
    {
        sql.RejectUnknownKeys(
            "enabled", "concurrent", "max-waiting", "max-wait", "threads", "memory", "spill", "timeout", "max-statement-size", "max-rows", "max-result-size",
            "max-held-size");
        var maxResult = sql.GetSize("max-result-size", 1);
        return new SqlOptions
        {
            Enabled = sql.GetBool("enabled"),
            Limits = new SqlLimits(
                sql.GetSize("memory", SmallestMemory), sql.GetSize("spill", 0), sql.GetInt("threads", 1, MaxThreads), sql.GetInt("max-rows", 1), maxResult),
            Timeout = sql.GetDuration("timeout", TimeSpan.FromMilliseconds(1), TimeSpan.FromHours(1)),
            Slots = new SlotOptions(
                sql.GetInt("concurrent", 1, MaxProcesses),
                sql.GetInt("max-waiting", 0, MaxWaiting),
                sql.GetDuration("max-wait", TimeSpan.FromMilliseconds(1), TimeSpan.FromHours(1))),
            MaxStatementBytes = (int)sql.GetSize("max-statement-size", 1, MaxStatement),
            MaxHeldBytes = sql.GetSize("max-held-size", maxResult),
        };
    }
}
