using System.Globalization;
using System.Text;
using ActorPipeline.Definitions;
using ActorPipeline.Embedded.DuckDb;
using ActorPipeline.Embedded.Files;
using ActorPipeline.EventLake;
using ActorPipeline.Lake.Files;

namespace ActorPipeline.Lake;

/// <summary>An event lake of Parquet files in folders as Hive names them, written by DuckDB. In a cluster the folder is one that all nodes share.</summary>
/// <remarks>Safe to use from any thread. docs/lake.md describes folders and files.</remarks>
public sealed class ParquetLake : IEventLake, IDisposable
{
    private long _tables;

    /// <summary>Makes a lake in a folder.</summary>
    /// <param name="folder">The folder; created where it is missing.</param>
    /// <exception cref="EventLakeException">It cannot be created.</exception>
    public ParquetLake(string folder, ParquetLakeOptions options)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentNullException.ThrowIfNull(options);
        Options = options;
        Folders = new LakeFolders(Path.GetFullPath(folder));
        Database = new LakeDatabase(options, "events");
        Guarded($"the folder of the lake, {Folders.Root}, cannot be created", () => DurableFile.CreateFolder(Folders.Root, isShared: true));
        Id = Guarded($"{Folders.Identity} cannot be written", ReadId);
        Guarded($"what an earlier process left in {options.SpillFolder} cannot be deleted", () => Drop(options.SpillFolder));
    }

    /// <inheritdoc/>
    public string Id { get; }

    internal ParquetLakeOptions Options { get; }

    /// <summary>The longest key, breakdown or value of a view, in bytes.</summary>
    public int MaxTextBytes => Options.MaxTextBytes;

    internal LakeFolders Folders { get; }

    internal LakeDatabase Database { get; }

    /// <summary>Sorting takes memory: one draft is written at a time.</summary>
    internal SemaphoreSlim Writing { get; } = new(1);

    /// <summary>How many bytes a draft should hold at the most.</summary>
    internal long DraftBytes => Options.MemoryBytes / 4 / Math.Max(1, Database.Users);

    /// <inheritdoc/>
    public ILakeDraft NewDraft(PipelineDefinition pipeline, int partition, long epoch) => new ParquetDraft(this, pipeline, partition, epoch);

    /// <inheritdoc/>
    public ValueTask PublishAsync(string pipeline, LakeCommit commit, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(commit);
        if (commit.Lake != Id)
        {
            throw new EventLakeException(
                $"the lake at {Folders.Root} ({Id}) is not the one that holds {pipeline}/{commit.Span.Partition} below offset {commit.Span.To} "
                + $"({commit.Lake}): mount that one there; or, where it is gone for good, write {commit.Lake} into {Folders.Identity} to go on in this one");
        }

        var manifest = Folders.ManifestOf(pipeline, commit.Span);
        if (!File.Exists(manifest))
        {
            Guarded($"offsets {commit.Span.From} to {commit.Span.To} of {pipeline}/{commit.Span.Partition} cannot be published in the lake", () =>
            {
                foreach (var file in commit.Files)
                {
                    Publish(pipeline, commit, file.Hour);
                }

                DurableFile.CreateFolder(Path.GetDirectoryName(manifest)!, isShared: true);
                DurableFile.Replace(manifest, LakeCommitText.Write(commit).Span);
            });
        }

        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask<long?> ResumeAsync(string pipeline, int partition, long sourceEpoch, CancellationToken cancellationToken) => ValueTask.FromResult(
        Guarded($"what was published of {pipeline}/{partition} in part cannot be deleted", () => Resume(pipeline, partition, sourceEpoch)));

    /// <inheritdoc/>
    public ValueTask DropUnclaimedAsync(string pipeline, int partition, long epoch, CancellationToken cancellationToken)
    {
        Guarded($"what was written aside for {pipeline}/{partition} cannot be deleted", () =>
        {
            foreach (var folder in Folders.AsideBelow(pipeline, partition, epoch))
            {
                Drop(folder);
            }
        });
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public async ValueTask<LakeWork> MergeAsync(
        string pipeline, long epoch, LakeMergeOptions options, Action<double> progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(progress);
        var merger = new ParquetMerger(this, pipeline, epoch);
        var failed = $"files of {pipeline} in the lake at {Folders.Root} cannot be merged";
        try
        {
            return await Task.Run(() => Guarded(failed, () => merger.Merge(options, progress, cancellationToken)), CancellationToken.None);
        }
        catch (EventLakeException)
        {
            // DuckDB's own word for being interrupted.
            cancellationToken.ThrowIfCancellationRequested();
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask<LakeWork> DropBeforeAsync(string pipeline, LakeHour hour, CancellationToken cancellationToken) =>
        await Task.Run(() => DropBefore(pipeline, hour, cancellationToken), CancellationToken.None);

    /// <inheritdoc/>
    public void Dispose() => Writing.Dispose();

    internal string NewTableName() => string.Create(CultureInfo.InvariantCulture, $"events{Interlocked.Increment(ref _tables)}");

    private LakeWork DropBefore(string pipeline, LakeHour hour, CancellationToken cancellationToken)
    {
        var old = Folders.HoursOf(pipeline).Where(folder => folder.Hour.Number < hour.Number).ToList();
        var work = default(LakeWork);
        if (old.Count > 0 && hour.Number > KeptFrom(pipeline))
        {
            // Written down before: whoever publishes a commit again must not miss what is deleted now.
            var text = Encoding.ASCII.GetBytes(hour.Number.ToString(CultureInfo.InvariantCulture));
            Guarded($"{Folders.KeptFromOf(pipeline)} cannot be written", () => DurableFile.Replace(Folders.KeptFromOf(pipeline), text));
        }

        foreach (var (_, folder) in old)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var files = new DirectoryInfo(folder).GetFiles();
            Guarded($"the old events in {folder} cannot be deleted", () => Drop(folder));
            work = work.And(new LakeWork(files.Length, 0, files.Sum(file => file.Length)));
        }

        return work;
    }

    private long? Resume(string pipeline, int partition, long sourceEpoch)
    {
        var commits = Folders.CommitsOf(pipeline).Where(commit => (commit.Span.Partition, commit.Span.SourceEpoch) == (partition, sourceEpoch)).ToList();
        var end = commits.Count == 0 ? 0 : commits.Max(commit => commit.Span.To);
        var files = Folders.List(pipeline).Where(file => (file.Span.Partition, file.Span.SourceEpoch) == (partition, sourceEpoch) && file.Span.To > end);
        foreach (var file in files)
        {
            var path = Folders.FileOf(pipeline, file.Hour, file.Span);
            if (file.Span.From < end)
            {
                throw new EventLakeException($"{path} goes on behind offset {end}, where the last commit ends: delete it, and its events are missing, or "
                    + $"delete all of {Folders.Of(pipeline)} to read them again from the source");
            }

            File.Delete(path);
        }

        return commits.Count == 0 ? null : end;
    }

    // Whoever is first to put its own there says which lake it is.
    private string ReadId()
    {
        if (!File.Exists(Folders.Identity))
        {
            var mine = $"{Folders.Identity}.{Guid.NewGuid():N}";
            DurableFile.Replace(mine, Encoding.ASCII.GetBytes(Guid.NewGuid().ToString("N")));
            try
            {
                File.Move(mine, Folders.Identity, overwrite: false);
            }
            catch (IOException) when (File.Exists(Folders.Identity))
            {
                File.Delete(mine);
            }

            LibC.SyncFolder(Folders.Root);
        }

        return File.ReadAllText(Folders.Identity).Trim();
    }

    // The first hour, as its number, that was not deleted for its age.
    internal long KeptFrom(string pipeline) =>
        File.Exists(Folders.KeptFromOf(pipeline)) && long.TryParse(File.ReadAllText(Folders.KeptFromOf(pipeline)), out var hour) ? hour : 0;

    // Somebody else may be doing the same.
    private void Publish(string pipeline, LakeCommit commit, LakeHour hour)
    {
        var (source, target) = (Folders.AsideOf(pipeline, hour, commit.Span, commit.Epoch), Folders.FileOf(pipeline, hour, commit.Span));
        var folder = Path.GetDirectoryName(target)!;
        DurableFile.CreateFolder(folder, isShared: true);
        try
        {
            File.Move(source, target, overwrite: true);
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            // Or it has been merged or deleted since.
            if (hour.Number >= KeptFrom(pipeline) && !Folders.List(pipeline, hour).Any(file => file.Span.Covers(commit.Span)))
            {
                throw new EventLakeException(
                    $"{source} is lost, which held events of {hour} and was about to become {target}; to go on without them create the empty file "
                    + Folders.ManifestOf(pipeline, commit.Span),
                    missing);
            }
        }

        LibC.SyncFolder(folder);
    }

    internal static void Drop(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (DirectoryNotFoundException)
        {
            // A later owner has deleted it.
        }
    }

    internal static void Guarded(string failed, Action work) => Guarded(failed, () =>
    {
        work();
        return true;
    });

    internal static T Guarded<T>(string failed, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or DuckDbException)
        {
            throw new EventLakeException($"{failed}: {failure.Message}", failure);
        }
    }
}
