using System.Globalization;
using ActorPipeline.Embedded.DuckDb;
using ActorPipeline.Embedded.Files;
using ActorPipeline.EventLake;
using ActorPipeline.Lake.Files;

namespace ActorPipeline.Lake;

/// <summary>Merges small files of a pipeline into larger ones. Used once.</summary>
internal sealed class ParquetMerger(ParquetLake lake, string pipeline)
{
    // Enough to see what the last commits were; the newest of each partition is needed.
    private const int KeptManifests = 100;

    private LakeFolders Folders => lake.Folders;

    /// <exception cref="DuckDbException">A file cannot be read or written.</exception>
    public LakeWork Merge(LakeMergeOptions options, Action<double> progress, CancellationToken cancellationToken)
    {
        // Of a run that was killed.
        ParquetLake.Drop(Folders.MergingOf(pipeline));
        var files = Folders.List(pipeline);
        DeleteReplaced(files);
        DeleteOldManifests();
        var merges = LakeMerges.Plan(files, options);
        var work = default(LakeWork);
        for (var i = 0; i < merges.Count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            work = work.And(Merge(merges[i], cancellationToken));
            progress((i + 1.0) / merges.Count);
        }

        return work;
    }

    private LakeWork Merge(IReadOnlyList<LakeEntry> files, CancellationToken cancellationToken)
    {
        var (hour, span) = (files[0].Hour, LakeMerges.SpanOf(files));
        DurableFile.CreateFolder(Folders.MergingOf(pipeline), isShared: true);
        var path = Path.Combine(Folders.MergingOf(pipeline), $"{hour}-{LakeFileName.Of(span)}{LakeFileName.Extension}");
        var rows = Write(files, path, cancellationToken);
        DurableFile.Sync(path);
        File.Move(path, Folders.FileOf(pipeline, hour, span), overwrite: true);
        LibC.SyncFolder(Folders.Of(pipeline, hour));
        DeleteReplaced(Folders.List(pipeline).Where(file => file.Hour == hour));
        return new LakeWork(files.Count, rows, files.Sum(file => file.Bytes));
    }

    private long Write(IReadOnlyList<LakeEntry> files, string path, CancellationToken cancellationToken)
    {
        lake.Writing.Wait(cancellationToken);
        var connection = lake.Database.Enter();
        try
        {
            using var interrupt = cancellationToken.UnsafeRegister(static connection => ((DuckDbConnection)connection!).Interrupt(), connection);
            var paths = string.Join(", ", files.Select(file => Literal(Folders.FileOf(pipeline, file.Hour, file.Span))));
            var expected = connection.ReadNumber<long>($"SELECT sum(num_rows)::BIGINT FROM parquet_file_metadata([{paths}])");
            var rows = connection.Execute(
                $"""
                COPY (
                    SELECT * FROM read_parquet([{paths}], union_by_name = true, hive_partitioning = false)
                    ORDER BY {LakeColumns.EventTime}, {LakeColumns.Offset}
                ) TO {Literal(path)} (FORMAT parquet, COMPRESSION zstd)
                """);
            return rows == expected
                ? rows
                : throw new EventLakeException(string.Create(CultureInfo.InvariantCulture, $"{path} has {rows} events of {expected}: it is not used"));
        }
        finally
        {
            lake.Database.Leave(connection);
            lake.Writing.Release();
        }
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
        var folder = Folders.ManifestsOf(pipeline);
        var manifests = Directory.Exists(folder) ? Directory.EnumerateFiles(folder, "*.json") : [];
        var byPartition = manifests
            .Select(path => (Path: path, Span: LakeFileName.TryRead(Path.GetFileNameWithoutExtension(path), out var span) ? span : null))
            .Where(manifest => manifest.Span is not null)
            .GroupBy(manifest => (manifest.Span!.Value.Partition, manifest.Span.Value.SourceEpoch));
        foreach (var (path, _) in byPartition.SelectMany(group => group.OrderByDescending(manifest => manifest.Span!.Value.To).Skip(KeptManifests)))
        {
            File.Delete(path);
        }
    }

    private static string Literal(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
}
