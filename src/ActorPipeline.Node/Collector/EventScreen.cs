using System.Collections.Concurrent;
using ActorPipeline.Decoding;
using ActorPipeline.Definitions;
using ActorPipeline.Events;
using ActorPipeline.Intake;
using ActorPipeline.Log;

namespace ActorPipeline.Node.Collector;

/// <summary>Tells before an event is taken whether its pipeline will be able to count it. Thread safe.</summary>
internal sealed class EventScreen(PipelineDefinition pipeline, bool decodes)
{
    private readonly SourceDefinition _source = pipeline.Source;
    private readonly EventChecks _checks = new(pipeline.Source, new IntakePlan(pipeline));

    // Bounded by the largest number of requests that screen at the same moment: one decoder each.
    private readonly ConcurrentBag<(IEventDecoder Decoder, DecodedEvent Decoded)> _decoders = [];

    /// <summary>Sorts events into records to append and, per event that would not count, its index and reason.</summary>
    public (List<NewRecord> Accepted, List<RejectedEvent> Rejected) Sort(IReadOnlyList<ReadOnlyMemory<byte>> events, long nowMs, RecordHeaders headers)
    {
        var accepted = new List<NewRecord>(events.Count);
        var rejected = new List<RejectedEvent>();
        var tools = _decoders.TryTake(out var idle) ? idle : (EventDecoder.Create(_source), new DecodedEvent(_source.Fields.Count));
        for (var i = 0; i < events.Count; i++)
        {
            if (ReasonAgainst(events[i].Span, nowMs, headers, tools) is { } reason)
            {
                rejected.Add(new RejectedEvent(i, reason));
            }
            else
            {
                accepted.Add(new NewRecord(events[i], nowMs, headers));
            }
        }

        _decoders.Add(tools);
        return (accepted, rejected);
    }

    private string? ReasonAgainst(ReadOnlySpan<byte> item, long nowMs, RecordHeaders headers, (IEventDecoder Decoder, DecodedEvent Decoded) tools)
    {
        if (item.IsEmpty)
        {
            return "the event is empty";
        }

        if (item.Length > _source.MaxRecordBytes)
        {
            return $"the event has {item.Length} bytes, more than the {_source.MaxRecordBytes} this pipeline takes";
        }

        return decodes ? ReasonOf(item, nowMs, headers, tools) : null;
    }

    private string? ReasonOf(ReadOnlySpan<byte> item, long nowMs, RecordHeaders headers, (IEventDecoder Decoder, DecodedEvent Decoded) tools)
    {
        var error = _checks.Decode(tools.Decoder, item, nowMs, headers, tools.Decoded);
        return error.IsError ? error.Detail ?? error.Code : null;
    }
}

/// <summary>An event that was not taken.</summary>
/// <param name="Index">Its place in the request, from 0.</param>
internal readonly record struct RejectedEvent(int Index, string Reason);
