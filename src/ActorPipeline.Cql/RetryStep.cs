namespace ActorPipeline.Cql;

/// <summary>What to do after a failed try.</summary>
internal enum RetryStep
{
    GiveUp,

    NextNode,

    NextNodeAfterPause,

    PrepareAgain,
}
