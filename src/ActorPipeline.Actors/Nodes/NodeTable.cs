using ActorPipeline.Actors.Messages;
using ActorPipeline.Status;

namespace ActorPipeline.Actors.Nodes;

/// <summary>What the other nodes last said, by their addresses: who they are, what they serve. Safe to use from any thread.</summary>
internal sealed class NodeTable(TimeProvider time)
{
    // Partitions of all pipelines together; far more than a cluster has. What comes beyond is ignored.
    private const int MaxEntries = 1 << 17;

    private readonly Lock _gate = new();

    // Bounded by the members of the cluster: who is removed is forgotten.
    private readonly Dictionary<string, Heard> _heard = new(StringComparer.Ordinal);
    private readonly HashSet<string> _away = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Pipeline, int Number), Entry<ShardReport>> _shards = [];
    private readonly Dictionary<(string Pipeline, int Number), Entry<IntakeReport>> _intakes = [];

    public void Hear(NodeMessage message)
    {
        lock (_gate)
        {
            var address = message.Profile.Address;
            var heard = _heard.GetValueOrDefault(address);
            if (heard is null || heard.Last.Profile.Pid != message.Profile.Pid || heard.Last.Profile.StartedMs != message.Profile.StartedMs)
            {
                _heard[address] = heard = new Heard();
            }

            heard.Last = message;
            heard.NoteClock(message.SentMs - time.GetUtcNow().ToUnixTimeMilliseconds());
            foreach (var reports in message.Reports)
            {
                HearReports(reports, address, message);
            }
        }
    }

    public void NoteReachable(string address, bool isReachable)
    {
        lock (_gate)
        {
            _ = isReachable ? _away.Remove(address) : _away.Add(address);
        }
    }

    /// <summary>A node is no longer a member: what it served is served by nobody until another reports it.</summary>
    public void Forget(string address)
    {
        lock (_gate)
        {
            _away.Remove(address);
            _heard.Remove(address);
        }
    }

    public NodeMessage? Of(string address)
    {
        lock (_gate)
        {
            return _heard.GetValueOrDefault(address)?.Last;
        }
    }

    /// <summary>The clocks of the other nodes less this node's, in milliseconds, by address.</summary>
    public IReadOnlyDictionary<string, long> Clocks()
    {
        lock (_gate)
        {
            return _heard.ToDictionary(one => one.Key, one => one.Value.ClockOffMs);
        }
    }

    public IReadOnlyDictionary<string, IReadOnlyList<WatchedView>> Watched()
    {
        lock (_gate)
        {
            return _heard.Where(one => one.Value.Last.Watched.Count > 0).ToDictionary(one => one.Key, one => one.Value.Last.Watched);
        }
    }

    public ShardSeen? Shard(string pipeline, int shard)
    {
        lock (_gate)
        {
            return _shards.TryGetValue((pipeline, shard), out var entry) ? new ShardSeen(entry.Report, IsServed(entry), entry.Owner) : null;
        }
    }

    public IntakeSeen? Intake(string pipeline, int partition)
    {
        lock (_gate)
        {
            return _intakes.TryGetValue((pipeline, partition), out var entry) ? new IntakeSeen(entry.Report, IsServed(entry), entry.Owner) : null;
        }
    }

    public int ShardsOf(string address)
    {
        lock (_gate)
        {
            return _shards.Values.Count(entry => entry.Address == address && IsServed(entry));
        }
    }

    private void HearReports(PartitionReports reports, string address, NodeMessage message)
    {
        foreach (var shard in reports.Shards)
        {
            HearShard((reports.Pipeline, shard.Status.Shard), new Entry<ShardReport>(shard, address, message.Round, message.Profile.Id));
        }

        foreach (var intake in reports.Intakes)
        {
            var heard = new Entry<IntakeReport>(intake.Report, address, message.Round, message.Profile.Id);
            Put(_intakes, (reports.Pipeline, intake.Partition), heard, isNewer: false);
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
        if (entries.TryGetValue(key, out var before) ? before.Address == heard.Address || isNewer || !IsServed(before) : entries.Count < MaxEntries)
        {
            entries[key] = heard;
        }
    }

    // A partition that a node does not report in its newest message it serves no longer.
    private bool IsServed<T>(Entry<T> entry) =>
        _heard.TryGetValue(entry.Address, out var one) && !_away.Contains(entry.Address) && one.Last.Round <= entry.Round;

    private sealed record Entry<T>(T Report, string Address, long Round, string Owner);

    private sealed class Heard
    {
        // What arrives late makes a clock look slow, never fast: of the last few messages the one that was fastest tells most.
        private const int Kept = 4;
        private readonly Queue<long> _clockOffMs = new();

        public NodeMessage Last { get; set; } = null!;

        public long ClockOffMs => _clockOffMs.Max();

        public void NoteClock(long offMs)
        {
            if (_clockOffMs.Count == Kept)
            {
                _clockOffMs.Dequeue();
            }

            _clockOffMs.Enqueue(offMs);
        }
    }
}
