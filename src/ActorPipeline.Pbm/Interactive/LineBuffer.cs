using System.Text;

namespace ActorPipeline.Pbm.Interactive;

/// <summary>A line being typed, with its cursor.</summary>
internal sealed class LineBuffer
{
    private readonly StringBuilder _text = new();

    /// <summary>The line.</summary>
    public string Text => _text.ToString();

    /// <summary>Where the cursor stands: letters before it.</summary>
    public int Cursor { get; private set; }

    /// <summary>Replaces the line; the cursor goes to its end.</summary>
    public void Set(string text)
    {
        _text.Clear().Append(text);
        Cursor = text.Length;
    }

    /// <summary>Types text at the cursor.</summary>
    public void Insert(string text)
    {
        _text.Insert(Cursor, text);
        Cursor += text.Length;
    }

    /// <summary>Moves the cursor, at most to the line's ends.</summary>
    public void Move(int letters) => Cursor = Math.Clamp(Cursor + letters, 0, _text.Length);

    /// <summary>Removes letters before the cursor.</summary>
    public void RemoveBefore(int letters)
    {
        var count = Math.Min(letters, Cursor);
        Cursor -= count;
        _text.Remove(Cursor, count);
    }

    /// <summary>Removes letters behind the cursor.</summary>
    public void RemoveBehind(int letters) => _text.Remove(Cursor, Math.Min(letters, _text.Length - Cursor));

    /// <summary>Letters from the start of the word before the cursor to the cursor, spaces after it included.</summary>
    public int WordBefore()
    {
        var at = Cursor;
        for (; at > 0 && _text[at - 1] == ' '; at--)
        {
        }

        for (; at > 0 && _text[at - 1] != ' '; at--)
        {
        }

        return Cursor - at;
    }
}
