using ActorPipeline.BatchViews;
using ActorPipeline.Definitions;
using ActorPipeline.EventLake;
using ActorPipeline.Jobs;
using ActorPipeline.Serving;
using ActorPipeline.TestKit.Faults;
using ActorPipeline.TestKit.Reference;
using ActorPipeline.TestKit.Store;
using ActorPipeline.Views;

namespace ActorPipeline.Simulation.Checks;

/// <summary>What readers get of batch and shards together, and what comparing both has said, when faults have stopped and everything has been applied.</summary>
/// <param name="world">The world.</param>
internal sealed class LayerCheck(World world)
{
    private readonly PipelineDefinition _pipeline = world.Scenario.Pipeline;
    private readonly Random _random = new(world.Events.Count);

    /// <summary>Checks every view.</summary>
    public async Task CheckAsync()
    {
        var ledger = JobLedgerText.Read(world.Store.PointerOf(JobLedger.PlaceOf(_pipeline.Name)).Current);
        if (_pipeline.Emit.ToStore && ledger.Catalogue is not null)
        {
            CheckDrift(ledger);
            foreach (var layers in LayersOf(ledger.Catalogue))
            {
                await CheckMergedAsync(layers);
            }
        }
    }

    /// <summary>Checks what comparing has shown: of windows that were compared no row is still to come.</summary>
    public void CheckDrift(JobLedger ledger)
    {
        foreach (var layers in LayersOf(ledger.Catalogue!))
        {
            CheckDrift(layers, ledger.Drift.Find(one => one.View == layers.View.Name));
        }
    }

    private IEnumerable<Layers> LayersOf(string name)
    {
        var (catalogue, batch) = (world.Views.CatalogueOf(name), world.Views.RowsOf(name).ToLookup(row => row.View));
        foreach (var view in _pipeline.Views)
        {
            yield return new Layers(
                view, catalogue, [.. batch[view.Name].Select(row => row.AsRow(_pipeline.Name, view, RowLayer.Batch))], world.Store.RowsOf(_pipeline.Name, view.Name));
        }
    }

    private void CheckDrift(Layers layers, ViewDrift? said)
    {
        foreach (var slice in layers.Catalogue.SlicesOf(layers.View.Name))
        {
            var complete = layers.Catalogue.Views.First(one => one.Name == layers.View.Name).CompleteFromMs;
            var batch = layers.Batch.Where(row => LakeHour.Of(row.Window.StartMs) == slice.Hour && row.Window.StartMs >= complete).ToList();
            if (said is not null && batch.Exists(row => row.Window.EndMs <= said.UpToMs && !(row.Window.EndMs <= slice.Drift?.UpToMs)))
            {
                world.Fail($"{layers.View.Name} of {slice.Hour} was not compared up to {said.UpToMs}");
            }

            if (slice.Drift is { } drift)
            {
                var speed = layers.Speed.Where(row => LakeHour.Of(row.Window.StartMs) == slice.Hour && row.Window.StartMs >= complete);
                var expected = DriftOf(layers.View, batch.Where(row => row.Window.EndMs <= drift.UpToMs), speed.Where(row => row.Window.EndMs <= drift.UpToMs));
                var found = drift.Rows with { First = null };
                if (found != expected)
                {
                    world.Fail($"{layers.View.Name} of {slice.Hour}: expected {expected}, found {drift.Rows}");
                }
            }
        }
    }

    // Pipelines that are drawn have room for every group: there is no overflow key.
    private static RowDrift DriftOf(ViewDefinition view, IEnumerable<Row> batch, IEnumerable<Row> speed)
    {
        var (left, right) = (batch.ToDictionary(IdOf), speed.ToDictionary(IdOf));
        var both = left.Keys.Where(right.ContainsKey).Select(id => (Batch: left[id], Speed: right[id])).ToList();
        var differing = both.Where(pair => !AreSame(pair.Batch, pair.Speed, _ => true)).ToList();
        var estimates = differing.Count(pair => !pair.Speed.Exact && AreSame(pair.Batch, pair.Speed, column => view.Columns[column].Kind != ColumnKind.Distinct));
        return new RowDrift(
            left.Count + right.Count - both.Count, left.Count - both.Count, right.Count - both.Count, differing.Count - estimates, estimates, null);
    }

    private static bool AreSame(Row x, Row y, Func<int, bool> counts) =>
        Enumerable.Range(0, x.Columns.Count).Where(counts).All(i => Equals(x.Columns[i].Value, y.Columns[i].Value));

    private static string IdOf(Row row) => $"{row.Window.StartMs} {string.Join('\0', row.Key.Concat(row.By).Select(part => part.Value))}";

    // Whole, and by queries that cut it in all ways there are.
    private async Task CheckMergedAsync(Layers layers)
    {
        var complete = layers.Catalogue.Views.First(one => one.Name == layers.View.Name).CompleteFromMs;
        bool IsBatch(Row row) => row.Window.EndMs <= layers.Catalogue.HighWaterMs && row.Window.StartMs >= complete;
        var expected = layers.Batch.Where(IsBatch).Concat(layers.Speed.Where(row => !IsBatch(row))).ToList();
        var all = new RowQuery { Pipeline = _pipeline.Name, View = layers.View, Layer = ClosedRows.Merged, PageRows = 1 + _random.Next(40) };
        await CompareAsync(expected, all);
        if (expected.Count > 0)
        {
            await CompareAsync(expected, all with { Last = 1 + _random.Next(6), Limit = 1 + _random.Next(60) });
            await CompareAsync(expected, all with { FromMs = Draw(expected), ToMs = Draw(expected) + 1, Last = 1 + _random.Next(20) });
            await CompareAsync(expected, all with { FromMs = Draw(expected), Top = 1 + _random.Next(3), Last = _random.Next(2) == 0 ? null : 1 + _random.Next(9) });
        }
    }

    private long Draw(List<Row> rows) => rows[_random.Next(rows.Count)].Window.StartMs;

    private async Task CompareAsync(IReadOnlyList<Row> rows, RowQuery query)
    {
        var client = new Client("reader");
        var store = world.Store.For(client);
        var found = await new LayeredRows(store.Rows, store.Snapshots, world.Views.For(client)).QueryAsync(query, CancellationToken.None).SelectMany(page => page).ToListAsync();
        var expected = StoredRows.Select(rows, query).Select(Show).ToList();
        if (!expected.SequenceEqual(found.Select(Show)))
        {
            world.Fail(
                $"of {query.View.Name} from {query.FromMs} to {query.ToMs}, last {query.Last}, top {query.Top}, limit {query.Limit}: merged rows lack "
                + $"{expected.Except(found.Select(Show)).FirstOrDefault()}, and should not have {found.Select(Show).Except(expected).FirstOrDefault()}");
        }
    }

    private static string Show(Row row) => $"{row.Layer} {RowComparison.Show(row)}";

    private sealed record Layers(ViewDefinition View, BatchCatalogue Catalogue, IReadOnlyList<Row> Batch, IReadOnlyList<Row> Speed);
}
