using System.Globalization;
using System.Text;
using ActorPipeline.Hocon.Origins;
using ActorPipeline.Hocon.Values;

namespace ActorPipeline.Hocon.Syntax;

/// <summary>
/// Java properties: <c>key = value</c> lines, all values strings, keys split at every dot. Where a key is both a value and the
/// parent of others, the parent wins, whatever the order.
/// </summary>
internal sealed class PropertiesParser(string text)
{
    private int _at;
    private int _line = 1;

    public static ObjectNode Parse(string text, string file, int maxDepth)
    {
        var parser = new PropertiesParser(text.TrimStart('\uFEFF'));
        var entries = new List<(string[] Path, Node Value)>();
        while (parser.TryReadEntry(file) is { } entry)
        {
            entries.Add(entry.Path.Length <= maxDepth
                ? entry
                : throw new HoconException(entry.Value.Origin, 0, $"expected a key of at most {maxDepth} names; found more"));
        }

        var root = new ObjectNode(new HoconOrigin(file, 1));
        var parents = entries.SelectMany(static entry => Prefixes(entry.Path)).ToHashSet(StringComparer.Ordinal);
        foreach (var (path, value) in entries.Where(entry => !parents.Contains(Identity(entry.Path))))
        {
            root.Add(path, value);
        }

        return root;
    }

    private static IEnumerable<string> Prefixes(string[] path) =>
        Enumerable.Range(1, path.Length - 1).Select(length => Identity(path[..length]));

    // A key is split at every dot, so a joined path is unambiguous.
    private static string Identity(string[] path) => string.Join('.', path);

    private (string[] Path, Node Value)? TryReadEntry(string file)
    {
        SkipBlankLines();
        if (_at >= text.Length)
        {
            return null;
        }

        var origin = new HoconOrigin(file, _line);
        var key = ReadText(isKey: true);
        SkipSpace();
        if (_at < text.Length && text[_at] is '=' or ':')
        {
            _at++;
            SkipSpace();
        }

        return (key.Split('.'), new Literal(new HoconScalar(origin, HoconScalarKind.Text, ReadText(isKey: false))));
    }

    private void SkipBlankLines()
    {
        while (_at < text.Length)
        {
            if (text[_at] is '#' or '!')
            {
                var end = text.AsSpan(_at).IndexOfAny('\r', '\n');
                _at = end < 0 ? text.Length : _at + end;
            }
            else if (text[_at] is ' ' or '\t' or '\f' or '\r' or '\n')
            {
                _line += text[_at++] == '\n' ? 1 : 0;
            }
            else
            {
                return;
            }
        }
    }

    private void SkipSpace()
    {
        while (_at < text.Length && text[_at] is ' ' or '\t' or '\f')
        {
            _at++;
        }
    }

    private string ReadText(bool isKey)
    {
        var read = new StringBuilder();
        while (_at < text.Length && text[_at] is not ('\r' or '\n') && !(isKey && text[_at] is '=' or ':' or ' ' or '\t' or '\f'))
        {
            var c = text[_at++];
            if (c != '\\')
            {
                read.Append(c);
            }
            else if (!TryContinueLine())
            {
                read.Append(ReadEscape());
            }
        }

        return read.ToString();
    }

    /// <summary>A backslash at the end of a line joins the next one, without its indentation.</summary>
    private bool TryContinueLine()
    {
        var rest = text.AsSpan(_at);
        if (!rest.StartsWith('\n') && !rest.StartsWith("\r\n"))
        {
            return rest.IsEmpty;
        }

        _at += rest[0] == '\r' ? 2 : 1;
        _line++;
        SkipSpace();
        return true;
    }

    private char ReadEscape()
    {
        var c = text[_at++];
        if (c == 'u' && _at + 4 <= text.Length
            && ushort.TryParse(text.AsSpan(_at, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code))
        {
            _at += 4;
            return (char)code;
        }

        return c switch { 't' => '\t', 'n' => '\n', 'r' => '\r', 'f' => '\f', _ => c };
    }
}
