using ActorPipeline.Hocon.Values;

namespace ActorPipeline.Hocon.Resolving;

/// <summary>The resolved value of an array or object, and whether it is being resolved just now.</summary>
internal sealed class Completion
{
    public HoconValue? Value { get; set; }
    public bool IsUnderway { get; set; }
}
