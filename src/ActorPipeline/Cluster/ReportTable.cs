using ActorPipeline.Runtime;

namespace ActorPipeline.Cluster;

/// <summary>What the nodes report of shards and source partitions: per partition the last word, kept also when nobody serves it. Safe to use from any thread.</summary>
/// <param name="members">Who is there.</param>
internal sealed class ReportTable(MemberTable members)
{
    // Partitions of all pipelines together; far more than a cluster has. What comes beyond is ignored.
    private const int MaxEntries = 1 << 17;

    private readonly Lock _gate = new();
    private readonly Dictionary<(string Pipeline, int Number), Entry<ShardReport>> _shards = [];
    private readonly Dictionary<(string Pipeline, int Number), Entry<IntakeReport>> _intakes = [];

    /// <summary>Takes in reports that have just arrived.</summary>
    public void Hear(PartitionReports reports)
    {
        lock (_gate)
        {
            foreach (var shard in reports.Shards)
            {
                HearShard((reports.Pipeline, shard.Status.Shard), new Entry<ShardReport>(shard, reports.Instance, reports.Round, members.IdOf(reports.Instance)));
            }

            foreach (var intake in reports.Intakes)
            {
                Put(_intakes, (reports.Pipeline, intake.Partition), new Entry<IntakeReport>(intake.Report, reports.Instance, reports.Round, members.IdOf(reports.Instance)), isNewer: false);
            }
        }
    }

    /// <summary>The last word on a shard, or null.</summary>
    public ShardSeen? Shard(string pipeline, int shard)
    {
        lock (_gate)
        {
            return _shards.TryGetValue((pipeline, shard), out var entry) ? new ShardSeen(entry.Report, IsServed(entry), OwnerOf(entry)) : null;
        }
    }

    /// <summary>The last word on a source partition, or null.</summary>
    public IntakeSeen? Intake(string pipeline, int partition)
    {
        lock (_gate)
        {
            return _intakes.TryGetValue((pipeline, partition), out var entry) ? new IntakeSeen(entry.Report, IsServed(entry), OwnerOf(entry)) : null;
        }
    }

    /// <summary>How many shards another process serves.</summary>
    public int ShardsOf(string instance)
    {
        lock (_gate)
        {
            return _shards.Values.Count(entry => entry.Instance == instance && IsServed(entry));
        }
    }

    // A new owner knows the shard's counters only when it has loaded the checkpoint: until then those of the owner before it stand.
    private void HearShard((string, int) key, Entry<ShardReport> heard)
    {
        var before = _shards.GetValueOrDefault(key);
        if (before is not null && heard.Report.Status.State == "recovering" && heard.Report.Counters.Accepted == 0)
        {
            heard = heard with { Report = heard.Report with { Counters = before.Report.Counters } };
        }

        Put(_shards, key, heard, isNewer: before is not null && heard.Report.Status.Epoch > before.Report.Status.Epoch);
    }

    // Two nodes may report one partition for a moment: the one that is there wins, then the higher epoch, then the one that reported it first.
    private void Put<T>(Dictionary<(string, int), Entry<T>> entries, (string, int) key, Entry<T> heard, bool isNewer)
    {
        if (entries.TryGetValue(key, out var before) ? before.Instance == heard.Instance || isNewer || !IsServed(before) : entries.Count < MaxEntries)
        {
            entries[key] = heard;
        }
    }

    // Reports of a round come just before its announcement.
    private bool IsServed<T>(Entry<T> entry) => members.IsServing(entry.Instance, entry.Round);

    private string OwnerOf<T>(Entry<T> entry) => members.IdOf(entry.Instance) is { Length: > 0 } id ? id : entry.Owner;

    private sealed record Entry<T>(T Report, string Instance, long Round, string Owner);
}
