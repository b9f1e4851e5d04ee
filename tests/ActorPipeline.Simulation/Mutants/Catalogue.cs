namespace ActorPipeline.Simulation.Mutants;

/// <summary>The mutants. Each breaks a rule that rows, counters or takeovers rest on.</summary>
internal static class Catalogue
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<Mutant> All { get; } =
    [
        // Ownership and checkpoints.
        new("a shard is taken without a new epoch", "Running/ShardOwnership.cs", ("Epoch = found.Epoch + 1", "Epoch = found.Epoch")),
        new(
            "a fenced owner goes on",
            "Running/ShardCheckpoints.cs",
            ("if (!await ownership.TryCommitAsync(encoded, _manifest, scope.Ending))", "if (!await ownership.TryCommitAsync(encoded, _manifest, scope.Ending) && shard.Shard < 0)")),
        new("an unknown outcome is taken for a yes", "Running/ShardOwnership.cs", ("return IsSame(found, wanted);", "return true;"), ("if (found.Version != Pointer.Version || found.Epoch != Pointer.Epoch)", "if (found is not null)")),
        new("the pointer moves before the rows are durable", "Running/ShardCheckpoints.cs", ("await flusher.WaitDurableAsync(draft.NextOffset);", "")),
        new("the pointer moves before the chunks are durable", "Checkpoints/CheckpointWriter.cs", ("await WaitBelowAsync(1);", "")),
        new("a checkpoint says it covers one record less", "Checkpoints/CheckpointDraft.cs", ("NextOffset = state.NextOffset,", "NextOffset = state.NextOffset - 1,")),
        new("a checkpoint says it covers one record more", "Checkpoints/CheckpointDraft.cs", ("NextOffset = state.NextOffset,", "NextOffset = state.NextOffset + 1,")),
        new("recovery forgets how far partitions had come", "Shards/ShardState.cs", ("partitions.CopyTo(_partitions);", "")),
        new("recovery forgets how often windows were emitted", "Running/ShardRecovery.cs", ("window.FirstMs, window.Emissions)", "window.FirstMs, 0)")),
        new("a damaged chunk is believed", "Checkpoints/ChunkCodec.cs", ("if (bytes.Length != expected.Length || Murmur3.Hash64(bytes) != expected.Checksum)", "if (bytes.Length != expected.Length)")),
        new("chunks that the newest checkpoint needs are cleared away", "Running/ShardCheckpoints.cs", ("var dropped = _keptChunks.Except(kept).ToList();", "var dropped = _keptChunks.ToList();")),
        new("chunks that no checkpoint needs are never cleared away", "Running/ShardCheckpoints.cs", ("var dropped = _keptChunks.Except(kept).ToList();", "var dropped = _keptChunks.Except(kept).Take(0).ToList();")),
        new("a new owner clears away chunks that are needed", "Running/ShardCheckpoints.cs", ("chunk.Epoch < ownership.Pointer.Epoch && !_keptChunks.Contains(chunk)", "chunk.Epoch < ownership.Pointer.Epoch")),
        new("the shard log is trimmed too far", "Running/ShardCheckpoints.cs", ("ManifestCodec.Read(previous.Span).NextOffset", "state.NextOffset")),
        new("a revived entity is empty", "Running/ShardRecovery.cs", ("[.. view.Select(segment => segment.Parts!)]", "[.. view.Select(_ => (IReadOnlyList<ChunkPart>)[])]")),
        new("passivated entities are not revived", "Shards/ShardState.cs", ("return [.. Views.SelectMany(view => view.Passivated(watermark).Select(segment => (view, segment)))];", "return [.. Views.SelectMany(view => view.Passivated(watermark).Select(segment => (view, segment))).Take((int)(watermark & 0))];")),

        // Placement.
        new("a shard that is handed over has no last checkpoint", "Running/ShardRunner.cs", ("        await CheckpointAsync();\n        if (!_scope", "        if (!_scope")),
        new("an intake that is handed over does not wait for what it has read", "Running/IntakeRunner.cs", ("        await _sender.WaitCommittedAsync(State.Position.NextOffset);\n        await _sender.WaitBelowAsync(1);", "")),
        new("a partition counts as handed over before its run has ended", "Running/PartitionHost.cs", ("        await Ended;\n", "")),
        new("a lost shard writes once more", "Running/PartitionHost.cs", ("        _leaving.Cancel();\n        _abandoned.Cancel();", "        _ = HandOverAsync();")),
        new("a fenced shard is taken again at once", "Running/PartitionHost.cs", ("Task.Delay(Longest,", "Task.Delay(TimeSpan.FromMilliseconds(1),")),
        new("a fenced shard is never taken again", "Running/PartitionHost.cs", ("Task.Delay(Longest,", "Task.Delay(Timeout.InfiniteTimeSpan,")),

        // Rows.
        new("rows that the store refuses are given up", "Running/RowFlusher.cs", ("await backoff.WaitAsync(scope.Ending);", "await backoff.WaitAsync(scope.Ending); return;")),
        new("rows count as durable when they are handed over", "Running/RowFlusher.cs", ("        _waiting = [];", "        _waiting = [];\n        DurableThrough = through;\n        _progress.Pulse();")),
        new(
            "rows count as durable before their topic has them",
            "Emission/TopicSink.cs",
            ("            await WaitBelowAsync(1);", ""),
            ("while (_underWay.Count >= batches)", "while (_underWay.Count >= batches && _underWay.Peek().Append.IsCompleted | _free.Count == 0)")),
        new("rows in a topic say nothing of their revision", "Emission/RowRecords.cs", ("batch.Revision == 0 ? default", "batch.Revision >= 0 ? default")),
        new("rows go to the wrong partition of their topic", "Emission/TopicSink.cs", ("writer.AppendAsync(batch.Shard,", "writer.AppendAsync(0,")),
        new("the revision is not bumped", "Shards/ViewState.Emit.cs", ("window.Emissions += rows.Count > before ? 1 : 0;", "window.Emissions = rows.Count > before ? 1 : window.Emissions;")),
        new("corrections are forgotten", "Shards/ViewState.Emit.cs", ("        foreach (var start in _changed)\n", "        foreach (var start in _changed.Where(start => _windows[start].FirstFell))\n")),
        new("touched rows are not forgotten", "Shards/ViewState.Emit.cs", ("_touched.ForEach(pane => pane.Touched.Clear());", "")),
        new("a pane that comes after its window has closed gets no rows", "Shards/ViewState.cs", ("                    _unclosed.Add(start);", "")),
        new("a smaller first event time corrects nothing", "Windows/WindowState.cs", ("FirstFell = Emissions > 0;", "FirstFell = false;")),
        new("windows close early", "Shards/ViewState.Emit.cs", ("EndOf(_unclosed.Min) <= watermarkMs", "EndOf(_unclosed.Min) - 1000 <= watermarkMs")),
        new("windows are forgotten when they close", "Shards/ViewState.Emit.cs", ("while (_windows.Count > 0 && IsExpired(_windows.First().Key, watermarkMs))", "while (_windows.Count > 0 && _windows.First().Value.EndMs <= watermarkMs)")),
        new("a window loses its last pane", "Shards/ViewState.Emit.cs", ("if (Math.FirstWindow(key.Number) > start)", "if (Math.FirstWindow(key.Number) >= start && key.Number * 1000 > start)")),
        new("events too late for a window count in it", "Windows/WindowMath.cs", ("windowStart >= FirstWindow(pane) &&", "windowStart >= FirstWindow(pane.Number) &&")),

        // Time.
        new("the late check is off by one", "Windows/WindowMath.cs", ("(over / Every) + 1", "over / Every")),
        new("the fastest partition moves the watermark", "Shards/ShardState.cs", ("Math.Min(smallest, partition.WatermarkMs)", "Math.Max(smallest == long.MaxValue ? long.MinValue : smallest, partition.WatermarkMs)")),
        new("idle partitions hold the watermark", "Shards/ShardState.cs", ("smallest = partition.IsIdle ? smallest : Math.Min", "smallest = Math.Min")),
        new("the watermark can go back", "Shards/ShardState.cs", ("WatermarkMs = Math.Max(WatermarkMs, Watermark(batch.Partition, _partitions[batch.Partition]));", "WatermarkMs = Watermark(batch.Partition, _partitions[batch.Partition]);")),
        new("a restarted intake forgets how late it was", "Intake/IntakePosition.cs", ("$\"{sourceEpoch}:{Clock.TimeMs}:", "$\"{sourceEpoch}:{long.MinValue}:")),
        new("a jump of time is believed at once", "Intake/EventClock.cs", ("return Score + 1 < rule.JumpConfirmations", "return Score < 0")),
        new("time jumps to the largest of those that confirm it", "Intake/EventClock.cs", ("Math.Min(HeldMs, timeMs)", "Math.Max(HeldMs, timeMs)")),
        new("time falls back to a jump that was long ago", "Intake/EventClock.cs", ("new EventClock(Math.Max(TimeMs, rule.Reach(held, recordMs)),", "new EventClock(rule.Reach(held, recordMs),")),
        new("nothing speaks against a jump of time", "Intake/EventClock.cs", ("Score = Math.Max(0, Score - 1),", "Score = Score,")),
        new("what passes between two records is a jump of time", "Intake/EventClock.cs", ("rule.JumpLimitMs + Math.Max(0, recordMs - SeenAtMs)", "rule.JumpLimitMs")),
        new("the first event is believed whatever follows", "Intake/EventClock.cs", ("if (!IsCertain && TimeMs", "if (Support < 0 && TimeMs")),
        new("an event that takes the first one back is late by it", "Intake/IntakeState.cs", ("Math.Min(WatermarkMs, clock.TimeMs - _lateAfterMs)", "WatermarkMs")),
        new("a record moves time wherever its event lies", "Intake/EventClock.cs", ("Math.Min(timeMs, recordMs + LeadMs)", "timeMs")),
        new("the first record moves time wherever its event lies", "Intake/EventClock.cs", ("new(rule.Reach(timeMs, recordMs), recordMs, timeMs", "new(timeMs, recordMs, timeMs")),
        new("a restarted intake forgets a jump that is not confirmed", "Intake/IntakePosition.cs", ("{Clock.HeldMs}:{Clock.Score}", "0:0")),
        new("a restarted intake forgets the time of a jump", "Intake/IntakePosition.cs", ("{Clock.HeldMs}:", "{Clock.TimeMs}:")),
        new("a restarted intake forgets when it saw the largest time", "Intake/IntakePosition.cs", ("{Clock.SeenAtMs}:", "{Clock.TimeMs}:")),
        new("a restarted intake believes the first event", "Intake/IntakePosition.cs", ("{Clock.Support}:", "{int.MaxValue}:")),
        new("shards are told of a time that may be taken back", "Intake/IntakeState.cs", ("Position.Clock.IsCertain ? WatermarkMs : long.MinValue", "WatermarkMs")),
        new("a first event time is told once only", "Intake/WindowFirsts.cs", ("|| timeMs < first)", "|| timeMs < first - 1_000_000)")),
        new("a first event time is told to one shard only", "Intake/IntakeState.cs", ("_firsts[view].Write(batch.Sections[view]);", "if (shard == 0) { _firsts[view].Write(batch.Sections[view]); }")),

        new("an idle marker is not believed twice", "Shards/ShardState.cs", ("var isMarker = batch.Through == before.Through && batch.Base == batch.Through;", "var isMarker = false;")),

        new("that a partition is awake is old news", "Shards/ShardState.cs", (" && !IsAwake(batch, before)", "")),
        new("only partitions of the same node are woken", "Running/IntakeIdleness.cs", ("partition != _source.Partition)", "partition != _source.Partition && context.Board.Intake(partition) is not null)")),

        // Windows of a zone.
        new("windows of a zone all have their length", "Windows/ZoneWindows.cs", ("(begins[at], begins[at + 1])", "(begins[at], begins[at] + _lengthMs)")),
        new("the clock of a zone is never set", "Windows/ZoneWindows.cs", ("if (OffsetMs(at) != offsetMs)", "if (OffsetMs(at) > offsetMs + 86_400_000)")),
        new("hours that come twice are one window", "Windows/ZoneWindows.cs", ("else if (shownMs - clock >= _lengthMs)", "else if (shownMs - clock > 86_400_000)")),
        new("a window in which the clock is set back is divided", "Windows/ZoneWindows.cs", ("else if (shownMs - clock >= _lengthMs)", "else if (shownMs > clock)")),
        new("a window that the clock is set over begins later", "Windows/ZoneWindows.cs", ("            begins.Add(fromMs);\n", "")),
        new("recovery takes the length for the end of a zone's window", "Running/ShardRecovery.cs", ("window.EndMs ?? view.Math.EndOf(window.Start)", "window.Start + view.View.Window.LengthMs")),
        new("the end of a zone's window is told to one shard only", "Shards/ViewState.Apply.cs", ("section.IsZoned ? section.FirstEnds[i] :", "section.IsZoned ? shard == 0 ? section.FirstEnds[i] : first.WindowStart + View.Window.LengthMs :")),

        // Duplicates and gaps.
        new("duplicates are counted", "Shards/ViewState.Apply.cs", ("if (batch.Base >= through)", "if (batch.Base >= 0)")),
        new("a batch with a duplicate counts as one whole duplicate", "Shards/ViewState.Apply.cs", ("var fresh = (int)System.Math.Min(int.MaxValue, through - batch.Base);", "var fresh = int.MaxValue;")),
        new("a zombie's batch turns a partition back", "Shards/ShardState.cs", ("batch.Through > before.Through || isMarker", "batch.Through != before.Through || isMarker")),
        new("the intake commits before the shards have it", "Running/BatchSender.cs", ("            var appends = new List<Task>", "            sending.IsDone = true;\n            Advance();\n            var appends = new List<Task>")),
        new("the intake begins after the committed offset", "Running/IntakeCommits.cs", ("IntakePosition.Of(committed.Offset, committed.Metadata)", "IntakePosition.Of(committed.Offset + 1, committed.Metadata)")),
        new("the intake does not wait for dead letters", "Running/BatchSender.cs", ("appends.Add(sideTopics.SendAsync(scope.Ending));", "_ = sideTopics.SendAsync(scope.Ending);")),
        new("gaps are not looked for, and a shard's batch is left out", "Running/BatchSender.cs", ("for (var shard = 0; shard < sending.Buffers.Length; shard++)", "for (var shard = (int)(now % 41 == 0 ? 1 : 0); shard < sending.Buffers.Length; shard++)")),

        // The lake.
        new("files of the lake are published before they are claimed", "Running/LakeRunner.cs", ("new LakeCommit(_lake.Id, span, _ownership.Pointer.Epoch, files);", "new LakeCommit(_lake.Id, span, _ownership.Pointer.Epoch, files);\n        await _lake.PublishAsync(Pipeline, commit, _scope.Ending);")),
        new("what the last owner of a lake has claimed is never published", "Running/LakeRunner.cs", ("if (last is not null)", "if (last is not null && epoch < 0)")),
        new("what nobody has claimed is never dropped", "Running/LakeRunner.cs", ("        await _lake.DropUnclaimedAsync(Pipeline, _source.Partition, epoch, _scope.Ending);\n", "")),
        new("what was claimed is dropped", "Running/LakeRunner.cs", ("        if (last is not null)\n", "        await _lake.DropUnclaimedAsync(Pipeline, _source.Partition, epoch, _scope.Ending);\n        if (last is not null)\n")),
        new("an owner of a lake that was replaced goes on", "Running/LakeRunner.cs", ("            _scope.Fence();\n            return;", "")),
        new("a new owner of a lake reads all again", "Running/LakeRunner.cs", ("            ? last.Span.To\n", "            ? range.Start\n")),
        new("a new owner of a lake leaves a record out", "Running/LakeRunner.cs", ("            ? last.Span.To\n", "            ? last.Span.To + 1\n")),
        new("a lake that is handed over lacks what was read", "Running/LakeRunner.cs", ("TakeInNextAsync, CommitAsync, Report)", "TakeInNextAsync, static () => Task.CompletedTask, Report)")),
        new("dead letters are in the lake", "Running/LakeRunner.cs", ("if (error.IsError || _decoded.IsNothingToCount)", "if (_decoded.IsNothingToCount)")),
        new("what was read counts as being in the lake", "Running/LakeRunner.cs", ("while (_committed < wait.Offset)", "while (_next < wait.Offset)")),
        new("a merged file does not say that it covers the last one", "EventLake/LakeMerges.cs", ("To = merged[^1].Span.To }", "To = merged[^1].Span.From }")),
        new("files of different hours are merged", "EventLake/LakeMerges.cs", ("=> (file.Hour, file.Span.Partition, file.Span.SourceEpoch);", "=> (new LakeHour(file.Hour.Number / 1_000_000), file.Span.Partition, file.Span.SourceEpoch);")),
        new("a file that another covers counts all the same", "EventLake/LakeMerges.cs", ("!standing[^1].Covers(file)", "standing[^1] != file")),
        new("whoever asks for a job is answered before it has ended", "Running/BatchRunner.cs", ("while (RunOf(asked) is not { EndMs: not null })", "while (RunOf(asked) is null)")),
        new("an owner of the batch that was replaced goes on", "Running/BatchRunner.cs", ("            _scope.Fence();\n            _scope.Ending.ThrowIfCancellationRequested();\n", "")),

        // Folding and tables.
        new("events of different panes fold into one", "Intake/FoldIndex.cs", ("hash.Of(pane, parts)", "hash.Of(0, parts)"), ("section.UnitPane[unit] != pane || ", "")),
        new("the hash of a node's tables picks the shard", "Intake/IntakeState.cs", ("ShardOf(Murmur3.Hash64(_values.Texts[text]), _drafts.Length)", "ShardOf(_values.Texts.HashOf(text), _drafts.Length)")),
        new("texts of one pane's table are used in another's", "Shards/ViewState.Apply.cs", ("_textMap.Resize(batch.Texts.Count).Clear();", "_textMap.Resize(batch.Texts.Count);")),
        new("the last value is the one that came last", "Windows/LastState.cs", ("held.Text == None || Order(candidate).CompareTo(Order(held)) > 0", "held.Text >= None")),
        new("of nothing, the smallest, largest and mean value is zero", "Windows/NumberState.cs", ("target.AddNone();", "if (target is RealColumn mean) { mean.Add(0); } else { ((FixedPointColumn)target).Add(0); }")),
        new("of nothing, the last value is an empty text", "Windows/LastState.cs", ("target.AddNone();", "((TextColumn)target).Add(default);")),
        new("the sum of nothing is nothing", "Windows/NumberState.cs", (" && kind != ColumnKind.Sum", "")),
        new("a restored entity has had a value", "Windows/NumberState.cs", ("reader.Raw(_present.AsSpan(0, groups));", "reader.Raw(_present.AsSpan(0, groups)); _present.AsSpan(0, groups).Replace(0, 1);")),
        new("a batch that is used again has nothing where it had nothing", "Views/RowColumn.cs", ("Array.Clear(_isNone);", "")),
        new("topics of rows say zero for nothing", "Emission/RowText.cs", ("if (!column.HasValue(row))", "if (row < 0)")),
        new("a merged distinct count adds up", "Windows/DistinctState.cs", ("if (_pairs.Add(GroupIndex.Pair(group, text)) && ++_counts[group] > limit)", "if ((_pairs.Add(GroupIndex.Pair(group, text)) || _counts[group] > 2) && ++_counts[group] > limit)")),

        new("batch views are said to be complete beyond what shards have closed", "Jobs/ViewJobs.cs", ("await context.SettleAsync(cancellationToken);", "await context.SettleAsync(cancellationToken) is > 0 and var closed ? closed + 60_000 : 0;")),
        new("batch views are computed before the lake has the events", "Serving/PipelineRuntime.cs", ("await this.WaitInLakeAsync(either);", "")),
        new("a slice is computed from the events of its own hour only", "BatchViews/BatchPlan.cs", ("slices.LastInput(slice))", "slice)")),
        new("a slice is not computed anew when events are added", "BatchViews/BatchPlan.cs", ("{place.Max(file => file.Span.To)}", "{place.Min(file => file.Span.From)}")),
        new("windows that began in an earlier hour are left out of batch views", "BatchViews/WindowSlices.cs", ("events.StartMs - window.LengthMs", "events.StartMs - 1"), ("_zone?.At(events.StartMs).StartMs - 1 ??", "_zone?.At(events.StartMs).EndMs - 1 ??")),
        new("batch views forget what earlier runs have computed", "Jobs/ViewJobs.cs", ("KeptOf(current, view).ToDictionary", "KeptOf(BatchCatalogue.Empty, view).ToDictionary")),
        new("a run of another job ends what batch views there are", "Jobs/JobLedger.cs", ("result.Catalogue ?? Catalogue", "result.Catalogue")),
        new("layers are compared before the rows of shards can be read", "Serving/PipelineRuntime.cs", ("new AwaitApplied(shard.Offset)", "new AwaitApplied(0)")),
        new("layers are compared once only", "Jobs/DriftJob.cs", ("!(window.EndMs <= slice.Drift?.UpToMs)", "slice.Drift is null")),
        new("what was found in an hour stays when it is computed anew", "Jobs/ViewJobs.cs", ("known[view][slice.Hour] = slice;", "known[view][slice.Hour] = slice with { Drift = known[view].GetValueOrDefault(slice.Hour)?.Drift };")),
        new("windows are compared that have not ended", "Jobs/DriftJob.cs", ("windows.FirstOpenStart(catalogue.HighWaterMs))", "catalogue.HighWaterMs + 1)")),
        new("windows are taken from the batch before they have ended", "BatchViews/WindowSlices.cs", ("_zone?.At(atMs).StartMs ?? atMs - window.LengthMs + 1", "_zone?.At(atMs).EndMs ?? atMs + 1")),
        new("windows of shards are read from where the latest begin in the batch", "Serving/MergedRows.cs", ("Part(query, ClosedRows.Speed, end, null)", "Part(query, ClosedRows.Speed, begin, null)")),
        new("runs do not know their numbers", "Running/BatchRunner.cs", ("_ledger.Running!.Number", "(_ledger.Running!.Number & 1)")),
    ];
}
