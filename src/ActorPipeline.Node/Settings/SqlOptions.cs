using ActorPipeline.Lake.Sql;

namespace ActorPipeline.Node.Settings;

/// <summary>Statements over the event lake: whether they are answered, and what they may take.</summary>
internal sealed record SqlOptions
{
    public required bool Enabled { get; init; }

    /// <summary>What one statement may take.</summary>
    public required SqlLimits Limits { get; init; }

    /// <summary>How long one may take.</summary>
    public required TimeSpan Timeout { get; init; }

    /// <summary>How many run at once, each in a process of its own, and how many wait.</summary>
    public required SlotOptions Slots { get; init; }

    /// <summary>The longest statement in bytes.</summary>
    public required int MaxStatementBytes { get; init; }

    /// <summary>Bytes of results that wait, as files, for those who take them, over all answers.</summary>
    public required long MaxHeldBytes { get; init; }
}
