using System.Globalization;
using ActorPipeline.Events;

namespace ActorPipeline.Intake;

/// <summary>How far a run of the intake has come in a source partition: all that a later run needs to decide as this one would.</summary>
/// <param name="NextOffset">Offset of the next record.</param>
/// <param name="Clock">How far event time has come below it.</param>
/// <param name="FromOffset">Offset at which the first run began: what is below was gone from the source by then.</param>
internal readonly record struct IntakePosition(long NextOffset, EventClock Clock, long FromOffset = 0)
{
    /// <summary>What is committed with the offset.</summary>
    public string Metadata(long sourceEpoch, long shardLogEpoch) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{sourceEpoch}:{Clock.TimeMs}:{shardLogEpoch}:{FromOffset}:{Clock.SeenAtMs}:{Clock.AheadMs}:{Clock.Support}:{Clock.HeldMs}:{Clock.Score}:"
            + $"{Clock.FrontMs}");

    /// <summary>Reads what was committed.</summary>
    /// <returns>The position, the source topic's epoch, and the epoch of the shard log that holds what was taken in; null where an earlier version
    /// committed, which did not say.</returns>
    /// <exception cref="FormatException">The metadata is not one that <see cref="Metadata"/> gives.</exception>
    public static (IntakePosition Position, long SourceEpoch, long? ShardLogEpoch) Of(long offset, string metadata) => Parts(metadata) switch
    {
        [var source, var time, var shardLog, var from, var seenAt, var ahead, var support, var held, var score, var front] =>
            (new IntakePosition(offset, new EventClock(time, seenAt, front, ahead, (int)support, held, (int)score), from), source, shardLog),

        // By earlier versions. Time went wherever an event was.
        [var source, var time, var shardLog, var from, var seenAt, var ahead, var support, var held, var score] =>
            (new IntakePosition(offset, new EventClock(time, seenAt, time, ahead, (int)support, held, (int)score), from), source, shardLog),

        // No time was a jump; the first of them did not know shard logs from one another.
        [var source, var time, var shardLog, var from] => (new IntakePosition(offset, EventClock.At(time), from), source, shardLog),
        var first => (new IntakePosition(offset, EventClock.At(first[1])), first[0], null),
    };

    private static long[] Parts(string metadata)
    {
        var texts = metadata.Split(':');
        var parts = new long[texts.Length];
        for (var i = 0; i < texts.Length; i++)
        {
            if (texts.Length is not (2 or 4 or 9 or 10) || !long.TryParse(texts[i], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out parts[i]))
            {
                throw new FormatException($"\"{metadata}\" was committed, expected "
                    + "SOURCE-EPOCH:TIME:SHARD-LOG-EPOCH:FROM:SEEN-AT:AHEAD:SUPPORT:HELD:SCORE:FRONT");
            }
        }

        return parts;
    }
}

/// <summary>What became of a source record.</summary>
internal enum IntakeOutcome
{
    Applied,

    Filtered,

    /// <summary>It came after the allowed lateness of every view that would take it.</summary>
    Late,

    DeadLetter,
}

/// <summary>What became of a source record, and why.</summary>
/// <param name="IsHeldBack">Whether its event lies ahead of where event time is: it was a jump, or further ahead of its record than may be.</param>
internal readonly record struct IntakeVerdict(IntakeOutcome Outcome, DecodeError Error, bool IsHeldBack);
