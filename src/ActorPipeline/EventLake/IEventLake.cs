using ActorPipeline.Definitions;
using ActorPipeline.Events;

namespace ActorPipeline.EventLake;

/// <summary>Keeps the events of pipelines in files that other programs can read, by hour.</summary>
/// <remarks>Files are written aside first; who has claimed their offsets publishes them. All members may be called concurrently.</remarks>
public interface IEventLake
{
    /// <summary>Tells this lake from every other one, also from one that is made anew in the same place.</summary>
    string Id { get; }

    /// <summary>Begins to gather events of a source partition.</summary>
    /// <param name="epoch">The epoch of who gathers: what two owners write never meets.</param>
    ILakeDraft NewDraft(PipelineDefinition pipeline, int partition, long epoch);

    /// <summary>Puts the files of a claimed commit where readers find them. Doing it again, or at the same time, is harmless.</summary>
    /// <exception cref="EventLakeException">A file cannot be put there, or is lost; or the commit is one of another lake.</exception>
    ValueTask PublishAsync(string pipeline, LakeCommit commit, CancellationToken cancellationToken);

    /// <summary>Finds out how far a source partition has come where no pointer says it: what was published behind that, in part, is deleted.</summary>
    /// <returns>The first offset that no commit covers; null where there is none.</returns>
    /// <exception cref="EventLakeException">A file cannot be deleted, or goes on behind what was committed.</exception>
    ValueTask<long?> ResumeAsync(string pipeline, int partition, long sourceEpoch, CancellationToken cancellationToken);

    /// <summary>Deletes what was written aside for a source partition under an epoch below this one.</summary>
    /// <exception cref="EventLakeException">A file cannot be deleted.</exception>
    ValueTask DropUnclaimedAsync(string pipeline, int partition, long epoch, CancellationToken cancellationToken);

    /// <summary>Merges small files (<see cref="LakeMerges"/>), and deletes those that merged ones have taken the place of.</summary>
    /// <remarks>Readers go by what files cover: they see every event once before, meanwhile and after.</remarks>
    /// <param name="epoch">The epoch of who merges. From when one with a higher epoch begins, this one publishes nothing more.</param>
    /// <param name="progress">Told which part of the work is done, from 0 to 1.</param>
    /// <returns>What was merged.</returns>
    /// <exception cref="EventLakeException">A file cannot be read or written; what was merged before stays merged.</exception>
    ValueTask<LakeWork> MergeAsync(
        string pipeline, long epoch, LakeMergeOptions options, Action<double> progress, CancellationToken cancellationToken);

    /// <summary>Deletes the events of all hours before one.</summary>
    /// <returns>What was deleted; its rows are not counted.</returns>
    /// <exception cref="EventLakeException">A file cannot be deleted.</exception>
    ValueTask<LakeWork> DropBeforeAsync(string pipeline, LakeHour hour, CancellationToken cancellationToken);
}

/// <summary>What was done to files of a lake.</summary>
/// <param name="Files">How many files were merged or deleted.</param>
/// <param name="Rows">How many events they had.</param>
/// <param name="Bytes">Their size.</param>
public readonly record struct LakeWork(int Files, long Rows, long Bytes)
{
    /// <summary>Both together.</summary>
    public LakeWork And(LakeWork other) => new(Files + other.Files, Rows + other.Rows, Bytes + other.Bytes);
}

/// <summary>Events of one source partition on their way into the lake. One caller at a time.</summary>
public interface ILakeDraft : IAsyncDisposable
{
    /// <summary>Whether it holds as many bytes as it should.</summary>
    bool IsFull { get; }

    /// <summary>Adds an event.</summary>
    /// <param name="record">The record it was decoded from.</param>
    /// <exception cref="EventLakeException">It cannot be taken.</exception>
    void Add(ReadOnlySpan<byte> record, DecodedEvent decoded, long offset);

    /// <summary>Writes what was added since the last call into files aside, durable when the call completes, and forgets it.</summary>
    /// <param name="span">The offsets that were read.</param>
    /// <returns>The files, in the order of their hours.</returns>
    /// <exception cref="EventLakeException">A full disk, or a lake that cannot be written; the draft is good for nothing then.</exception>
    ValueTask<IReadOnlyList<LakeFile>> WriteAsync(LakeSpan span, CancellationToken cancellationToken);
}

/// <summary>The lake cannot be written or read. The message names what and where.</summary>
public class EventLakeException(string message, Exception? inner = null) : Exception(message, inner);
