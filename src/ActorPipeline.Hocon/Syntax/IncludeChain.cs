using ActorPipeline.Hocon.Origins;
using ActorPipeline.Hocon.Values;

namespace ActorPipeline.Hocon.Syntax;

/// <summary>A document and those that include it, the innermost first: finds what the document includes, and refuses a cycle.</summary>
internal sealed class IncludeChain(DocumentLoader loader, string file, IncludeChain? outer = null)
{
    // Highest priority last, as layers are added.
    private static readonly string[] Extensions = [".properties", ".json", ".conf"];

    public HoconOptions Options => loader.Options;

    /// <summary>The path at which the document's root will stand; null for a document that is not included below one.</summary>
    public IncludeScope? Scope { get; private init; }

    public int Depth { get; private init; }
    private int IncludeDepth { get; } = outer is null ? 0 : outer.IncludeDepth + 1;

    /// <summary>The documents an include names: one, or without an extension all that exist, the strongest last.</summary>
    public IEnumerable<ObjectNode> Include(Include include, List<string> path, int depth)
    {
        if (Options.IsClosed)
        {
            throw new HoconException(
                include.Origin, 0, $"expected a text that includes nothing: files are not read for it; found include {JsonRenderer.Quote(include.Name)}");
        }

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
        return loader.TryLoad(name, include.Origin, new IncludeChain(loader, name, this) { Scope = scope, Depth = depth });
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

    private IncludeChain? Outer { get; } = outer;

    private bool Is(string name) => Path.GetFullPath(name) == Path.GetFullPath(file);
}
