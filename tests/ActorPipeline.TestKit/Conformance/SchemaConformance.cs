using ActorPipeline.Storage;
using Xunit;

namespace ActorPipeline.TestKit.Conformance;

/// <summary>What every <see cref="ISchema"/> must do. Derive from it and say how stores are opened on this test's own storage.</summary>
public abstract class SchemaConformance : StoreConformance
{
    [Fact]
    public async Task A_changed_pipeline_is_refused_with_what_changed()
    {
        await using (await OpenRegisteredAsync())
        {
        }

        await using var store = await OpenAsync();
        var changed = Fingerprint.Replace("window 60000", "window 5000", StringComparison.Ordinal);
        var refused = await Assert.ThrowsAsync<FingerprintMismatchException>(async () => await store.Schema.RegisterAsync(StoredViews.Pipeline(Pipeline), changed, Ended));

        Assert.Contains("window 60000", refused.Message, StringComparison.Ordinal);
        Assert.Contains("window 5000", refused.Message, StringComparison.Ordinal);
        await store.Schema.RegisterAsync(StoredViews.Pipeline(Pipeline), Fingerprint, Ended);
    }
}
