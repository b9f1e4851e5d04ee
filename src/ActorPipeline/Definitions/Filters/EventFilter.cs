using ActorPipeline.Events;

namespace ActorPipeline.Definitions.Filters;

/// <summary>A condition on an event's fields, from a view's <c>where</c>. Immutable and safe to share between threads.</summary>
public abstract class EventFilter
{
    /// <summary>The condition as it was declared.</summary>
    public required string Text { get; init; }

    /// <summary>The condition as it was read.</summary>
    internal abstract FilterTerm Term { get; }

    /// <summary>Reads a condition.</summary>
    /// <param name="text">
    /// Comparisons <c>field = 'x'</c>, <c>!=</c>, <c>&lt;</c>, <c>&lt;=</c>, <c>&gt;</c>, <c>&gt;=</c>, <c>field in ('a', 'b')</c>, <c>field is present</c> and
    /// <c>field is missing</c>, put together with <c>not</c>, <c>and</c>, <c>or</c> and parentheses. A quote in a text is doubled.
    /// </param>
    /// <param name="fieldNames">The source's fields, in order.</param>
    /// <returns>The condition. Against a number a value is compared as a number (one that is none is neither equal, less nor greater); against a
    /// text byte by byte. A missing value is neither equal, less nor greater; <c>!=</c> is always the opposite of <c>=</c>.</returns>
    /// <exception cref="FormatException">It is no condition; the message says at which character (from 1) what was expected.</exception>
    public static EventFilter Parse(string text, IReadOnlyList<string> fieldNames)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(fieldNames);
        return new ParsedFilter(new FilterParser(text, fieldNames).Parse()) { Text = text };
    }

    /// <summary>Tells whether the view takes an event.</summary>
    /// <param name="record">The record the event was decoded from.</param>
    public abstract bool Accepts(ReadOnlySpan<byte> record, DecodedEvent decoded);

    private sealed class ParsedFilter(FilterTerm term) : EventFilter
    {
        private readonly Condition _condition = term.Compile();

        internal override FilterTerm Term => term;

        public override bool Accepts(ReadOnlySpan<byte> record, DecodedEvent decoded) => _condition(record, decoded);
    }
}

/// <summary>A condition, or part of one. Allocates nothing when asked; safe to share between threads.</summary>
internal delegate bool Condition(ReadOnlySpan<byte> record, DecodedEvent decoded);
