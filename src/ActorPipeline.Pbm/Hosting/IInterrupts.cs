namespace ActorPipeline.Pbm.Hosting;

internal interface IInterrupts
{
    /// <summary>Begins to listen: the returned source is cancelled by the next Ctrl+C. Dispose of it when the command is over.</summary>
    CancellationTokenSource Listen();
}
