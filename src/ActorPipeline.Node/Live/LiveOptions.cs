namespace ActorPipeline.Node.Live;

/// <summary>Limits of the live hub. Every buffer of the hub is bounded by one of them.</summary>
internal sealed record LiveOptions
{
    public TimeSpan FrameInterval { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>The least time between two rankings of a <c>top</c> selection.</summary>
    public TimeSpan RankInterval { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long a view stays ranked after the last one who watches its top has left.</summary>
    public TimeSpan KeepRanking { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>The least time between two re-snapshots of a selection; a re-snapshot reads the view store.</summary>
    public TimeSpan ResetInterval { get; init; } = TimeSpan.FromSeconds(1);

    public int MaxSubscriptions { get; init; } = 32;

    /// <summary>How often a connection may subscribe or ask for a snapshot, a second.</summary>
    public int SubscriptionsPerSecond { get; init; } = 10;

    /// <summary>How often it may at once: all of its subscriptions, twice.</summary>
    public int SubscriptionBurst { get; init; } = 64;

    public int MaxKeys { get; init; } = 50;

    /// <summary>Rows one snapshot may hold: some 5 MB of JSON.</summary>
    public int MaxRows { get; init; } = 20_000;

    public int MaxFeeds { get; init; } = 1_000;

    /// <summary>Row batches kept for a selection until its next frame; beyond it the oldest is dropped and the selection is read again.</summary>
    public int BatchBuffer { get; init; } = 512;

    /// <summary>Frames kept for a client that reads slowly (4 s); beyond it they are dropped and the client gets a new snapshot.</summary>
    public int FrameBuffer { get; init; } = 16;

    public int MaxMessageBytes { get; init; } = 32 * 1024;
}
