using System.Text;

namespace ActorPipeline.Pbm.Interactive;

/// <summary>A line being typed, with its cursor.</summary>
internal sealed class LineBuffer
{
    private readonly StringBuilder _text = new();

    public string Text => _text.ToString();

    public int Cursor { get; private set; }

    /// <summary>Replaces the line; the cursor goes to its end.</summary>
    public void Set(string text)
    {
        _text.Clear().Append(text);
        Cursor = text.Length;
    }

    public void Insert(string text)
    {
        _text.Insert(Cursor, text);
        Cursor += text.Length;
    }

    public void Move(int letters) => Cursor = Math.Clamp(Cursor + letters, 0, _text.Length);

    public void RemoveBefore(int letters)
    {
        var count = Math.Min(letters, Cursor);
        Cursor -= count;
        _text.Remove(Cursor, count);
    }

    public void RemoveBehind(int letters) => _text.Remove(Cursor, Math.Min(letters, _text.Length - Cursor));

    /// <summary>Letters from the start of the word before the cursor to the cursor, spaces after it included.</summary>
    public int WordBefore() => Cursor - (Text[..Cursor].TrimEnd(' ').LastIndexOf(' ') + 1);
}
