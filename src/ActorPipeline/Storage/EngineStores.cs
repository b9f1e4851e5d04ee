namespace ActorPipeline.Storage;

/// <summary>The stores that an engine runs on: of one database, or of several. It owns none of them.</summary>
public sealed record EngineStores(IRowStore Rows, ISnapshotStore Snapshots, ISchema Schema)
{
    /// <summary>Takes all stores from one object.</summary>
    public static EngineStores Of<T>(T store)
        where T : IRowStore, ISnapshotStore, ISchema => new(store, store, store);
}
