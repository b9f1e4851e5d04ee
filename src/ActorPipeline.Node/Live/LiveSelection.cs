using System.Text.Json;
using ActorPipeline.Definitions;
using ActorPipeline.Serving;

namespace ActorPipeline.Node.Live;

/// <summary>What a subscription watches. Immutable; selections with the same <see cref="Canonical"/> text share one feed.</summary>
/// <param name="Keys">The keys watched, sorted, without repetition; empty when <paramref name="Top"/> is set.</param>
/// <param name="Top">How many of the busiest keys are watched, or null.</param>
/// <param name="Open">Whether rows of windows that still count are wanted.</param>
/// <param name="Last">How many windows a snapshot holds per key.</param>
internal sealed record LiveSelection(
    IPipelineRuntime Runtime, ViewDefinition View, IReadOnlyList<IReadOnlyList<string>> Keys, int? Top, bool Open, int Last)
{
    public string Pipeline => Runtime.Definition.Name;

    /// <summary>The selection as text: equal for equal selections.</summary>
    public string Canonical { get; } = JsonSerializer.Serialize(new object?[] { Runtime.Definition.Name, View.Name, Keys, Top, Open, Last });
}
