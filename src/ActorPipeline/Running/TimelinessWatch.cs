using ActorPipeline.Intake;
using ActorPipeline.Log;
using ActorPipeline.Status;

namespace ActorPipeline.Running;

/// <summary>Watches how timely the events of a run are: for the metrics, the log, and who asks whether the node is ready. Runs on its run's scheduler
/// only.</summary>
internal sealed class TimelinessWatch(PipelineContext context, TopicPartition source)
{
    // What is shown is of this span and the one before.
    private static readonly TimeSpan Span = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LogEvery = TimeSpan.FromMinutes(5);

    private long _events;
    private long _late;
    private long _heldBack;
    private Timeliness _span = Timeliness.None;
    private Timeliness _spanBefore = Timeliness.None;
    private long _spanBegan = context.Time.GetTimestamp();
    private long? _loggedAt;

    /// <summary>Counts a record that was taken in.</summary>
    public void Note(in IntakeVerdict verdict)
    {
        _events += verdict.Outcome == IntakeOutcome.DeadLetter ? 0 : 1;
        _late += verdict.Outcome == IntakeOutcome.Late ? 1 : 0;
        _heldBack += verdict.IsHeldBack ? 1 : 0;
    }

    /// <summary>Shows what was counted since the last call.</summary>
    public void Show()
    {
        var counted = new Timeliness(_events, _late, _heldBack);
        (_events, _late, _heldBack) = (0, 0, 0);
        RunInstruments.Read(context.Pipeline.Name, counted);
        if (context.Time.GetElapsedTime(_spanBegan) >= Span)
        {
            (_spanBefore, _span, _spanBegan) = (_span, Timeliness.None, context.Time.GetTimestamp());
        }

        _span = _span.And(counted);
        var last = _span.And(_spanBefore);
        context.Board.Show(source.Partition, last);
        if (last.IsNotable && !(_loggedAt is { } logged && context.Time.GetElapsedTime(logged) < LogEvery))
        {
            _loggedAt = context.Time.GetTimestamp();
            RunnerLog.Untimely(context.Logger, source, last);
        }
    }
}
