using System.Buffers.Text;
using System.Text;

namespace ActorPipeline.Decoding;

/// <summary>The escapes of JSON strings (RFC 8259, section 7).</summary>
internal static class JsonEscapes
{
    private const int UnitLength = 6;

    /// <summary>Reads the escape at the beginning of a text.</summary>
    /// <param name="length">How many bytes it takes; where there is none, the byte that is wrong.</param>
    /// <returns>False when there is no valid escape: an unknown letter, not four hexadecimal digits, or half a surrogate pair.</returns>
    public static bool TryRead(ReadOnlySpan<byte> text, out Rune character, out int length)
    {
        character = default;
        length = 1;
        if (text.Length < 2)
        {
            return false;
        }

        if (text[1] == (byte)'u')
        {
            return TryReadUnits(text, out character, out length);
        }

        const string Letters = "\"\\/bfnrt";
        const string Characters = "\"\\/\b\f\n\r\t";
        var at = Letters.IndexOf((char)text[1], StringComparison.Ordinal);
        character = at < 0 ? default : new Rune(Characters[at]);
        length = at < 0 ? 1 : 2;
        return at >= 0;
    }

    public static void Undo(ReadOnlySpan<byte> written, Span<byte> text)
    {
        while (written.IndexOf((byte)'\\') is >= 0 and var plain)
        {
            written[..plain].CopyTo(text);
            TryRead(written[plain..], out var character, out var length);
            text = text[(plain + character.EncodeToUtf8(text[plain..]))..];
            written = written[(plain + length)..];
        }

        written.CopyTo(text);
    }

    private static bool TryReadUnits(ReadOnlySpan<byte> text, out Rune character, out int length)
    {
        length = UnitLength;
        if (!TryReadUnit(text, out var high))
        {
            character = default;
            length = 1;
            return false;
        }

        if (Rune.TryCreate(high, out character))
        {
            return true;
        }

        var hasLow = TryReadUnit(text[UnitLength..], out var low);
        length = hasLow ? 2 * UnitLength : UnitLength;
        return hasLow && Rune.TryCreate(high, low, out character);
    }

    private static bool TryReadUnit(ReadOnlySpan<byte> text, out char unit)
    {
        unit = default;
        if (text.Length < UnitLength || text[0] != (byte)'\\' || text[1] != (byte)'u')
        {
            return false;
        }

        var isHex = Utf8Parser.TryParse(text.Slice(2, 4), out ushort value, out var used, 'x') && used == 4;
        unit = (char)value;
        return isHex;
    }
}
