using ActorPipeline.Cassandra.Store;
using ActorPipeline.Definitions;
using ActorPipeline.Integration.Servers;
using ActorPipeline.TestKit.Conformance;
using ActorPipeline.Views;
using Xunit;

namespace ActorPipeline.Integration.Cassandra;

/// <summary>Every table that may answer a query gives the same rows.</summary>
public sealed class ServedViewsTests(SharedServers servers)
{
    private const string Pipeline = "served-by";
    private static readonly string Keyspace = StoreOpener.NewKeyspace();

    private static CancellationToken Ended => TestContext.Current.CancellationToken;

    private static readonly ViewDefinition Pages = StoredViews.Pages with { ServeBy = [["topic", "window"], ["topic", "page"], ["page"]] };

    private static readonly ViewDefinition Clients = StoredViews.Clients with { ServeBy = [["client"], ["page", "window"], ["topic", "page"]] };

    // One part of a breakdown: maps by text.
    private static readonly ViewDefinition Simple = StoredViews.Clients with { Name = "simple", ByNames = ["page"], ByFields = [2], ServeBy = [["client", "window"]] };

    [Fact]
    public async Task All_tables_answer_as_the_model_does_over_several_days()
    {
        await using var store = await StoreOpener.OpenAsync(await servers.CassandraOrSkipAsync(Ended), new CassandraStoreOptions { Keyspace = Keyspace });
        await store.RegisterAsync(new PipelineDefinition { Name = Pipeline, Source = null!, Views = [Pages, Clients, Simple, StoredViews.Offers], Shards = 2 }, "one", Ended);
        foreach (var view in new[] { Pages, Clients, Simple, StoredViews.Offers })
        {
            var random = new Random(11);
            var model = new ViewModel(Pipeline, view);
            for (var i = 0; i < 24; i++)
            {
                // Before and after 1970, and some in one day.
                var batch = Moved(StoredViews.Draw(random, Pipeline, view), 11 * 60 * 60 * 1000L, -3);
                model.Write(batch);
                await store.WriteRowsAsync([batch], Ended);
            }

            for (var i = 0; i < 60; i++)
            {
                await SameAsync(store, model, Draw(random, model.All));
            }

            await SameAsync(store, model, model.All);
        }
    }

    /// <summary>The same rows in windows that lie further apart.</summary>
    private static RowBatch Moved(RowBatch batch, long step, int first)
    {
        var start = ((batch.Window.StartMs / StoredViews.WindowMs) + first) * step;
        start -= start % StoredViews.WindowMs;
        var moved = new RowBatch(batch.Pipeline, batch.View, batch.Shard, new RowWindow(start, start + StoredViews.WindowMs, start + 1), batch.Revision);
        for (var i = 0; i < batch.Count; i++)
        {
            StoredViews.Copy(batch, i, moved);
        }

        return moved;
    }

    private static RowQuery Draw(Random random, RowQuery all)
    {
        var names = all.View.KeyNames.Concat(all.View.ByNames).ToArray();
        var values = new[] { "", "a", "a text that is longer than twelve bytes", "exactly-12-b", "nowhere" };
        var hours = 60 * 60 * 1000L;
        return all with
        {
            Where = [.. names.Where(_ => random.Next(2) == 0).Select(name => KeyValuePair.Create(name, values[random.Next(values.Length)]))],
            FromMs = random.Next(3) == 0 ? random.Next(-40, 10) * hours : null,
            ToMs = random.Next(3) == 0 ? random.Next(-20, 20) * hours : null,
            Last = random.Next(3) == 0 ? 1 + random.Next(3) : null,
            Top = random.Next(3) == 0 ? 1 + random.Next(3) : null,
            Order = all.View.Columns[random.Next(all.View.Columns.Count)].Name,
            Limit = random.Next(3) == 0 ? 1 + random.Next(5) : int.MaxValue,
        };
    }

    private static async Task SameAsync(CassandraViewStore store, ViewModel model, RowQuery query)
    {
        var rows = new List<string>();
        await foreach (var row in store.QueryAsync(query, Ended).SelectMany(page => page))
        {
            rows.Add(ViewModel.Describe(row));
        }

        Assert.Equal(model.Find(query).Select(ViewModel.Describe), rows);
    }
}
