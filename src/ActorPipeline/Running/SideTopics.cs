using System.Globalization;
using ActorPipeline.Intake;
using ActorPipeline.Log;

namespace ActorPipeline.Running;

/// <summary>Keeps what a run does not count: dead letters and late events go to their topics with their bytes, position and reason.</summary>
/// <remarks>Runs on its run's scheduler only. Delivered at least once: readers tell repeats by source position. Bounded by the records of one batch.</remarks>
internal sealed class SideTopics(PipelineContext context, TopicPartition source, ILogWriter deadLetters, ILogWriter late)
{
    private List<NewRecord> _deadLetters = [];
    private List<NewRecord> _late = [];

    public void Keep(in LogRecord record, IntakeVerdict verdict)
    {
        if (verdict.Outcome == IntakeOutcome.DeadLetter)
        {
            _deadLetters.Add(Wrap(record, $"{verdict.Error.Code}: {verdict.Error.Detail}"));
        }
        else if (verdict.Outcome == IntakeOutcome.Late)
        {
            _late.Add(Wrap(record, "late: after the allowed lateness of every window"));
        }
    }

    /// <summary>Makes durable what has been kept since the last call.</summary>
    public async Task SendAsync(CancellationToken cancellationToken)
    {
        if (_deadLetters.Count == 0 && _late.Count == 0)
        {
            return;
        }

        var (dead, tooLate) = (_deadLetters, _late);
        _deadLetters = [];
        _late = [];
        var deadKept = AppendAsync(deadLetters, dead, cancellationToken);
        var lateKept = AppendAsync(late, tooLate, cancellationToken);
        await deadKept;
        await lateKept;
    }

    private static Task AppendAsync(ILogWriter writer, List<NewRecord> records, CancellationToken cancellationToken) =>
        records.Count == 0 ? Task.CompletedTask : writer.AppendAsync(0, records.ToArray(), cancellationToken).AsTask();

    private NewRecord Wrap(in LogRecord record, string reason)
    {
        var headers = RecordHeaders.Encode(
            ("ap-topic", source.Topic),
            ("ap-partition", source.Partition.ToString(CultureInfo.InvariantCulture)),
            ("ap-offset", record.Offset.ToString(CultureInfo.InvariantCulture)),
            ("ap-reason", reason),
            ("ap-time", context.NowMs.ToString(CultureInfo.InvariantCulture)));
        return new NewRecord(record.Value.ToArray(), record.TimestampMs, LoadMark.Copy(record.Headers, headers));
    }
}
