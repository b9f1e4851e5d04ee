using System.Runtime.CompilerServices;
using ActorPipeline.BatchViews;
using ActorPipeline.Definitions;
using ActorPipeline.EventLake;
using ActorPipeline.Jobs;
using ActorPipeline.Serving;
using ActorPipeline.Storage;
using ActorPipeline.TestKit.Store;
using ActorPipeline.TestKit.Workloads;
using ActorPipeline.Views;
using Xunit;

namespace ActorPipeline.Tests.Engine.Serving;

public class LayeredRowsTests
{
    private static readonly PipelineDefinition Pipeline = RandomPipeline.Draw(new Random(1));
    private static readonly RowQuery Query = new() { Pipeline = Pipeline.Name, View = Pipeline.Views[0], Layer = ClosedRows.Batch };

    private readonly InMemoryViewStore _store = new();
    private readonly NamedViews _views = new();

    [Fact]
    public async Task Rows_are_those_of_the_catalogue_that_counts()
    {
        Assert.Empty(await ReadAsync());
        await CountAsync("7");
        Assert.Equal([7L], await ReadAsync());
    }

    [Fact]
    public async Task A_catalogue_that_goes_while_it_is_opened_is_followed_by_the_one_that_took_its_place()
    {
        await CountAsync("7");
        _views.Gone = async name =>
        {
            await CountAsync("8");
            return name == "7";
        };
        Assert.Equal([8L], await ReadAsync());
    }

    [Fact]
    public async Task A_catalogue_that_is_gone_for_good_is_said_to_be()
    {
        await CountAsync("7");
        _views.Gone = _ => Task.FromResult(true);
        var failure = await Assert.ThrowsAsync<ViewStoreException>(ReadAsync);
        Assert.Equal("catalogue 7 is gone", failure.Message);
    }

    [Fact]
    public async Task A_node_without_a_lake_has_none()
    {
        var rows = new LayeredRows(_store, _store, null);
        await Assert.ThrowsAsync<ViewStoreException>(async () => await rows.QueryAsync(Query, CancellationToken.None).FirstOrDefaultAsync(TestContext.Current.CancellationToken));
    }

    private async Task CountAsync(string name)
    {
        var place = JobLedger.PlaceOf(Pipeline.Name);
        var found = await _store.ReadPointerAsync(place, CancellationToken.None);
        var ledger = JobLedger.Empty with { Catalogue = name };
        Assert.True(await _store.TryMovePointerAsync(place, found, found with { Version = found.Version + 1, Current = JobLedgerText.Write(ledger) }, CancellationToken.None));
    }

    // A row's first event tells which catalogue it is of.
    private async Task<IEnumerable<long>> ReadAsync()
    {
        var pages = await new LayeredRows(_store, _store, _views).QueryAsync(Query, CancellationToken.None).ToListAsync(TestContext.Current.CancellationToken);
        return pages.SelectMany(page => page).Select(row => row.Window.FirstEventMs);
    }

    private sealed class NamedViews : IBatchViews
    {
        public Func<string, Task<bool>> Gone { get; set; } = _ => Task.FromResult(false);

        public string Lake => "memory";

        public async ValueTask<BatchCatalogue> ReadAsync(string pipeline, string name, CancellationToken cancellationToken) => await Gone(name)
            ? throw new EventLakeException($"catalogue {name} is gone")
            : BatchCatalogue.Empty with { HighWaterMs = long.Parse(name, null) };

        public async IAsyncEnumerable<IReadOnlyList<Row>> QueryAsync(
            BatchCatalogue catalogue, RowQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            await Task.CompletedTask;
            if (catalogue.HighWaterMs != long.MinValue)
            {
                yield return [new Row(query.Pipeline, query.View.Name, [], [], new RowWindow(0, 1, catalogue.HighWaterMs), [], RowLayer.Batch, true, 0)];
            }
        }

        public IDisposable BeginComputing() => throw new NotSupportedException();

        public ValueTask<BatchInputs> InputsAsync(string pipeline, CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask<BatchSlice> ComputeAsync(PipelineDefinition pipeline, BatchTask task, long run, CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask<string> WriteAsync(string pipeline, BatchCatalogue catalogue, long run, CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask DropUnusedAsync(string pipeline, string? name, BatchCatalogue catalogue, long run, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
