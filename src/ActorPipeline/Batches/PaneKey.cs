namespace ActorPipeline.Batches;

/// <summary>A slice of a view's time, and which of its windows it counts in.</summary>
/// <param name="Number">Start of the pane divided by the pane's length; the start itself where windows are of a zone.</param>
/// <param name="Skip">How many of the earliest windows that hold the pane it does not count in: its events came too late for those only.</param>
internal readonly record struct PaneKey(long Number, int Skip) : IComparable<PaneKey>
{
    public int CompareTo(PaneKey other) => (Number, Skip).CompareTo((other.Number, other.Skip));
}
