using ActorPipeline.Log;

namespace ActorPipeline.Events;

/// <summary>Turns a record's bytes into field values and an event time.</summary>
/// <remarks>A decoder is a pure function of the record, its timestamp and its headers. It allocates nothing for an event that decodes, and never
/// throws for any bytes. One instance is used by one thread at a time.</remarks>
public interface IEventDecoder
{
    /// <summary>Decodes one record.</summary>
    /// <param name="timestampMs">The record's own timestamp in unix milliseconds.</param>
    /// <param name="headers">The record's headers: request headers, method and remote address of the collector.</param>
    /// <param name="decoded">Overwritten with the event's fields and time when the result is <see cref="DecodeError.None"/>.</param>
    /// <returns><see cref="DecodeError.None"/>, or why the record is a dead letter.</returns>
    DecodeError Decode(ReadOnlySpan<byte> record, long timestampMs, RecordHeaders headers, DecodedEvent decoded);
}

/// <summary>Why a record could not be decoded.</summary>
/// <param name="Code">A short stable word for counters, such as <c>bad-json</c>; null for none.</param>
/// <param name="Detail">One sentence: what was expected, what was found and at which byte.</param>
public readonly record struct DecodeError(string? Code, string? Detail)
{
    /// <summary>No error: the record decoded.</summary>
    public static DecodeError None => default;

    /// <summary>True when the record could not be decoded.</summary>
    public bool IsError => Code is not null;
}
