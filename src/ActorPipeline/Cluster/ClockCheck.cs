namespace ActorPipeline.Cluster;

/// <summary>Compares this node's clock with the servers', now and then. One caller at a time.</summary>
/// <param name="context">The bus's surroundings.</param>
/// <param name="reference">The servers' clock.</param>
internal sealed class ClockCheck(ClusterContext context, IReferenceClock reference)
{
    // Clocks drift by seconds a day; one that is set anew should be noticed before somebody wonders.
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(5);

    private long? _lookedAt;
    private bool _isLooking;

    /// <summary>Whether it is time to look again.</summary>
    public bool IsDue => !_isLooking && (_lookedAt is not { } at || context.Time.GetElapsedTime(at) >= Every);

    /// <summary>Looks once.</summary>
    public async Task LookAsync(CancellationToken cancellationToken)
    {
        var began = context.Time.GetTimestamp();
        (_isLooking, _lookedAt) = (true, began);
        try
        {
            var servers = await reference.ReadAsync(cancellationToken);
            var took = context.Time.GetElapsedTime(began);

            // The servers looked at their clock somewhere between question and answer (Cristian's algorithm): a slow answer says too little.
            context.Members.NoteServers(
                servers is { } time && took < context.Options.MaxClockSkew ? time.ToUnixTimeMilliseconds() - context.NowMs + (long)(took.TotalMilliseconds / 2) : null);
        }
        finally
        {
            _isLooking = false;
        }
    }
}
