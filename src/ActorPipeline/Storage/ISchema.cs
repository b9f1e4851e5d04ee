using ActorPipeline.Definitions;

namespace ActorPipeline.Storage;

/// <summary>Lays out what pipelines need in the stores.</summary>
/// <remarks>All members may be called concurrently. A missing or failing server throws <see cref="ViewStoreException"/>.</remarks>
public interface ISchema
{
    /// <summary>Creates what a pipeline needs and checks that what is there was made for the same definition.</summary>
    /// <param name="fingerprint">The definition's fingerprint, one line a part: keys, windows, columns, shard count.</param>
    /// <exception cref="FingerprintMismatchException">The stored state was made for another definition.</exception>
    ValueTask RegisterAsync(PipelineDefinition pipeline, string fingerprint, CancellationToken cancellationToken);
}
