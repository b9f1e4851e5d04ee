using System.Diagnostics;
using System.Globalization;

namespace ActorPipeline.Bench.Cluster;

/// <summary>What this process has cost since its first record, in the line that the other stream processors print too. Reads Linux's /proc.</summary>
internal static class ProcessMeter
{
    private const string Client = "(rdk:";
    private const string Tiering = "(.NET Tiered";

    private static long _isBegun;
    private static double _firstClient;
    private static double _firstCpu;
    private static double _firstTiering;
    private static double _firstPaused;
    private static long _firstAt;

    /// <summary>CPU-seconds of the Kafka client's own threads since the first record.</summary>
    public static double ClientSeconds => Threads(Client) - _firstClient;

    /// <summary>CPU-seconds of the thread that compiles much used methods again, since the first record.</summary>
    public static double TieringSeconds => Threads(Tiering) - _firstTiering;

    /// <summary>Seconds of pauses for garbage collection since the first record.</summary>
    public static double PausedSeconds => Paused() - _firstPaused;

    /// <summary>CPU-seconds since the first record.</summary>
    public static double CpuSeconds => Cpu() - _firstCpu;

    /// <summary>The first record has come. Later calls change nothing.</summary>
    public static void First()
    {
        if (Volatile.Read(ref _isBegun) == 0 && Interlocked.Exchange(ref _isBegun, 1) == 0)
        {
            _firstCpu = Cpu();
            _firstClient = Threads(Client);
            _firstTiering = Threads(Tiering);
            _firstPaused = Paused();
            _firstAt = Stopwatch.GetTimestamp();
        }
    }

    /// <summary>The line of a run that has come to its end now.</summary>
    public static string Report(string name, long records, long rows)
    {
        var (cpu, fromFirst) = (Cpu(), CpuSeconds);
        var wall = (TimeProvider.System.GetLocalNow().DateTime - Process.GetCurrentProcess().StartTime).TotalSeconds;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"peer={name} records={records} wall_s={wall:0.00} cpu_s={cpu:0.00} max_rss_mb={PeakMegabytes()} rows={rows} records_per_cpu_s={records / cpu:0} wall_from_first_s={Stopwatch.GetElapsedTime(_firstAt).TotalSeconds:0.00} cpu_from_first_s={fromFirst:0.00} records_per_cpu_s_from_first={records / fromFirst:0}");
    }

    private static double Cpu() => Environment.CpuUsage.TotalTime.TotalSeconds;

    private static double Paused() => GC.GetTotalPauseDuration().TotalSeconds;

    private static long PeakMegabytes() => long.Parse(
        File.ReadLines("/proc/self/status").First(line => line.StartsWith("VmHWM:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2],
        CultureInfo.InvariantCulture) / 1024;

    /// <summary>CPU-seconds of another process so far.</summary>
    public static double CpuSecondsOf(int process) => SecondsOf(File.ReadAllText($"/proc/{process}/stat"));

    private static double Threads(string name) => Directory.EnumerateDirectories("/proc/self/task").Sum(thread =>
    {
        var stat = File.ReadAllText(Path.Combine(thread, "stat"));
        return stat.Contains(name, StringComparison.Ordinal) ? SecondsOf(stat) : 0;
    });

    // The name of a process or thread stands in parentheses; its user and system time are fields 14 and 15, in hundredths of a second.
    private static double SecondsOf(string stat)
    {
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return (long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture)) / 100.0;
    }
}
