using ActorPipeline.EventLake;

namespace ActorPipeline.BatchViews;

/// <summary>The catalogue of batch views that counts.</summary>
public static class CurrentCatalogue
{
    /// <summary>Reads it.</summary>
    /// <param name="name">Tells its name, null for none; asked again where a run has ended meanwhile that replaced it.</param>
    /// <returns>An empty one where there is none.</returns>
    /// <exception cref="EventLakeException">The one that counts is gone, or damaged.</exception>
    public static async Task<BatchCatalogue> ReadAsync(
        IBatchViews views, string pipeline, Func<CancellationToken, ValueTask<string?>> name, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(views);
        ArgumentNullException.ThrowIfNull(name);
        for (string? before = null; ;)
        {
            if (await name(cancellationToken) is not { } found)
            {
                return BatchCatalogue.Empty;
            }

            try
            {
                return await views.ReadAsync(pipeline, found, cancellationToken);
            }
            catch (EventLakeException) when (found != before)
            {
                before = found;
            }
        }
    }
}
