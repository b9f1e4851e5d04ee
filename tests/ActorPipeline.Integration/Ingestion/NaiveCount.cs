using System.Globalization;
using System.Text.Json;

namespace ActorPipeline.Integration.Ingestion;

/// <summary>What the views of access-log must hold, counted the plain way, and the rows of a node in the same shape.</summary>
internal static class NaiveCount
{
    /// <summary>Length of a window.</summary>
    public const long WindowMs = 5_000;

    /// <summary>Visits and distinct visitors per page and window.</summary>
    public static List<CountedRow> PageVisits(IEnumerable<string> lines) => Count(lines, visit => (visit.Page, ""), hasVisitors: true);

    /// <summary>Visits per client, page and window.</summary>
    public static List<CountedRow> ClientVisits(IEnumerable<string> lines) => Count(lines, visit => (visit.Client, visit.Page), hasVisitors: false);

    /// <summary>A node's rows.</summary>
    public static List<CountedRow> Of(IEnumerable<JsonElement> rows) => Sorted(rows.Select(row => new CountedRow(
        row.GetProperty("window").GetProperty("start").GetDateTimeOffset().ToUnixTimeMilliseconds(),
        row.GetProperty("key").EnumerateObject().Single().Value.GetString()!,
        row.GetProperty("by").EnumerateObject().Select(part => part.Value.GetString()!).SingleOrDefault(""),
        row.GetProperty("columns").GetProperty("visits").GetInt64(),
        row.GetProperty("columns").TryGetProperty("visitors", out var visitors) ? visitors.GetInt64() : null,
        row.GetProperty("window").GetProperty("first_event").GetInt64())));

    private static List<CountedRow> Count(IEnumerable<string> lines, Func<Visit, (string Key, string By)> group, bool hasVisitors)
    {
        var visits = lines.Select(Parse).ToList();
        var firsts = visits.GroupBy(visit => visit.Window).ToDictionary(window => window.Key, window => window.Min(visit => visit.TimeMs));
        return Sorted(visits.GroupBy(visit => (visit.Window, Of: group(visit))).Select(row => new CountedRow(
            row.Key.Window,
            row.Key.Of.Key,
            row.Key.Of.By,
            row.LongCount(),
            hasVisitors ? row.Select(visit => visit.Client).Distinct().LongCount() : null,
            firsts[row.Key.Window])));
    }

    private static Visit Parse(string line)
    {
        var time = line[(line.IndexOf('[', StringComparison.Ordinal) + 1)..line.IndexOf(']', StringComparison.Ordinal)];
        var target = line.Split('"')[1].Split(' ')[1];
        return new Visit(
            DateTimeOffset.ParseExact(time, "dd/MMM/yyyy:HH:mm:ss zzz", CultureInfo.InvariantCulture).ToUnixTimeMilliseconds(),
            line.Split(' ')[0],
            target.Split('?')[0]);
    }

    private static List<CountedRow> Sorted(IEnumerable<CountedRow> rows) =>
        [.. rows.OrderBy(row => row.Window).ThenBy(row => row.Key, StringComparer.Ordinal).ThenBy(row => row.By, StringComparer.Ordinal)];

    private readonly record struct Visit(long TimeMs, string Client, string Page)
    {
        public long Window => TimeMs / WindowMs * WindowMs;
    }
}

/// <summary>A row of a view of access-log.</summary>
internal sealed record CountedRow(long Window, string Key, string By, long Visits, long? Visitors, long FirstEvent);
