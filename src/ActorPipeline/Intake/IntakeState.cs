using ActorPipeline.Batches;
using ActorPipeline.Definitions;
using ActorPipeline.Events;
using ActorPipeline.Hashing;
using ActorPipeline.Log;
using ActorPipeline.Windows;

namespace ActorPipeline.Intake;

/// <summary>One run over one source partition: decodes records, decides lateness, and gathers a batch for every shard. No I/O. One thread at a time.</summary>
/// <remarks>What an event becomes depends on the records of its partition up to it, and on nothing else but the zone data where windows are of a zone: every
/// run over the same records decides alike, so that batches of a crashed run, a zombie and its successor may overlap in any way.</remarks>
internal sealed class IntakeState
{
    private const int SmallBatch = 1024;

    private readonly IntakePlan _plan;
    private readonly IEventDecoder _decoder;
    private readonly DecodedEvent _decoded;
    private readonly EventValues _values;
    private readonly PaneCursor[] _cursors;
    private readonly WindowFirsts[] _firsts;
    private readonly ShardDraft[] _drafts;
    private readonly Func<ShardDraft> _newDraft;

    // Per text of the batch the shard that owns it as a key, plus one; 0 while nobody has asked.
    private readonly Buffer<int> _shards = new();
    private readonly long _lateAfterMs;
    private readonly long _latenessMs;
    private readonly EventChecks _checks;
    private readonly ClockRule _clockRule;
    private readonly int _homeShard;
    private RecentNeed _need = new(SmallBatch);

    /// <param name="hash">What tables are hashed by; no batch depends on it.</param>
    public IntakeState(
        PipelineDefinition pipeline, IEventDecoder decoder, int partition, long sourceEpoch, IntakePosition start, IntakeOptions options, TableHash hash)
    {
        _decoder = decoder;
        _plan = new IntakePlan(pipeline);
        _decoded = new DecodedEvent(pipeline.Source.Fields.Count);
        _values = new EventValues(pipeline, _plan, options.MaxKeyBytes, hash);
        _firsts = [.. _plan.Views.Select(view => new WindowFirsts(view.Math))];
        _newDraft = () => new ShardDraft(pipeline, hash);
        _drafts = [.. Enumerable.Range(0, pipeline.Shards).Select(_ => _newDraft())];
        _lateAfterMs = (long)pipeline.Source.LateAfter.TotalMilliseconds;
        _latenessMs = (long)pipeline.Source.AllowedLateness.TotalMilliseconds;
        _checks = new EventChecks(pipeline.Source, _plan);
        _clockRule = RuleOf(pipeline.Source);
        _cursors = [.. _plan.Views.Select(view => new PaneCursor(view.Math, _latenessMs))];
        _homeShard = partition % pipeline.Shards;
        Partition = partition;
        SourceEpoch = sourceEpoch;
        Position = start;
        BatchBase = start.NextOffset;
    }

    public int Partition { get; }
    public long SourceEpoch { get; }
    public IntakePosition Position { get; private set; }

    /// <summary>The first source offset of the batch being gathered.</summary>
    public long BatchBase { get; private set; }

    public int BatchRecords => (int)(Position.NextOffset - BatchBase);

    /// <summary>About how many bytes the largest shard's batch has so far.</summary>
    public int BatchBytes { get; private set; }

    /// <summary>The watermark by the events seen; <see cref="long.MinValue"/> before the first.</summary>
    public long WatermarkMs => Position.Clock.TimeMs == long.MinValue ? long.MinValue : Position.Clock.TimeMs - _lateAfterMs;

    /// <summary>The same while it can no longer fall; <see cref="long.MinValue"/> before, when so few events were seen that the first may turn out to be
    /// a jump of time.</summary>
    public long CertainWatermarkMs => Position.Clock.IsCertain ? WatermarkMs : long.MinValue;

    /// <summary>The largest end of a window that holds an event seen; <see cref="long.MinValue"/> before the first.</summary>
    public long LastWindowEndMs => WindowEndMs(Position.Clock.AheadMs);

    /// <summary>The same without events of a jump of time that is not confirmed.</summary>
    public long LastConfirmedWindowEndMs => WindowEndMs(Position.Clock.FrontMs);

    /// <summary>Takes in the next record, at or above the position's offset. The caller keeps dead letters and late events.</summary>
    public IntakeVerdict Add(in LogRecord record)
    {
        var offset = (int)(record.Offset - BatchBase);
        var bytes = record.Value.Span;
        var error = Decode(bytes, record);
        if (error.IsError)
        {
            _drafts[_homeShard].Batch.DeadLetters.Add(offset);
            Position = Position with { NextOffset = record.Offset + 1 };
            return new IntakeVerdict(IntakeOutcome.DeadLetter, error, IsHeldBack: false);
        }

        // One that takes the time of the first events back is not late by it.
        var clock = _decoded.TimeMs == DecodedEvent.NoTime ? Position.Clock : Position.Clock.After(_decoded.TimeMs, record.TimestampMs, _clockRule);
        var outcome = Route(bytes, offset, Math.Min(WatermarkMs, clock.TimeMs - _lateAfterMs));
        Position = Position with { NextOffset = record.Offset + 1, Clock = clock };
        return new IntakeVerdict(outcome, DecodeError.None, IsHeldBack: _decoded.TimeMs > clock.TimeMs);
    }

    public void PassTo(long next)
    {
        if (next > Position.NextOffset)
        {
            Position = Position with { NextOffset = next };
        }
    }

    /// <summary>Ends the batch and writes it for every shard.</summary>
    /// <param name="watermarkMs">The partition's watermark to tell: by events, or moved on by time.</param>
    /// <param name="writers">Per shard where its record goes.</param>
    public void EndBatch(long watermarkMs, bool isIdle, IReadOnlyList<ByteWriter> writers)
    {
        _need.Note(BatchRecords);
        for (var shard = 0; shard < _drafts.Length; shard++)
        {
            var batch = _drafts[shard].Batch;
            batch.Partition = Partition;
            batch.SourceEpoch = SourceEpoch;
            batch.Base = BatchBase;
            batch.Through = Position.NextOffset;
            batch.WatermarkMs = watermarkMs;
            batch.IsIdle = isIdle;
            for (var view = 0; view < _firsts.Length; view++)
            {
                _firsts[view].Write(batch.Sections[view]);
            }

            EventBatchCodec.Write(batch, writers[shard]);
            _drafts[shard].Clear();
        }

        _values.Texts.Clear();
        _shards.Clear();
        BatchBase = Position.NextOffset;
        BatchBytes = 0;
        foreach (var firsts in _firsts)
        {
            firsts.EndBatch(CertainWatermarkMs == long.MinValue ? long.MinValue : CertainWatermarkMs - _latenessMs);
        }
    }

    /// <summary>Gives memory back that large batches have taken, and that those since the call before the last one would only clear each time. Called now
    /// and then, between two batches.</summary>
    public void Trim()
    {
        var most = _need.Turn();
        _values.Texts.Trim(most);
        _shards.Trim(most);
        for (var shard = 0; shard < _drafts.Length; shard++)
        {
            if (_drafts[shard].Room > most)
            {
                _drafts[shard] = _newDraft();
            }
        }
    }

    private static ClockRule RuleOf(SourceDefinition source) => new(
        (long)source.JumpLimit.TotalMilliseconds, source.JumpConfirmations, (long)source.WatermarkLead.TotalMilliseconds);

    private long WindowEndMs(long timeMs) => timeMs == long.MinValue
        ? long.MinValue
        : _plan.Views.Max(view => view.Math.EndOf(view.Math.LastWindow(view.Math.PaneOf(timeMs))));

    private DecodeError Decode(ReadOnlySpan<byte> bytes, in LogRecord record)
    {
        var error = _decoder.Decode(bytes, record.TimestampMs, record.Headers, _decoded);
        if (error.IsError)
        {
            return error;
        }

        // Against the record's own timestamp, not this node's clock: every run decides alike.
        error = _checks.CheckTime(_decoded.TimeMs, record.TimestampMs);
        return error.IsError ? error : _values.Load(bytes, _decoded);
    }

    private IntakeOutcome Route(ReadOnlySpan<byte> bytes, int offset, long watermark)
    {
        var isTaken = false;
        var isLate = false;
        for (var index = 0; index < _plan.Views.Length && !_decoded.IsNothingToCount; index++)
        {
            var view = _plan.Views[index];
            if (view.View.Where is { } where && !where.Accepts(bytes, _decoded))
            {
                continue;
            }

            if (!_cursors[index].TryFind(_decoded.TimeMs, watermark, out var pane))
            {
                isLate = true;
                continue;
            }

            _firsts[index].See(pane, _decoded.TimeMs);
            var shard = ShardOf(_values.Text(view.KeyTuple));
            _drafts[shard].Add(index, view, _values, pane, offset, !isTaken);
            BatchBytes = Math.Max(BatchBytes, _drafts[shard].Bytes);
            isTaken = true;
        }

        return isTaken ? IntakeOutcome.Applied : NoteUntaken(isLate, offset);
    }

    private int ShardOf(int text)
    {
        var known = _shards.Count;
        if (text >= known)
        {
            _shards.Resize(_values.Texts.Count)[known..].Clear();
        }

        ref var shard = ref _shards[text];
        if (shard == 0)
        {
            shard = ShardOf(Murmur3.Hash64(_values.Texts[text]), _drafts.Length) + 1;
        }

        return shard - 1;
    }

    private IntakeOutcome NoteUntaken(bool isLate, int offset)
    {
        var home = _drafts[_homeShard].Batch;
        (isLate ? home.Late : home.Filtered).Add(offset);
        return isLate ? IntakeOutcome.Late : IntakeOutcome.Filtered;
    }

    /// <summary>The shard that owns a key, by the <see cref="Murmur3.Hash64"/> of its text.</summary>
    public static int ShardOf(ulong keyHash, int shards) => (int)Math.BigMul(keyHash, (ulong)shards, out ulong _);
}
