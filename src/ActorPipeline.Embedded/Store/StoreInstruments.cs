using System.Diagnostics.Metrics;
using ActorPipeline.Embedded.DuckDb;
using ActorPipeline.Storage;

namespace ActorPipeline.Embedded.Store;

/// <summary>What the database of the store takes, which the runtime does not know of.</summary>
internal sealed class StoreInstruments : IDisposable
{
    private static readonly StoreStatement ReadStatement = new(ViewSql.ReadMemory, []);

    private readonly Meter _meter;
    private readonly StoreDatabase _database;

    /// <param name="database">The database.</param>
    /// <param name="store">Its store: the scope of the meter, by which listeners tell several apart.</param>
    internal StoreInstruments(StoreDatabase database, object store)
    {
        _database = database;
        _meter = new Meter("ActorPipeline.Store", version: null, tags: null, scope: store);
        _meter.CreateObservableGauge(
            "actorpipeline.store.memory.bytes", ReadMemory, description: "Memory that the embedded store's database holds, as it says itself");
    }

    public void Dispose() => _meter.Dispose();

    // None while it is closed.
    private IEnumerable<Measurement<long>> ReadMemory()
    {
        try
        {
            using var query = _database.Begin();
            return query.Read(ReadStatement, (result, _) => (List<Measurement<long>>)[new(result.Column(0).Value<long>(0))]);
        }
        catch (Exception e) when (e is ViewStoreException or DuckDbException)
        {
            return [];
        }
    }
}
