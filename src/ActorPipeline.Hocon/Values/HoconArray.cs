using ActorPipeline.Hocon.Origins;

namespace ActorPipeline.Hocon.Values;

/// <summary>Values in order.</summary>
public sealed class HoconArray : HoconValue
{
    internal HoconArray(HoconOrigin origin, IReadOnlyList<HoconValue> items)
        : base(origin)
    {
        Items = items;
        Size = 1 + items.Sum(static item => item.Size);
    }

    /// <summary>The values.</summary>
    public IReadOnlyList<HoconValue> Items { get; }

    internal override long Size { get; }
}
