using System.Globalization;
using System.Runtime.ExceptionServices;
using ActorPipeline.Embedded.DuckDb;
using ActorPipeline.Embedded.Files;
using ActorPipeline.EventLake;
using ActorPipeline.Lake.Files;

namespace ActorPipeline.Lake;

/// <summary>Merges small files of a pipeline into larger ones. Used once.</summary>
/// <remarks>Merged files are written in a folder of this epoch's own, which whoever has a later epoch deletes before it looks at files: from then on nothing
/// that is written there can be published, and no two of them merge by what both have seen.</remarks>
internal sealed class ParquetMerger(ParquetLake lake, string pipeline, long epoch)
{
    // Enough to see what the last commits were; the newest of each partition is needed.
    private const int KeptManifests = 100;

    private LakeFolders Folders => lake.Folders;

    /// <exception cref="DuckDbException">A file cannot be read or written.</exception>
    public LakeWork Merge(LakeMergeOptions options, Action<double> progress, CancellationToken cancellationToken)
    {
        TakeOver();
        var files = Folders.ListSettled(pipeline);
        DeleteReplaced(files);
        DeleteOldManifests();
        var merges = LakeMerges.Plan(files, options);
        var work = default(LakeWork);
        ExceptionDispatchInfo? failure = null;
        for (var i = 0; i < merges.Count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                work = work.And(Merge(merges[i], cancellationToken));
            }
            catch (Exception one) when (one is DuckDbException or IOException)
            {
                // A file that cannot be read keeps no others from being merged.
                failure ??= ExceptionDispatchInfo.Capture(one);
            }

            progress((i + 1.0) / merges.Count);
        }

        failure?.Throw();
        return work;
    }

    private void TakeOver()
    {
        var (mine, all) = (Folders.MergingOf(pipeline, epoch), Folders.MergingOf(pipeline));
        DurableFile.CreateFolder(mine, isShared: true);
        var others = Directory.EnumerateDirectories(all).Where(folder => folder != mine).ToList();
        if (others.Exists(other => long.TryParse(Path.GetFileName(other), out var later) && later > epoch))
        {
            throw new EventLakeException($"another node merges files of {pipeline} since a later epoch than {epoch}");
        }

        others.ForEach(ParquetLake.Drop);
    }

    private LakeWork Merge(IReadOnlyList<LakeEntry> files, CancellationToken cancellationToken)
    {
        var (hour, span) = (files[0].Hour, LakeMerges.SpanOf(files));
        var path = Path.Combine(Folders.MergingOf(pipeline, epoch), $"{hour}-{LakeFileName.Of(span)}{LakeFileName.Extension}");
        var rows = Write(files, path, cancellationToken);
        DurableFile.Sync(path);
        File.Move(path, Folders.FileOf(pipeline, hour, span), overwrite: true);
        LibC.SyncFolder(Folders.Of(pipeline, hour));
        DeleteReplaced(Folders.List(pipeline, hour));
        return new LakeWork(files.Count, rows, files.Sum(file => file.Bytes));
    }

    private long Write(IReadOnlyList<LakeEntry> files, string path, CancellationToken cancellationToken)
    {
        lake.Writing.Wait(cancellationToken);
        try
        {
            return lake.Database.Use(connection => Copy(connection, files, path), cancellationToken);
        }
        finally
        {
            lake.Writing.Release();
        }
    }

    private long Copy(DuckDbConnection connection, IReadOnlyList<LakeEntry> files, string path)
    {
        var paths = string.Join(", ", files.Select(file => DuckDbSql.Text(Folders.FileOf(pipeline, file.Hour, file.Span))));
        var expected = connection.ReadNumber<long>($"SELECT sum(num_rows)::BIGINT FROM parquet_file_metadata([{paths}])");
        var rows = connection.Execute(
            $"""
            COPY (
                SELECT * FROM read_parquet([{paths}], union_by_name = true, hive_partitioning = false)
                ORDER BY {LakeColumns.EventTime}, {LakeColumns.Offset}
            ) TO {DuckDbSql.Text(path)} (FORMAT parquet, COMPRESSION zstd)
            """);
        return rows == expected
            ? rows
            : throw new EventLakeException(string.Create(CultureInfo.InvariantCulture, $"{path} has {rows} events of {expected}: it is not used"));
    }

    private void DeleteReplaced(IEnumerable<LakeEntry> files)
    {
        foreach (var file in LakeMerges.Replaced(files))
        {
            File.Delete(Folders.FileOf(pipeline, file.Hour, file.Span));
        }
    }

    private void DeleteOldManifests()
    {
        var byPartition = Folders.CommitsOf(pipeline).GroupBy(manifest => (manifest.Span.Partition, manifest.Span.SourceEpoch));
        foreach (var (path, _) in byPartition.SelectMany(group => group.OrderByDescending(manifest => manifest.Span.To).Skip(KeptManifests)))
        {
            File.Delete(path);
        }
    }
}
