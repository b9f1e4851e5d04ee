using ActorPipeline.Hocon.Origins;
using ActorPipeline.Hocon.Syntax;

namespace ActorPipeline.Hocon.Resolving;

/// <summary>An array of unresolved items, each of which may turn out to be nothing.</summary>
internal sealed class ArrayForm(HoconOrigin origin, IReadOnlyList<Slot> items) : Form(origin)
{
    public IReadOnlyList<Slot> Items { get; } = items;
    public Completion Completion { get; } = new();
}
