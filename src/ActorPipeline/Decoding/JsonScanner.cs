using System.Runtime.CompilerServices;
using ActorPipeline.Events;

namespace ActorPipeline.Decoding;

/// <summary>Reads JSON (RFC 8259) strictly from left to right. What it takes and refuses is what <c>Utf8JsonReader</c> does, and it refuses
/// half surrogate pairs in escapes. The text must be valid UTF-8.</summary>
internal ref partial struct JsonScanner(ReadOnlySpan<byte> text)
{
    /// <summary>How deep objects and arrays may nest, the outermost counted.</summary>
    public const int MaxDepth = 64;

    private readonly ReadOnlySpan<byte> _text = text;
    private string? _expected;

    public int At { get; private set; }

    public readonly DecodeError Error => DecodeErrors.Expected("bad-json", _expected ?? "", _text, At);

    /// <summary>Steps over white space. Returns the byte behind it; 0 at the end.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public byte Next()
    {
        var at = At;
        while ((uint)at < (uint)_text.Length)
        {
            var found = _text[at];
            if (found > (byte)' ' || found is not ((byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t'))
            {
                At = at;
                return found;
            }

            at++;
        }

        At = at;
        return 0;
    }

    /// <summary>Steps over the byte the scanner stands at and white space behind it. Returns the byte behind; 0 at the end.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public byte Skip()
    {
        At++;
        return Next();
    }

    /// <summary>Stops, and returns false: something else was expected where the scanner stands.</summary>
    public bool Fail(string expected)
    {
        _expected = expected;
        return false;
    }

    public bool TakeName(byte first, out JsonString name, out byte value)
    {
        name = default;
        value = 0;
        if (first != (byte)'"')
        {
            return Fail("a member's name in quotes");
        }

        if (!TakeString(out name))
        {
            return false;
        }

        if (Next() != (byte)':')
        {
            return Fail("a colon");
        }

        value = Skip();
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TakeOpen(byte close, out byte next)
    {
        next = Skip();
        if (next != close)
        {
            return next != 0 || Fail("an item");
        }

        At++;
        next = 0;
        return true;
    }

    /// <summary>Reads what stands behind an item of an object or array.</summary>
    /// <param name="next">The first byte of the next item; 0 when there is none.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TakeSeparator(byte close, out byte next)
    {
        next = 0;
        var found = Next();
        if (found == close)
        {
            At++;
            return true;
        }

        if (found != (byte)',')
        {
            return Fail(close == (byte)'}' ? "a comma or the end of the object" : "a comma or the end of the array");
        }

        next = Skip();
        return next != 0 || Fail("an item");
    }

    /// <summary>Reads a value of any kind, nested ones as a whole.</summary>
    /// <param name="first">The byte the scanner stands at.</param>
    /// <param name="depth">How many objects and arrays it stands in.</param>
    public bool SkipValue(byte first, int depth) => first switch
    {
        (byte)'"' => TakeString(out _),
        (byte)'{' or (byte)'[' => depth < MaxDepth ? SkipItems(first, depth + 1) : Fail($"at most {MaxDepth} objects and arrays inside each other"),
        _ => TakeScalar(first),
    };

    /// <summary>Reads a number, boolean or null.</summary>
    public bool TakeScalar(byte first) => first switch
    {
        (byte)'t' => TakeLiteral("true"u8),
        (byte)'f' => TakeLiteral("false"u8),
        (byte)'n' => TakeLiteral("null"u8),
        (byte)'-' or (>= (byte)'0' and <= (byte)'9') => TakeNumber(),
        _ => Fail("a value"),
    };

    private bool SkipItems(byte open, int depth)
    {
        var close = open == (byte)'{' ? (byte)'}' : (byte)']';
        if (!TakeOpen(close, out var next))
        {
            return false;
        }

        while (next != 0)
        {
            if (open == (byte)'{' && !TakeName(next, out _, out next))
            {
                return false;
            }

            if (!SkipValue(next, depth) || !TakeSeparator(close, out next))
            {
                return false;
            }
        }

        return true;
    }

    private bool TakeLiteral(ReadOnlySpan<byte> literal)
    {
        if (!_text[At..].StartsWith(literal))
        {
            return Fail("a value");
        }

        At += literal.Length;
        return true;
    }

    private bool TakeNumber()
    {
        At += _text[At] == (byte)'-' ? 1 : 0;
        if (At < _text.Length && _text[At] == (byte)'0')
        {
            At++;
        }
        else if (!TakeDigits())
        {
            return false;
        }

        if (At < _text.Length && _text[At] == (byte)'.')
        {
            At++;
            if (!TakeDigits())
            {
                return false;
            }
        }

        if (At >= _text.Length || (_text[At] | 0x20) != 'e')
        {
            return true;
        }

        At++;
        At += At < _text.Length && _text[At] is (byte)'+' or (byte)'-' ? 1 : 0;
        return TakeDigits();
    }

    private bool TakeDigits()
    {
        var start = At;
        while (At < _text.Length && char.IsAsciiDigit((char)_text[At]))
        {
            At++;
        }

        return At > start || Fail("a digit");
    }
}
