using ActorPipeline.Hocon.Origins;

namespace ActorPipeline.Hocon.Syntax;

/// <summary>What a document needs to know of the one that includes it.</summary>
internal sealed class DocumentContext(DocumentLoader loader, string file, DocumentContext? outer = null)
{
    // Highest priority last, as layers are added.
    private static readonly string[] Extensions = [".properties", ".json", ".conf"];

    public HoconOptions Options => loader.Options;

    /// <summary>The path at which the document's root will stand; null for a document that is not included below one.</summary>
    public IncludeScope? Scope { get; private init; }

    /// <summary>The levels above the document's root.</summary>
    public int Depth { get; private init; }

    private int IncludeDepth { get; } = outer is null ? 0 : outer.IncludeDepth + 1;

    /// <summary>The documents an include names: one, or without an extension all that exist, the strongest last.</summary>
    public IEnumerable<ObjectNode> Include(Include include, List<string> path, int depth)
    {
        var name = Path.Combine(Path.GetDirectoryName(file) ?? "", include.Name);
        var isWhole = Extensions.Any(extension => name.EndsWith(extension, StringComparison.OrdinalIgnoreCase));
        var candidates = isWhole ? [name] : Extensions.Select(extension => name + extension);
        var found = candidates.Select(candidate => TryInclude(candidate, include, path, depth)).OfType<ObjectNode>().ToList();
        return found.Count > 0 || !include.IsRequired
            ? found
            : throw new HoconException(include.Origin, 0, $"expected the file {name}{(isWhole ? "" : ".conf, .json or .properties")}; found none");
    }

    private ObjectNode? TryInclude(string name, Include include, List<string> path, int depth)
    {
        RefuseCycle(name, include.Origin);
        var scope = path.Count == 0 ? Scope : new IncludeScope([.. Scope?.Prefix ?? [], .. path], Scope);
        return loader.TryLoad(name, include.Origin, new DocumentContext(loader, name, this) { Scope = scope, Depth = depth });
    }

    private void RefuseCycle(string name, HoconOrigin origin)
    {
        if (IncludeDepth >= Options.MaxIncludeDepth)
        {
            throw new HoconException(origin, 0, $"expected at most {Options.MaxIncludeDepth} includes inside one another; found more");
        }

        for (var including = this; including is not null; including = including.Outer)
        {
            if (including.Is(name))
            {
                throw new HoconException(origin, 0, $"expected a file that does not include this one; found a cycle through {name}");
            }
        }
    }

    private DocumentContext? Outer { get; } = outer;

    private bool Is(string name) => Path.GetFullPath(name) == Path.GetFullPath(file);
}
