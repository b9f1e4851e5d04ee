using System.Text;
using ActorPipeline.Events;

namespace ActorPipeline.Definitions.Filters;

/// <summary>A text or number values are compared with. Immutable.</summary>
internal sealed class FilterLiteral(string text, Int128? number = null)
{
    private readonly byte[] _text = Encoding.UTF8.GetBytes(text);

    public string Text => text;

    /// <summary>The number in units of 10⁻⁹; null where values are compared as text.</summary>
    public Int128? Number => number;

    /// <summary>A number; null when the text is none that can be compared exactly.</summary>
    public static FilterLiteral? OfNumber(string text) =>
        FixedPoint.TryParse(Encoding.UTF8.GetBytes(text), out var number) ? new FilterLiteral(text, number) : null;

    /// <summary>Compares a value with the literal.</summary>
    /// <param name="order">Below, above or 0, as the value is less, greater or the literal.</param>
    /// <returns>False when the literal is a number and the value is none.</returns>
    public bool TryCompare(ReadOnlySpan<byte> value, out int order)
    {
        if (number is not { } wanted)
        {
            order = value.SequenceCompareTo(_text);
            return true;
        }

        var isNumber = FixedPoint.TryParse(value, out var found);
        order = found.CompareTo(wanted);
        return isNumber;
    }
}
