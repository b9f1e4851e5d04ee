using System.Globalization;

namespace ActorPipeline.Tests.Engine.Windows;

/// <summary>Clocks of zones as the tz database describes them, read from it with Python's zoneinfo: an opinion that is not .NET's.</summary>
internal static class ZoneTable
{
    // Per zone: from when on its clock is so many minutes ahead of UTC. Nothing is known before the first entry, nor half a year after the last one.
    private static readonly Dictionary<string, (long FromMs, int Minutes)[]> Zones = new(StringComparer.Ordinal)
    {
        ["UTC"] = Read("2023-01-01T00:00Z +0"),
        ["Asia/Kathmandu"] = Read("2023-01-01T00:00Z +345"),
        ["Europe/Berlin"] = Read(
            """
            2023-01-01T00:00Z +60
            2023-03-26T01:00Z +120
            2023-10-29T01:00Z +60
            2024-03-31T01:00Z +120
            2024-10-27T01:00Z +60
            2025-03-30T01:00Z +120
            2025-10-26T01:00Z +60
            2026-03-29T01:00Z +120
            2026-10-25T01:00Z +60
            2027-03-28T01:00Z +120
            """),
        ["America/New_York"] = Read(
            """
            2023-01-01T00:00Z -300
            2023-03-12T07:00Z -240
            2023-11-05T06:00Z -300
            2024-03-10T07:00Z -240
            2024-11-03T06:00Z -300
            2025-03-09T07:00Z -240
            2025-11-02T06:00Z -300
            2026-03-08T07:00Z -240
            2026-11-01T06:00Z -300
            2027-03-14T07:00Z -240
            """),

        // Its clock is set by half an hour.
        ["Australia/Lord_Howe"] = Read(
            """
            2023-01-01T00:00Z +660
            2023-04-01T15:00Z +630
            2023-09-30T15:30Z +660
            2024-04-06T15:00Z +630
            2024-10-05T15:30Z +660
            2025-04-05T15:00Z +630
            2025-10-04T15:30Z +660
            2026-04-04T15:00Z +630
            2026-10-03T15:30Z +660
            2027-04-03T15:00Z +630
            """),

        // Skipped 30 December 2011.
        ["Pacific/Apia"] = Read(
            """
            2011-01-01T00:00Z -600
            2011-04-02T14:00Z -660
            2011-09-24T14:00Z -600
            2011-12-30T10:00Z +840
            2012-03-31T14:00Z +780
            2012-09-29T14:00Z +840
            """),

        // Midnight does not exist when it is set forward, and the hour before comes twice when it is set back.
        ["America/Sao_Paulo"] = Read(
            """
            2018-01-01T00:00Z -120
            2018-02-18T02:00Z -180
            2018-11-04T03:00Z -120
            2019-02-17T02:00Z -180
            """),

        // Set at a minute past midnight: a date goes on after the next one has begun.
        ["America/St_Johns"] = Read(
            """
            2010-01-01T00:00Z -210
            2010-03-14T03:31Z -150
            2010-11-07T02:31Z -210
            2011-03-13T03:31Z -150
            """),

        // Midnight comes twice.
        ["America/Havana"] = Read(
            """
            2023-01-01T00:00Z -300
            2023-03-12T05:00Z -240
            2023-11-05T05:00Z -300
            2024-03-10T05:00Z -240
            2024-11-03T05:00Z -300
            """),

        // Set by two hours, and by three.
        ["Antarctica/Troll"] = Read("2023-01-01T00:00Z +0\n2023-03-26T01:00Z +120\n2023-10-29T01:00Z +0\n2024-03-31T01:00Z +120\n2024-10-27T01:00Z +0"),
        ["Antarctica/Casey"] = Read("2009-01-01T00:00Z +480\n2009-10-17T18:00Z +660\n2010-03-04T15:00Z +480\n2011-10-27T18:00Z +660"),
    };

    /// <summary>What a zone's clock shows at a unix time, as milliseconds since it showed the beginning of 1970.</summary>
    public static Func<long, long> ClockOf(string zone) => unixMs => unixMs + (Array.FindLast(Zones[zone], change => change.FromMs <= unixMs).Minutes * 60_000L);

    private static (long FromMs, int Minutes)[] Read(string changes) =>
    [
        .. changes.Split('\n').Select(change => change.Split(' '))
            .Select(parts => (Ms(parts[0]), int.Parse(parts[1], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture))),
    ];

    private static long Ms(string time) => DateTimeOffset.Parse(time, CultureInfo.InvariantCulture).ToUnixTimeMilliseconds();
}
