using ActorPipeline.Decoding;
using ActorPipeline.Events;

namespace ActorPipeline.Guessing;

/// <summary>Finds out what the records of a text are, by trying: the declaration that takes most of them.</summary>
internal static class SourceGuesser
{
    /// <summary>Records that are looked at.</summary>
    public const int MaxRecords = 1000;

    /// <summary>Guesses the source of a text's records.</summary>
    /// <param name="text">Whole records from the beginning of a file.</param>
    /// <returns>Null when nothing takes any of them.</returns>
    public static SourceGuess? Guess(ReadOnlyMemory<byte> text)
    {
        text = text.Span.StartsWith("\ufeff"u8) ? text["\ufeff"u8.Length..] : text;
        var lines = TextRecords.Of(text, separator: null).Take(MaxRecords).ToList();

        // Of those that take as much the first one, which says the most about them.
        return W3cGuess.Of(lines)
            .Concat(JsonGuess.Of(text, lines))
            .Concat(AccessLogGuess.Of(lines))
            .Concat(SeparatedGuess.Of(text))
            .Select(Try)
            .Where(guess => guess.Taken > 0)
            .OrderByDescending(guess => guess.Share)
            .FirstOrDefault();
    }

    /// <summary>How much of its records a draft takes.</summary>
    public static SourceGuess Try(SourceDraft draft)
    {
        var decoder = EventDecoder.Create(draft.Source);
        var decoded = new DecodedEvent(draft.Source.Fields.Count);
        var records = draft.Records.Skip(draft.HasHeader ? 1 : 0).ToList();
        var taken = 0;
        string? reason = null;
        var (latest, disorder) = (long.MinValue, 0L);
        for (var i = 0; i < records.Count; i++)
        {
            var error = decoder.Decode(records[i].Span, 0, default, decoded);
            if (error.IsError)
            {
                reason ??= $"record {i + 1}: {error.Code}: {error.Detail}";
                continue;
            }

            taken++;
            if (decoded.TimeMs != DecodedEvent.NoTime)
            {
                latest = Math.Max(latest, decoded.TimeMs);
                disorder = Math.Max(disorder, latest - decoded.TimeMs);
            }
        }

        return new SourceGuess(draft, records.Count, taken, reason, disorder);
    }
}
