using ActorPipeline.Hocon.Origins;
using ActorPipeline.Hocon.Reading;
using ActorPipeline.Hocon.Syntax;
using ActorPipeline.Hocon.Values;

namespace ActorPipeline.Hocon;

/// <summary>A configuration, merged and resolved. Immutable, and safe to share between threads.</summary>
public sealed class HoconConfig
{
    internal HoconConfig(HoconObject root) => Root = root;

    /// <summary>The object that holds all.</summary>
    public HoconObject Root { get; }

    /// <summary>Reads a file with its includes.</summary>
    /// <exception cref="HoconException">It does not exist, is not HOCON, or does not resolve by itself (see <see cref="HoconLayers"/>).</exception>
    public static HoconConfig ParseFile(string path, HoconOptions? options = null) => new HoconLayers(options).AddFile(path).Resolve();

    /// <summary>Reads a text.</summary>
    /// <param name="origin">What messages call it; if it is a path, includes are relative to its folder.</param>
    /// <exception cref="HoconException">The text is not HOCON, or does not resolve by itself.</exception>
    public static HoconConfig ParseText(string text, string origin, HoconOptions? options = null) =>
        new HoconLayers(options).AddText(text, origin).Resolve();

    /// <summary>Begins to read settings at the root.</summary>
    public HoconCursor Cursor() => new(Root);

    /// <summary>The whole configuration as indented JSON.</summary>
    /// <param name="withOrigins">Ends each line that holds a scalar with a comment naming where it came from.</param>
    public string ToJson(bool withOrigins = false) => Root.ToJson(withOrigins);
}
