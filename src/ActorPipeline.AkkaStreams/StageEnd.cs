using Akka.Streams.Stage;

namespace ActorPipeline.AkkaStreams;

/// <summary>The end of a stage that holds readers or writers: they are closed first, so that whoever sees the stage end may close the log.</summary>
internal static class StageEnd
{
    /// <summary>Waits for what is being closed, then tells the stage. A failure of the closing counts where there is no other.</summary>
    public static async Task AfterAsync(Task close, Exception? failure, Action<Exception?> closed)
    {
        try
        {
            await close;
            closed(failure);
        }
        catch (Exception closeFailure)
        {
            closed(failure ?? closeFailure);
        }
    }

    public static void Finish(this GraphStageLogic stage, Exception? failure)
    {
        if (failure is null)
        {
            stage.CompleteStage();
        }
        else
        {
            stage.FailStage(failure);
        }
    }
}
