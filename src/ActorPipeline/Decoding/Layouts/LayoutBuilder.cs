using System.Collections.Frozen;
using System.Text;

namespace ActorPipeline.Decoding.Layouts;

/// <summary>Puts a layout together from its pieces, left to right.</summary>
internal sealed class LayoutBuilder
{
    // More than any log has, and few enough to read per line.
    private const int MaxVariables = 64;

    private readonly Dictionary<string, int> _members = new(StringComparer.Ordinal);
    private readonly List<LayoutStep> _steps = [];
    private LayoutToken? _variable;
    private string _before = "";
    private string _literal = "";
    private int _parts = AccessLogParts.Count;
    private string? _timePattern;
    private LayoutRequest _request;

    /// <exception cref="FormatException">It does not go with the pieces before it.</exception>
    public void Add(LayoutToken token)
    {
        if (token.Member is null)
        {
            _literal = Append(_literal, token.Text);
            return;
        }

        if (_variable is not null)
        {
            EndVariable(_literal.Length > 0 ? _literal : StartOf(token));
        }

        (_variable, _before, _literal) = (token, _literal, "");
    }

    /// <exception cref="FormatException">There is no variable, or there are too many.</exception>
    public AccessLogLayout Build()
    {
        if (_variable is null)
        {
            throw new FormatException("a layout with variables, such as $remote_addr in nginx's notation or %h in Apache's");
        }

        // What one forgets to take away at the end of a line of configuration.
        _literal = _literal.TrimEnd(' ');
        EndVariable(_literal);
        return _steps.Count <= MaxVariables
            ? new AccessLogLayout(_steps, Encoding.UTF8.GetBytes(_literal), _members.ToFrozenDictionary(StringComparer.Ordinal), _parts, _timePattern, _request)
            : throw new FormatException($"a layout of at most {MaxVariables} variables");
    }

    private void EndVariable(string behind)
    {
        var variable = _variable!;
        var (part, name) = Place(variable);
        var isQuoted = _before.EndsWith('"') && behind.StartsWith('"');
        var spaces = variable.TimePattern is "apache" ? 1 : variable.TimePattern?.Count(letter => letter == ' ') ?? 0;
        _steps.Add(new LayoutStep(part, name, Encoding.UTF8.GetBytes(_before), Encoding.UTF8.GetBytes(behind), isQuoted, variable.IsNumber, spaces));
    }

    // The first variable of a kind gets the kind's name, a later one its own.
    private (int Part, string Name) Place(LayoutToken variable)
    {
        if (variable.Part is not { } part || !_members.TryAdd(AccessLogParts.NameOf(part), (int)part))
        {
            _members.TryAdd(variable.Member!, _parts);
            return (_parts++, variable.Member!);
        }

        _timePattern = variable.TimePattern ?? _timePattern;
        if (variable.Request != LayoutRequest.None)
        {
            _request = variable.Request;
            AddPartsOf(variable.Request);
        }

        return ((int)part, AccessLogParts.NameOf(part));
    }

    private void AddPartsOf(LayoutRequest request)
    {
        AccessLogPart[] parts = request == LayoutRequest.Target
            ? [AccessLogPart.Path, AccessLogPart.Query]
            : [AccessLogPart.Method, AccessLogPart.Path, AccessLogPart.Query, AccessLogPart.Protocol];
        foreach (var part in parts)
        {
            _members[AccessLogParts.NameOf(part)] = (int)part;
        }
    }

    // A path begins with a slash, which ends what stands right before it: $host$request_uri.
    private static string StartOf(LayoutToken variable) => variable.Request == LayoutRequest.Target || variable.Part == AccessLogPart.Path
        ? "/"
        : throw new FormatException(
            "something between two variables, by which to tell where the first one ends; "
            + $"{variable.Text} at character {variable.At + 1} follows another at once");

    private static string Append(string literal, string text)
    {
        var all = new StringBuilder(literal);
        foreach (var letter in text)
        {
            if (letter != ' ' || all.Length == 0 || all[^1] != ' ')
            {
                all.Append(letter);
            }
        }

        return all.ToString();
    }
}
