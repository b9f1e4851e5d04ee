namespace ActorPipeline.Actors.Streams;

/// <summary>A source's control together with the completion of its sink: stops a stream without losing what it has begun.</summary>
/// <typeparam name="T">What the sink completes with.</typeparam>
/// <param name="control">The source's control.</param>
/// <param name="completion">The sink's completion.</param>
public sealed class DrainingControl<T>(ILogControl control, Task<T> completion) : ILogControl
{
    /// <summary>The sink's completion.</summary>
    public Task<T> Completion => completion;

    /// <inheritdoc/>
    public Task IsShutdown => control.IsShutdown;

    /// <inheritdoc/>
    public Task StopAsync() => control.StopAsync();

    /// <summary>Stops the source and waits until the sink has processed what was under way: offsets are then committed, appends durable.</summary>
    /// <returns>What the sink completed with; fails with the stream's failure.</returns>
    public async Task<T> DrainAndShutdownAsync()
    {
        await control.StopAsync();
        return await completion;
    }
}
