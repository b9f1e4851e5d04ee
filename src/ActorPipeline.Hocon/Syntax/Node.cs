using ActorPipeline.Hocon.Origins;
using ActorPipeline.Hocon.Values;

namespace ActorPipeline.Hocon.Syntax;

/// <summary>A value as it was written, before substitutions are resolved and layers merged. Not changed once its document is read.</summary>
internal abstract class Node(HoconOrigin origin)
{
    public HoconOrigin Origin { get; } = origin;
}

internal sealed class ArrayNode(HoconOrigin origin, IReadOnlyList<Node> items) : Node(origin)
{
    public IReadOnlyList<Node> Items { get; } = items;
}

/// <summary>Values side by side, each with the whitespace before it (which counts if they turn out to be strings).</summary>
internal sealed class ConcatenationNode(HoconOrigin origin, IReadOnlyList<(string Space, Node Value)> parts) : Node(origin)
{
    public IReadOnlyList<(string Space, Node Value)> Parts { get; } = parts;
}

internal sealed class SubstitutionNode(HoconOrigin origin, string[] path, bool isOptional, IncludeScope? scope) : Node(origin)
{
    public string[] Path { get; } = path;
    public bool IsOptional { get; } = isOptional;

    /// <summary>Where the file it stands in was included; null for a file that was not.</summary>
    public IncludeScope? Scope { get; } = scope;

    public override string ToString() => $"${{{(IsOptional ? "?" : "")}{HoconPath.Join(Path)}}}";
}

/// <summary>The path at which a file was included: its substitutions look there first, then where the including file would look.</summary>
internal sealed record IncludeScope(string[] Prefix, IncludeScope? Outer);
