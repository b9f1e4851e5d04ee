namespace ActorPipeline.Actors.Streams;

/// <summary>What a running <see cref="LogSource"/> materializes to. All members may be called concurrently.</summary>
public interface ILogControl
{
    /// <summary>Completes when the stream has ended, for whatever reason, and its readers are disposed of. Fails when one of them could not be.</summary>
    Task IsShutdown { get; }

    /// <summary>Completes the source: nothing more is read, what was read ahead is dropped, and elements already downstream are processed. May be called again.</summary>
    /// <returns>Completes as <see cref="IsShutdown"/> does.</returns>
    Task StopAsync();
}
