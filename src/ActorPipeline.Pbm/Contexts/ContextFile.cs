namespace ActorPipeline.Pbm.Contexts;

/// <summary>The contexts as they are kept.</summary>
/// <param name="Selected">The one in use, or null.</param>
/// <param name="Previous">The one in use before it, or null.</param>
internal sealed record ContextFile(string? Selected, string? Previous, IReadOnlyDictionary<string, NodeContext> Contexts)
{
    public static ContextFile Empty { get; } = new(null, null, new SortedDictionary<string, NodeContext>(StringComparer.Ordinal));

    /// <summary>The one in use, or null.</summary>
    public NodeContext? Current => Selected is null ? null : Contexts.GetValueOrDefault(Selected);

    public ContextFile With(string name, NodeContext context) =>
        this with { Contexts = new SortedDictionary<string, NodeContext>(Contexts.ToDictionary(), StringComparer.Ordinal) { [name] = context } };

    public ContextFile Selecting(string name) => name == Selected ? this : this with { Selected = name, Previous = Selected };

    public ContextFile Without(string name) => new(
        Selected == name ? null : Selected,
        Previous == name ? null : Previous,
        new SortedDictionary<string, NodeContext>(Contexts.Where(context => context.Key != name).ToDictionary(), StringComparer.Ordinal));
}
