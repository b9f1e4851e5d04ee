using ActorPipeline.Hocon.Origins;

namespace ActorPipeline.Hocon.Values;

/// <summary>A value of a resolved configuration. Immutable, and safe to share between threads.</summary>
public abstract class HoconValue
{
    private protected HoconValue(HoconOrigin origin) => Origin = origin;

    /// <summary>Where the value was written. A value that came through a substitution bears the place of its definition.</summary>
    public HoconOrigin Origin { get; }

    /// <summary>Whether this is <c>null</c>.</summary>
    public bool IsNull => this is HoconScalar { Kind: HoconScalarKind.Null };

    /// <summary>The values in this tree, this one included: a tree that shares branches is bounded by what it would print.</summary>
    internal abstract long Size { get; }

    /// <summary>The value as indented JSON.</summary>
    /// <param name="withOrigins">Ends each line that holds a scalar with a comment naming where it came from (HOCON, no longer JSON).</param>
    public string ToJson(bool withOrigins = false) => JsonRenderer.Render(this, withOrigins);
}
