using ActorPipeline.Hocon.Origins;
using ActorPipeline.Hocon.Syntax;
using ActorPipeline.Hocon.Values;

namespace ActorPipeline.Hocon.Resolving;

/// <summary>An array or object, with its resolved value once that is known, and whether it is being resolved just now.</summary>
internal abstract class CompoundForm(HoconOrigin origin) : Form(origin)
{
    public HoconValue? Value { get; set; }
    public bool IsUnderway { get; set; }
}

/// <summary>An array of unresolved items, each of which may turn out to be nothing.</summary>
internal sealed class ArrayForm(HoconOrigin origin, IReadOnlyList<Slot> items) : CompoundForm(origin)
{
    public IReadOnlyList<Slot> Items { get; } = items;
}
