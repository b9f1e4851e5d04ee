namespace ActorPipeline.Cql;

/// <summary>What to do after a failed try.</summary>
internal enum RetryStep
{
    /// <summary>Report the failure.</summary>
    GiveUp,

    /// <summary>Ask the next node, or the same when there is no other.</summary>
    NextNode,

    /// <summary>As <see cref="NextNode"/>, a little later.</summary>
    NextNodeAfterPause,

    /// <summary>Prepare the statement on the same node and ask it again.</summary>
    PrepareAgain,
}
