using System.Diagnostics.CodeAnalysis;
using System.Text;
using ActorPipeline.Definitions.Filters;
using ActorPipeline.Events;
using ActorPipeline.TestKit.Reference;

namespace ActorPipeline.TestKit.Workloads;

/// <summary>Takes events whose field has a value.</summary>
public sealed class FieldIs : EventFilter
{
    private readonly byte[] _utf8;

    /// <summary>Makes the condition.</summary>
    [SetsRequiredMembers]
    public FieldIs(int field, string value)
    {
        Field = field;
        Value = value;
        _utf8 = Encoding.UTF8.GetBytes(value);
        Text = $"field {field} is {value}";
    }

    /// <summary>The field.</summary>
    public int Field { get; }

    /// <summary>The value.</summary>
    public string Value { get; }

    /// <inheritdoc/>
    internal override FilterTerm Term => new CompareTerm(Field, FilterSign.Equal, new FilterLiteral(Value));

    /// <inheritdoc/>
    public override bool Accepts(ReadOnlySpan<byte> record, DecodedEvent decoded)
    {
        ArgumentNullException.ThrowIfNull(decoded);
        return decoded.Has(Field) && decoded.Value(record, Field).SequenceEqual(_utf8);
    }

    /// <summary>The same for the reference.</summary>
    public bool Accepts(SourceEvent one)
    {
        ArgumentNullException.ThrowIfNull(one);
        return one.Fields[Field] == Value;
    }
}
