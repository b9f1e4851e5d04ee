using System.Buffers;

namespace ActorPipeline.Pbm.Loading;

/// <summary>A record is a JSON value: an element of the outermost array, or one of values standing one after the other (a line each, or not).</summary>
/// <remarks>Cuts only; whether a value is well formed in itself is the node's to say, event by event.</remarks>
internal sealed class JsonScanner : RecordScanner
{
    private static readonly SearchValues<byte> MarksInText = SearchValues.Create("\"\\"u8);
    private static readonly SearchValues<byte> MarksAfterBare = SearchValues.Create(" \t\r\n,]"u8);
    private static readonly SearchValues<byte> MarksOutside = SearchValues.Create("\"{}[]"u8);

    private bool _isInArray;
    private bool _isCommaDue;
    private bool _isInValue;
    private bool _isBare;
    private bool _isText;
    private bool _isEscaped;
    private int _depth;
    private bool _isValue;

    public override int FindEnd(ReadOnlySpan<byte> data)
    {
        if (!_isInValue)
        {
            if (SeparatorsBefore(data) is > 0 and var separators)
            {
                // What stands between values is a record of its own, one without content.
                _isValue = false;
                return separators;
            }

            Begin(data[0]);
        }

        return EndOfValue(data);
    }

    public override ReadOnlySpan<byte> Content(ReadOnlySpan<byte> record) => _isValue ? record : [];

    public override void Finish()
    {
        if (_isInValue && !_isBare)
        {
            throw new RecordFormatException("a value is cut off");
        }

        if (_isInArray)
        {
            throw new RecordFormatException("the array does not end");
        }

        _isValue = _isBare;
    }

    private int SeparatorsBefore(ReadOnlySpan<byte> data)
    {
        var count = 0;
        while (count < data.Length && TakesSeparator(data[count]))
        {
            count++;
        }

        return count;
    }

    private bool TakesSeparator(byte letter)
    {
        switch (letter)
        {
            case (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n' or 0:
                return true;
            case (byte)'[' when !_isInArray:
                (_isInArray, _isCommaDue) = (true, false);
                return true;
            case (byte)']' when _isInArray:
                _isInArray = false;
                return true;
            case (byte)',' when _isInArray && _isCommaDue:
                _isCommaDue = false;
                return true;
            default:
                return false;
        }
    }

    private void Begin(byte letter)
    {
        _isBare = char.IsAsciiLetterOrDigit((char)letter) || letter == '-';
        if ((_isInArray && _isCommaDue) || !(_isBare || letter is (byte)'{' or (byte)'[' or (byte)'"'))
        {
            throw new RecordFormatException($"found '{(char)letter}' where {(_isInArray && _isCommaDue ? "a comma" : "a JSON value")} was expected");
        }

        _isInValue = true;
    }

    private int EndOfValue(ReadOnlySpan<byte> data)
    {
        var end = _isBare ? data.IndexOfAny(MarksAfterBare) : EndOfNested(data);
        if (end >= 0)
        {
            (_isInValue, _isBare, _isValue, _isCommaDue) = (false, false, true, _isInArray);
        }

        return end;
    }

    private int EndOfNested(ReadOnlySpan<byte> data)
    {
        for (var at = 0; at < data.Length; at++)
        {
            if (_isEscaped)
            {
                _isEscaped = false;
                continue;
            }

            var next = data[at..].IndexOfAny(_isText ? MarksInText : MarksOutside);
            if (next < 0)
            {
                return -1;
            }

            at += next;
            Turn(data[at]);
            if (_depth == 0 && !_isText)
            {
                return at + 1;
            }
        }

        return -1;
    }

    private void Turn(byte mark)
    {
        switch (mark)
        {
            case (byte)'\\':
                _isEscaped = true;
                break;
            case (byte)'"':
                _isText = !_isText;
                break;
            default:
                _depth += mark is (byte)'{' or (byte)'[' ? 1 : -1;
                break;
        }
    }
}
