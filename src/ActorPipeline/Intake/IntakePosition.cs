using System.Globalization;
using ActorPipeline.Events;

namespace ActorPipeline.Intake;

/// <summary>How far a run of the intake has come in a source partition: all that a later run needs to decide as this one would.</summary>
/// <param name="NextOffset">Offset of the next record.</param>
/// <param name="LargestTimeMs">The largest event time below it, unix milliseconds; <see cref="long.MinValue"/> before the first event.</param>
internal readonly record struct IntakePosition(long NextOffset, long LargestTimeMs)
{
    /// <summary>What is committed with the offset.</summary>
    public string Metadata(long sourceEpoch) => string.Create(CultureInfo.InvariantCulture, $"{sourceEpoch}:{LargestTimeMs}");

    /// <exception cref="FormatException">The metadata is not one that <see cref="Metadata"/> gives.</exception>
    public static long EpochOf(string metadata) => Part(metadata, 0);

    /// <exception cref="FormatException">The metadata is not one that <see cref="Metadata"/> gives.</exception>
    public static IntakePosition Of(long offset, string metadata) => new(offset, Part(metadata, 1));

    private static long Part(string metadata, int index)
    {
        var parts = metadata.Split(':');
        return parts.Length == 2 && long.TryParse(parts[index], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw new FormatException($"\"{metadata}\" was committed, expected EPOCH:TIME");
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
internal readonly record struct IntakeVerdict(IntakeOutcome Outcome, DecodeError Error);
