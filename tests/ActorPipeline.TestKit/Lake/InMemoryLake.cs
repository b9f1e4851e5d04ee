using System.Text;
using ActorPipeline.BatchViews;
using ActorPipeline.Definitions;
using ActorPipeline.EventLake;
using ActorPipeline.Events;
using ActorPipeline.TestKit.Faults;

namespace ActorPipeline.TestKit.Lake;

/// <summary>A lake in memory: a fast one, or one that is slow and fails as a plan says. What it has taken survives the crash of any client.</summary>
/// <remarks>A commit is published file by file, as folders do it. With faults for use on one thread and a virtual clock.</remarks>
/// <param name="time">The clock of latencies; the system's when null.</param>
/// <param name="plan">Latencies and faults; none when null.</param>
public sealed class InMemoryLake(TimeProvider? time = null, FaultPlan? plan = null) : IEventLake
{
    private readonly Effects _effects = new(time ?? TimeProvider.System);
    private readonly FaultPlan _plan = plan ?? new FaultPlan(FaultRates.None);
    private readonly Client _nobody = new("lake");
    private readonly Dictionary<(string Pipeline, long Epoch, LakeHour Hour, LakeSpan Span), IReadOnlyList<LakeEvent>> _aside = [];
    private readonly Dictionary<(string Pipeline, LakeHour Hour, LakeSpan Span), IReadOnlyList<LakeEvent>> _published = [];
    private readonly HashSet<(string Pipeline, LakeSpan Span)> _manifests = [];
    private readonly Dictionary<string, long> _keptFrom = [];
    private readonly Dictionary<string, long> _merging = [];

    /// <summary>Sees every file when readers begin to see it.</summary>
    public Action<LakeSpan, IReadOnlyList<LakeEvent>>? Published { get; set; }

    /// <summary>Called when what readers see has changed in any way.</summary>
    public Action? Changed { get; set; }

    /// <summary>How many events a draft should hold at the most.</summary>
    public int DraftEvents { get; init; } = int.MaxValue;

    /// <summary>The lake as one client sees it.</summary>
    public IEventLake For(Client client) => new ClientLake(this, client);

    /// <summary>All events that readers see, in no particular order.</summary>
    public IReadOnlyList<LakeEvent> EventsOf(string pipeline) =>
        [.. LakeMerges.Standing(List(pipeline)).SelectMany(file => _published[(pipeline, file.Hour, file.Span)])];

    /// <summary>How many files lie there that others have taken the place of.</summary>
    public int ReplacedOf(string pipeline) => LakeMerges.Replaced(List(pipeline)).Count;

    /// <summary>The epochs under which something of a source partition was written aside and is neither published nor dropped.</summary>
    public IReadOnlyList<long> AsideOf(string pipeline, int partition) =>
        [.. _aside.Keys.Where(key => key.Pipeline == pipeline && key.Span.Partition == partition).Select(key => key.Epoch).Distinct()];

    /// <inheritdoc/>
    public string Id => "memory";

    /// <inheritdoc/>
    public ILakeDraft NewDraft(PipelineDefinition pipeline, int partition, long epoch) => new Draft(this, pipeline, partition, epoch, _nobody);

    /// <inheritdoc/>
    public ValueTask PublishAsync(string pipeline, LakeCommit commit, CancellationToken cancellationToken) =>
        PublishAsync(pipeline, commit, _nobody, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<long?> ResumeAsync(string pipeline, int partition, long sourceEpoch, CancellationToken cancellationToken)
    {
        var commits = _manifests.Where(commit => (commit.Pipeline, commit.Span.Partition, commit.Span.SourceEpoch) == (pipeline, partition, sourceEpoch)).ToList();
        return ValueTask.FromResult(commits.Count == 0 ? (long?)null : commits.Max(commit => commit.Span.To));
    }

    /// <inheritdoc/>
    public ValueTask DropUnclaimedAsync(string pipeline, int partition, long epoch, CancellationToken cancellationToken) =>
        DropAsync(pipeline, partition, epoch, _nobody, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<LakeWork> MergeAsync(string pipeline, long epoch, LakeMergeOptions options, Action<double> progress, CancellationToken cancellationToken) =>
        MergeAsync(pipeline, epoch, options, progress, _nobody, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<LakeWork> DropBeforeAsync(string pipeline, LakeHour hour, CancellationToken cancellationToken)
    {
        var old = List(pipeline).Where(file => file.Hour.Number < hour.Number).ToList();
        _keptFrom[pipeline] = Math.Max(hour.Number, _keptFrom.GetValueOrDefault(pipeline));
        old.ForEach(file => _published.Remove((pipeline, file.Hour, file.Span)));
        return ValueTask.FromResult(new LakeWork(old.Count, 0, old.Sum(file => file.Bytes)));
    }

    private async ValueTask<LakeWork> MergeAsync(
        string pipeline, long epoch, LakeMergeOptions options, Action<double> progress, Client client, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(progress);
        if (!await ChangeAsync($"merging under epoch {epoch}", client, () => TakeOver(pipeline, epoch), cancellationToken))
        {
            return default;
        }

        await DropReplacedAsync(pipeline, client, cancellationToken);
        var work = default(LakeWork);
        var merges = LakeMerges.Plan(List(pipeline), options);
        for (var i = 0; i < merges.Count; i++)
        {
            var (merge, hour) = (merges[i], merges[i][0].Hour);
            await ChangeAsync($"merge into {LakeMerges.SpanOf(merge)}", client, () => Merge(pipeline, epoch, hour, merge), cancellationToken);
            await DropReplacedAsync(pipeline, client, cancellationToken);
            work = work.And(new LakeWork(merge.Count, merge.Sum(file => file.Bytes), merge.Sum(file => file.Bytes)));
            progress((i + 1.0) / merges.Count);
        }

        return work;
    }

    private void TakeOver(string pipeline, long epoch)
    {
        if (epoch < _merging.GetValueOrDefault(pipeline))
        {
            throw new EventLakeException($"another one merges since a later epoch than {epoch}");
        }

        _merging[pipeline] = epoch;
    }

    private void Merge(string pipeline, long epoch, LakeHour hour, IReadOnlyList<LakeEntry> merge)
    {
        // What was written under an earlier epoch is gone, and one that went meanwhile cannot be read.
        if (epoch != _merging[pipeline] || merge.Any(file => !_published.ContainsKey((pipeline, hour, file.Span))))
        {
            throw new EventLakeException("a file that was to be merged is gone");
        }

        _published[(pipeline, hour, LakeMerges.SpanOf(merge))] = [.. merge.SelectMany(file => _published[(pipeline, hour, file.Span)])];
        Changed?.Invoke();
    }

    private async ValueTask DropReplacedAsync(string pipeline, Client client, CancellationToken cancellationToken)
    {
        foreach (var file in LakeMerges.Replaced(List(pipeline)))
        {
            await ChangeAsync($"deletion of {file}", client, () => Delete(pipeline, file), cancellationToken);
        }
    }

    private void Delete(string pipeline, LakeEntry file)
    {
        _published.Remove((pipeline, file.Hour, file.Span));
        Changed?.Invoke();
    }

    internal IReadOnlyList<LakeEvent> EventsOf(string pipeline, LakeEntry file) =>
        _published.TryGetValue((pipeline, file.Hour, file.Span), out var events) ? events : throw new EventLakeException($"{file} is gone");

    internal BatchInputs InputsOf(string pipeline) =>
        new(LakeMerges.Standing(List(pipeline)), new LakeHour(_keptFrom.GetValueOrDefault(pipeline, long.MinValue)));

    internal Task<bool> ChangeViewsAsync(string what, Client client, Action effect, CancellationToken cancellationToken) =>
        ChangeAsync(what, client, effect, cancellationToken);

    private List<LakeEntry> List(string pipeline) =>
        [.. _published.Where(file => file.Key.Pipeline == pipeline).Select(file => new LakeEntry(file.Key.Hour, file.Key.Span, file.Value.Count))];

    private async ValueTask PublishAsync(string pipeline, LakeCommit commit, Client client, CancellationToken cancellationToken)
    {
        if (commit.Lake != Id)
        {
            throw new EventLakeException($"the commit is one of the lake {commit.Lake}");
        }

        if (_manifests.Contains((pipeline, commit.Span)))
        {
            return;
        }

        foreach (var file in commit.Files)
        {
            // Who is gone does nothing after what it did not do.
            if (!await ChangeAsync($"publishing of {file.Hour} of {commit.Span}", client, () => Publish(pipeline, commit, file.Hour), cancellationToken))
            {
                return;
            }
        }

        await ChangeAsync($"manifest of {commit.Span}", client, () => _manifests.Add((pipeline, commit.Span)), cancellationToken);
    }

    private void Publish(string pipeline, LakeCommit commit, LakeHour hour)
    {
        if (_aside.Remove((pipeline, commit.Epoch, hour, commit.Span), out var events))
        {
            _published.Add((pipeline, hour, commit.Span), events);
            Published?.Invoke(commit.Span, events);
            Changed?.Invoke();
        }
        else if (hour.Number >= _keptFrom.GetValueOrDefault(pipeline) && !List(pipeline).Any(file => file.Hour == hour && file.Span.Covers(commit.Span)))
        {
            throw new EventLakeException($"the file of {hour} of {commit.Span} is lost");
        }
    }

    private async ValueTask DropAsync(string pipeline, int partition, long epoch, Client client, CancellationToken cancellationToken) => await ChangeAsync(
        $"dropping what was written aside for partition {partition} below epoch {epoch}",
        client,
        () =>
        {
            foreach (var key in _aside.Keys.Where(key => key.Pipeline == pipeline && key.Span.Partition == partition && key.Epoch < epoch).ToList())
            {
                _aside.Remove(key);
            }
        },
        cancellationToken);

    private Task<bool> ChangeAsync(string what, Client client, Action effect, CancellationToken cancellationToken) => _effects.AfterAsync(
        _plan.Latency(),
        () =>
        {
            if (_plan.Strikes(_plan.Rates.StoreRefused, $"{what} refused"))
            {
                throw new EventLakeException($"{what}: refused (injected)");
            }

            // A process that is gone does nothing more to files; what it had asked the system for may still happen.
            var happens = !client.IsCrashed || _plan.Strikes(_plan.Rates.LandsAfterCrash, $"{what} of crashed {client.Name} lands");
            if (happens)
            {
                effect();
            }

            return happens;
        },
        cancellationToken);

    private sealed class Draft(InMemoryLake lake, PipelineDefinition pipeline, int partition, long epoch, Client client) : ILakeDraft
    {
        private readonly List<LakeEvent> _events = [];

        public bool IsFull => _events.Count >= lake.DraftEvents;

        public void Add(ReadOnlySpan<byte> record, DecodedEvent decoded, long offset)
        {
            ArgumentNullException.ThrowIfNull(decoded);
            var fields = new string?[pipeline.Source.Fields.Count];
            for (var field = 0; field < fields.Length; field++)
            {
                fields[field] = decoded.Has(field) ? Encoding.UTF8.GetString(decoded.Value(record, field)) : null;
            }

            _events.Add(new LakeEvent(partition, 0, offset, decoded.TimeMs, fields));
        }

        public async ValueTask<IReadOnlyList<LakeFile>> WriteAsync(LakeSpan span, CancellationToken cancellationToken)
        {
            var hours = _events.Select(one => one with { SourceEpoch = span.SourceEpoch }).GroupBy(one => LakeHour.Of(one.TimeMs)).OrderBy(hour => hour.Key.Number).ToList();
            _events.Clear();
            var files = new List<LakeFile>();
            foreach (var hour in hours)
            {
                var rows = hour.ToList();
                await lake.ChangeAsync(
                    $"file of {hour.Key} of {span}", client, () => lake._aside[(pipeline.Name, epoch, hour.Key, span)] = rows, cancellationToken);
                files.Add(new LakeFile(hour.Key, rows.Count, rows.Count));
            }

            return files;
        }

        public ValueTask DisposeAsync() => default;
    }

    private sealed class ClientLake(InMemoryLake lake, Client client) : IEventLake
    {
        public ILakeDraft NewDraft(PipelineDefinition pipeline, int partition, long epoch) => new Draft(lake, pipeline, partition, epoch, client);

        public ValueTask PublishAsync(string pipeline, LakeCommit commit, CancellationToken cancellationToken) =>
            lake.PublishAsync(pipeline, commit, client, cancellationToken);

        public string Id => lake.Id;

        public ValueTask<long?> ResumeAsync(string pipeline, int partition, long sourceEpoch, CancellationToken cancellationToken) =>
            lake.ResumeAsync(pipeline, partition, sourceEpoch, cancellationToken);

        public ValueTask DropUnclaimedAsync(string pipeline, int partition, long epoch, CancellationToken cancellationToken) =>
            lake.DropAsync(pipeline, partition, epoch, client, cancellationToken);

        public ValueTask<LakeWork> MergeAsync(string pipeline, long epoch, LakeMergeOptions options, Action<double> progress, CancellationToken cancellationToken) =>
            lake.MergeAsync(pipeline, epoch, options, progress, client, cancellationToken);

        public ValueTask<LakeWork> DropBeforeAsync(string pipeline, LakeHour hour, CancellationToken cancellationToken) =>
            lake.DropBeforeAsync(pipeline, hour, cancellationToken);
    }
}
