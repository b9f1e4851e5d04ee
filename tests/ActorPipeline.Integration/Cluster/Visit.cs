using System.Globalization;

namespace ActorPipeline.Integration.Cluster;

/// <summary>An event of the load.</summary>
/// <param name="Partition">The source partition it was sent to.</param>
/// <param name="Number">Its number there, from 0: with the partition, its id.</param>
/// <param name="TimeMs">When it happened; null where its text says no time, so that it must become a dead letter.</param>
/// <param name="Client">Who.</param>
/// <param name="Page">What.</param>
internal readonly record struct Visit(int Partition, long Number, long? TimeMs, int Client, int Page)
{
    private const string NoTime = "at noon";

    /// <summary>The window it belongs to.</summary>
    public long Window => TimeMs!.Value / Visits.WindowMs * Visits.WindowMs;

    /// <summary>A client's name.</summary>
    public static string ClientName(int client) => string.Create(CultureInfo.InvariantCulture, $"client-{client}");

    /// <summary>A page's name.</summary>
    public static string PageName(int page) => string.Create(CultureInfo.InvariantCulture, $"/page/{page}");

    /// <summary>The event as its record holds it.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Partition}-{Number};{TimeMs?.ToString(CultureInfo.InvariantCulture) ?? NoTime};{ClientName(Client)};{PageName(Page)}");

    /// <summary>Reads an event's record.</summary>
    public static Visit Parse(string record)
    {
        var parts = record.Split(';');
        var id = parts[0].Split('-');
        return new Visit(
            int.Parse(id[0], CultureInfo.InvariantCulture),
            long.Parse(id[1], CultureInfo.InvariantCulture),
            parts[1] == NoTime ? null : long.Parse(parts[1], CultureInfo.InvariantCulture),
            NumberAfter(parts[2], '-'),
            NumberAfter(parts[3], '/'));
    }

    private static int NumberAfter(string name, char separator) =>
        int.Parse(name.AsSpan(name.LastIndexOf(separator) + 1), CultureInfo.InvariantCulture);
}
