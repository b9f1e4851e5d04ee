using System.Globalization;
using ActorPipeline.BatchViews;
using ActorPipeline.EventLake;
using ActorPipeline.Jobs;
using ActorPipeline.Storage;
using ActorPipeline.TestKit.Reference;

namespace ActorPipeline.Simulation.Checks;

/// <summary>What readers of batch views see, at every moment: whole ones, of all events that had come when the last run began that did all of it.</summary>
/// <param name="world">The world.</param>
internal sealed class BatchCheck(World world)
{
    private string? _name;
    private long _highWaterMs = long.MinValue;
    private DateTimeOffset _since;

    /// <summary>A pointer has moved: where it is that of the ledger of jobs, another catalogue may count from now on.</summary>
    public void See(ShardId place, ShardPointer pointer)
    {
        if (!JobLedger.IsPlace(place) || pointer.Current.IsEmpty)
        {
            return;
        }

        var ledger = JobLedgerText.Read(pointer.Current);
        if (ledger.Catalogue is { } name && name != _name)
        {
            _name = name;
            var run = ledger.Runs.Find(run => run.Number == long.Parse(name, CultureInfo.InvariantCulture))!;
            See(world.Views.CatalogueOf(name), run);
            if (run.Job == DriftJob.Name)
            {
                new LayerCheck(world).CheckDrift(ledger);
            }
        }
    }

    /// <summary>Files have been deleted: what counts must still be whole.</summary>
    public void SeeDeletion()
    {
        if (_name is not null && !world.Views.IsWhole(_name))
        {
            world.Fail($"files of catalogue {_name}, which counts, are gone");
        }
    }

    private void See(BatchCatalogue catalogue, JobRun run)
    {
        world.Trace.Add($"catalogue {_name} up to {catalogue.HighWaterMs}");
        SeeDeletion();
        CheckHighWater(catalogue);

        // A run that could not do all of it leaves as it was what it has not done; one that compares computes nothing.
        if (run is { Outcome: JobOutcome.Succeeded, Job: not DriftJob.Name } && run.EndMs - run.StartMs < JobContext.LongestRunMs)
        {
            _since = DateTimeOffset.FromUnixTimeMilliseconds(run.StartMs);
        }

        foreach (var one in world.Events.Where(one => !one.IsDeadLetter && world.CameAt(one.Partition, one.Offset) < _since))
        {
            CheckCounted(catalogue, one);
        }
    }

    // The shards' own logs say how far they had come.
    private void CheckHighWater(BatchCatalogue catalogue)
    {
        var lateness = (long)world.Scenario.Pipeline.Source.AllowedLateness.TotalMilliseconds;
        if (catalogue.HighWaterMs != long.MinValue && catalogue.HighWaterMs > world.Walks.Min(walk => walk.WatermarkMs) - lateness)
        {
            world.Fail($"batch views are said to be complete up to {catalogue.HighWaterMs}, and shards have not come so far");
        }

        if (catalogue.HighWaterMs < _highWaterMs)
        {
            world.Fail($"batch views are complete up to {catalogue.HighWaterMs}, and were up to {_highWaterMs}");
        }

        _highWaterMs = catalogue.HighWaterMs;
    }

    private void CheckCounted(BatchCatalogue catalogue, SourceEvent one)
    {
        foreach (var view in world.Scenario.Pipeline.Views)
        {
            foreach (var hour in NaivePipeline.WindowsOf(view.Window, one.TimeMs).Select(LakeHour.Of).Distinct())
            {
                if (!world.Views.Counts(catalogue, view.Name, hour, (one.Partition, one.Offset)))
                {
                    world.Fail($"catalogue {_name} has not counted event {one.Partition}/{one.Offset} in {view.Name} for {hour}");
                }
            }
        }
    }
}
