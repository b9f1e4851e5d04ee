using System.Text;

namespace ActorPipeline.Pbm.Nodes;

/// <summary>Builds the path of a request, escaping whatever people type.</summary>
internal sealed class NodeQuery
{
    private readonly StringBuilder _text = new("/pbm");
    private bool _hasQuery;

    public NodeQuery(params ReadOnlySpan<string> segments)
    {
        foreach (var segment in segments)
        {
            _text.Append('/').Append(Uri.EscapeDataString(segment));
        }
    }

    /// <summary>Adds a parameter; one without a value is left out.</summary>
    public NodeQuery With(string name, string? value)
    {
        if (value is not null)
        {
            _text.Append(_hasQuery ? '&' : '?').Append(Uri.EscapeDataString(name)).Append('=').Append(Uri.EscapeDataString(value));
            _hasQuery = true;
        }

        return this;
    }

    public NodeQuery With(string name, long? value) => With(name, value?.ToString(System.Globalization.CultureInfo.InvariantCulture));

    public NodeQuery With(string name, bool value) => With(name, value ? "true" : null);

    public override string ToString() => _text.ToString();
}
