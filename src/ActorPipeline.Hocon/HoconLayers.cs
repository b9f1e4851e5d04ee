using ActorPipeline.Hocon.Origins;
using ActorPipeline.Hocon.Resolving;
using ActorPipeline.Hocon.Syntax;
using ActorPipeline.Hocon.Values;

namespace ActorPipeline.Hocon;

/// <summary>
/// Documents laid over one another and resolved as a whole: a later layer wins, objects merge, and substitutions of any layer see
/// the final values of all. Not thread safe; the configuration it yields is.
/// </summary>
public sealed class HoconLayers(HoconOptions? options = null)
{
    private readonly HoconOptions _options = options ?? HoconOptions.Default;
    private readonly List<ObjectNode> _layers = [];

    /// <summary>Adds a file, HOCON unless it is named <c>.properties</c>. Its includes are relative to its folder.</summary>
    /// <exception cref="HoconException">It does not exist, cannot be read, or is not HOCON.</exception>
    public HoconLayers AddFile(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        _layers.Add(new DocumentLoader(_options).LoadFile(path));
        return this;
    }

    /// <summary>Adds a text.</summary>
    /// <param name="origin">What messages call it; if it is a path, includes are relative to its folder.</param>
    /// <exception cref="HoconException">The text is not HOCON.</exception>
    public HoconLayers AddText(string text, string origin)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(origin);
        _layers.Add(new DocumentLoader(_options).LoadText(text, origin));
        return this;
    }

    /// <summary>Sets one path. What begins with <c>[</c>, <c>{</c> or a quote, or contains <c>${</c>, is HOCON; anything else is taken as it stands.</summary>
    /// <param name="value">The value, such as <c>127.0.0.1:9092,127.0.0.1:9093</c>.</param>
    /// <param name="origin">What messages call the place it came from.</param>
    /// <exception cref="HoconException">The path is no path expression, or the value was to be HOCON and is not.</exception>
    public HoconLayers AddOverride(string path, string value, string origin = "--set")
    {
        ArgumentNullException.ThrowIfNull(value);
        var place = $"{origin} {path}";
        var isHocon = value is ['[' or '{' or '"', ..] || value.Contains("${", StringComparison.Ordinal);
        var node = isHocon
            ? new DocumentLoader(_options).LoadValue(value, place)
            : new Literal(HoconScalar.Unquoted(new HoconOrigin(place, 0), value));
        var layer = new ObjectNode(node.Origin);
        layer.Add([.. HoconPath.Parse(path)], node);
        _layers.Add(layer);
        return this;
    }

    /// <summary>Merges the layers and resolves their substitutions.</summary>
    /// <param name="environment">Looks up environment variables; null to use that of the options.</param>
    /// <exception cref="HoconException">A substitution is undefined or part of a cycle, or a limit is passed.</exception>
    public HoconConfig Resolve(Func<string, string?>? environment = null) => new(Resolver.Resolve(_layers, environment ?? _options.Environment, _options));
}
