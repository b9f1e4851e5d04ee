namespace ActorPipeline.Node.Settings;

/// <summary>How many read views at a time, and how many rows wait in memory for their readers.</summary>
internal sealed record ReadOptions
{
    /// <summary>For requests to either listener.</summary>
    public required SlotOptions Requests { get; init; }

    /// <summary>For the live hub.</summary>
    public required SlotOptions Live { get; init; }

    /// <summary>Rows that all answers together hold in memory while they are sent.</summary>
    public required int MaxHeldRows { get; init; }

    /// <summary>How long a client may take nothing of its answer.</summary>
    public required TimeSpan ClientTimeout { get; init; }
}

/// <summary>Slots for reading the view store.</summary>
/// <param name="Count">Pages that are read at once.</param>
/// <param name="MaxWaiting">Readers that wait for a slot for their first page, and how long each may.</param>
internal sealed record SlotOptions(int Count, int MaxWaiting, TimeSpan MaxWait);
