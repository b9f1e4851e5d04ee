namespace ActorPipeline.Batches;

/// <summary>How much room was needed lately, to tell what a burst has made larger than that. One thread at a time.</summary>
/// <param name="small">Room that is not worth giving back.</param>
internal struct RecentNeed(int small)
{
    // What grows by doubling, and traffic that comes and goes, stays within.
    private const int Slack = 4;

    private int _now;
    private int _before;

    public void Note(int used) => _now = Math.Max(_now, used);

    /// <summary>Begins the next turn.</summary>
    /// <returns>The room that is worth keeping, by what was noted in this turn and the one before.</returns>
    public int Turn()
    {
        var needed = Math.Max(_now, _before);
        (_before, _now) = (_now, 0);
        return Math.Max(small, needed > int.MaxValue / Slack ? int.MaxValue : Slack * needed);
    }
}
