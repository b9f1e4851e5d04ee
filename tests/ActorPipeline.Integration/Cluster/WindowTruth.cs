using ActorPipeline.Integration.Ingestion;

namespace ActorPipeline.Integration.Cluster;

/// <summary>The visits of one window, by client and page.</summary>
/// <param name="startMs">Start of the window.</param>
internal sealed class WindowTruth(long startMs)
{
    private readonly long[,] _visits = new long[Visits.Clients, Visits.Pages];
    private long _firstMs = long.MaxValue;

    /// <summary>Start of the window.</summary>
    public long StartMs => startMs;

    /// <summary>Counts a visit.</summary>
    public void Add(Visit visit)
    {
        _visits[visit.Client, visit.Page]++;
        _firstMs = Math.Min(_firstMs, visit.TimeMs!.Value);
    }

    /// <summary>The window's rows by page.</summary>
    public IEnumerable<CountedRow> PageVisits() =>
        from page in Enumerable.Range(0, Visits.Pages)
        let byClient = Enumerable.Range(0, Visits.Clients).Select(client => _visits[client, page]).Where(count => count > 0).ToList()
        where byClient.Count > 0
        select new CountedRow(startMs, Visit.PageName(page), "", byClient.Sum(), byClient.Count, _firstMs);

    /// <summary>The window's rows by client and page.</summary>
    public IEnumerable<CountedRow> ClientVisits() =>
        from client in Enumerable.Range(0, Visits.Clients)
        from page in Enumerable.Range(0, Visits.Pages)
        where _visits[client, page] > 0
        select new CountedRow(startMs, Visit.ClientName(client), Visit.PageName(page), _visits[client, page], null, _firstMs);
}
