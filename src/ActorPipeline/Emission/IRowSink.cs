using ActorPipeline.Log;
using ActorPipeline.Storage;
using ActorPipeline.Views;

namespace ActorPipeline.Emission;

/// <summary>Where closed rows of one shard go: the view store, or a topic. Used in the shard's turns only, one write at a time.</summary>
internal interface IRowSink : IAsyncDisposable
{
    string Name { get; }

    /// <summary>Makes rows durable.</summary>
    /// <exception cref="ViewStoreException">Not all are durable: writing all of them again is right.</exception>
    /// <exception cref="EventLogException">The same, of a topic.</exception>
    Task WriteAsync(IReadOnlyList<RowBatch> rows, CancellationToken cancellationToken);
}
