using System.Globalization;
using System.Text;

namespace ActorPipeline.Hocon.Values;

/// <summary>Writes a value as JSON, two spaces a level. Recursion is bounded by the depth a reader accepts.</summary>
internal sealed class JsonRenderer(bool withOrigins)
{
    private readonly StringBuilder _json = new();

    public static string Render(HoconValue value, bool withOrigins)
    {
        var renderer = new JsonRenderer(withOrigins);
        renderer.Value(value, 0);
        return renderer._json.ToString();
    }

    public static string Quote(string text)
    {
        var json = new StringBuilder(text.Length + 2).Append('"');
        for (var at = 0; at < text.Length; at++)
        {
            json.Append(Escape(text, at));
        }

        return json.Append('"').ToString();
    }

    private static string Escape(string text, int at) => text[at] switch
    {
        '"' => "\\\"",
        '\\' => "\\\\",
        '\n' => "\\n",
        '\r' => "\\r",
        '\t' => "\\t",
        < ' ' or '\u007f' or '\u2028' or '\u2029' => Hex(text[at]),
        var c when char.IsSurrogate(c) && !IsPaired(text, at) => Hex(c),
        var c => c.ToString(),
    };

    private static bool IsPaired(string text, int at) =>
        (at + 1 < text.Length && char.IsSurrogatePair(text[at], text[at + 1])) ||
        (at > 0 && char.IsSurrogatePair(text[at - 1], text[at]));

    private static string Hex(char c) => string.Create(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");

    private void Value(HoconValue value, int level)
    {
        switch (value)
        {
            case HoconObject o:
                Block('{', '}', level, o.Fields.Select(static field => (Quote(field.Key) + ": ", field.Value)));
                break;
            case HoconArray a:
                Block('[', ']', level, a.Items.Select(static item => ("", item)));
                break;
            case HoconScalar scalar:
                _json.Append(scalar.Kind == HoconScalarKind.Text ? Quote(scalar.Text) : scalar.Text);
                break;
        }
    }

    private void Block(char open, char close, int level, IEnumerable<(string Prefix, HoconValue Value)> children)
    {
        _json.Append(open);
        HoconValue? previous = null;
        foreach (var (prefix, value) in children)
        {
            _json.Append(previous is null ? "" : ",");
            EndLine(previous, level + 1);
            _json.Append(prefix);
            Value(value, level + 1);
            previous = value;
        }

        if (previous is not null)
        {
            EndLine(previous, level);
        }

        _json.Append(close);
    }

    private void EndLine(HoconValue? value, int level)
    {
        if (withOrigins && value is HoconScalar)
        {
            _json.Append(" # ").Append(value.Origin.ToString().ReplaceLineEndings(" "));
        }

        _json.Append('\n').Append(' ', 2 * level);
    }
}
