using System.Text;
using ActorPipeline.Events;

namespace ActorPipeline.Definitions.Filters;

/// <summary>A text or number values are compared with. Immutable.</summary>
internal sealed class FilterLiteral
{
    private readonly byte[] _text;
    private readonly Int128? _number;

    private FilterLiteral(string text, Int128? number)
    {
        _text = Encoding.UTF8.GetBytes(text);
        _number = number;
    }

    public static FilterLiteral OfText(string text) => new(text, null);

    /// <summary>A number; null when the text is none that can be compared exactly.</summary>
    public static FilterLiteral? OfNumber(string text) =>
        FixedPoint.TryParse(Encoding.UTF8.GetBytes(text), out var number) ? new FilterLiteral(text, number) : null;

    /// <summary>Compares a value with the literal.</summary>
    /// <param name="order">Below, above or 0, as the value is less, greater or the literal.</param>
    /// <returns>False when the literal is a number and the value is none.</returns>
    public bool TryCompare(ReadOnlySpan<byte> value, out int order)
    {
        if (_number is not { } number)
        {
            order = value.SequenceCompareTo(_text);
            return true;
        }

        var isNumber = FixedPoint.TryParse(value, out var found);
        order = found.CompareTo(number);
        return isNumber;
    }
}
