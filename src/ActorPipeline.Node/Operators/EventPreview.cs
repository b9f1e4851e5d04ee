using System.Buffers;
using ActorPipeline.Decoding;
using ActorPipeline.Definitions;
using ActorPipeline.Events;
using ActorPipeline.Guessing;
using ActorPipeline.Intake;
using ActorPipeline.Log;

namespace ActorPipeline.Node.Operators;

/// <summary>What a pipeline would make of some events, without taking them.</summary>
/// <param name="Records">How many were looked at.</param>
/// <param name="Refused">How many would be dead letters.</param>
/// <param name="Reason">Why the first of these would be, with its number from 1; null when there is none.</param>
/// <param name="First">Event time of the first one that would count, unix milliseconds; null when there is none.</param>
/// <param name="LooksLike">What they seem to be, where most would be dead letters; null where that cannot be told.</param>
internal sealed record EventPreview(int Records, int Refused, string? Reason, long? First, string? LooksLike)
{
    public static EventPreview Of(PipelineDefinition pipeline, ReadOnlySpan<NewRecord> records, long nowMs)
    {
        var decoder = EventDecoder.Create(pipeline.Source);
        var decoded = new DecodedEvent(pipeline.Source.Fields.Count);
        var checks = new EventChecks(pipeline.Source, new IntakePlan(pipeline));
        var preview = new EventPreview(records.Length, 0, null, null, null);
        for (var i = 0; i < records.Length; i++)
        {
            var error = checks.Decode(decoder, records[i].Value.Span, nowMs, default, decoded);
            preview = error.IsError
                ? preview with { Refused = preview.Refused + 1, Reason = preview.Reason ?? $"record {i + 1}: {error.Code}: {error.Detail}" }
                : preview with { First = preview.First ?? (decoded.IsNothingToCount ? null : decoded.TimeMs) };
        }

        return preview.Refused * 2L > preview.Records ? preview with { LooksLike = Guess(records) } : preview;
    }

    private static string? Guess(ReadOnlySpan<NewRecord> records)
    {
        var text = new ArrayBufferWriter<byte>();
        foreach (var record in records[..Math.Min(records.Length, SourceGuesser.MaxRecords)])
        {
            text.Write(record.Value.Span);
            text.Write("\n"u8);
        }

        return SourceGuesser.Guess(text.WrittenMemory)?.Summary;
    }
}
