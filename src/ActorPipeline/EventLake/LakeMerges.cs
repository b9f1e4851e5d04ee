namespace ActorPipeline.EventLake;

/// <summary>Decides which files of a lake count, and which are merged into larger ones. Pure.</summary>
/// <remarks>What decides is what a file covers, which its name says: readers, and whoever merges, need nothing but a list of files, and it does not matter
/// who merged when. A merged file covers all that lies between the first and the last of those it was made of, and files are published in the order of their
/// offsets; so there is nothing between them that it lacks.</remarks>
public static class LakeMerges
{
    /// <summary>The files that count, by hour, partition and offset: those that no other one covers.</summary>
    public static IReadOnlyList<LakeEntry> Standing(IEnumerable<LakeEntry> files)
    {
        var standing = new List<LakeEntry>();
        foreach (var file in InOrder(files))
        {
            // Before a file comes, of those that cover it, the one that begins first and reaches furthest.
            if (standing.Count == 0 || !standing[^1].Covers(file))
            {
                standing.Add(file);
            }
        }

        return standing;
    }

    /// <summary>The files that others have taken the place of.</summary>
    public static IReadOnlyList<LakeEntry> Replaced(IEnumerable<LakeEntry> files)
    {
        ArgumentNullException.ThrowIfNull(files);
        var all = files.ToList();
        return [.. all.Except(Standing(all))];
    }

    /// <summary>The files of a second listing before which no file was published that it lacks: those that end where one of the first listing does, or before.
    /// </summary>
    /// <remarks>A folder that is listed while files are published may show a later one and not an earlier one. What an earlier listing shows was published
    /// before the later one began, and so was everything before it.</remarks>
    public static IReadOnlyList<LakeEntry> Settled(IEnumerable<LakeEntry> first, IEnumerable<LakeEntry> second)
    {
        var ends = first.GroupBy(Place).ToDictionary(group => group.Key, group => group.Max(file => file.Span.To));
        return [.. second.Where(file => ends.TryGetValue(Place(file), out var end) && file.Span.To <= end)];
    }

    /// <summary>What to merge: lists of files of one hour and partition, each in the order of offsets.</summary>
    public static IReadOnlyList<IReadOnlyList<LakeEntry>> Plan(IEnumerable<LakeEntry> files, LakeMergeOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var merges = new List<IReadOnlyList<LakeEntry>>();
        foreach (var group in Standing(files).GroupBy(Place))
        {
            Plan(group, options, merges);
        }

        return merges;
    }

    /// <summary>What the file covers that some others are merged into.</summary>
    public static LakeSpan SpanOf(IReadOnlyList<LakeEntry> merged)
    {
        ArgumentNullException.ThrowIfNull(merged);
        return merged[0].Span with { To = merged[^1].Span.To };
    }

    // Neighbours, until they are large enough together: a large file parts those before it from those behind it.
    private static void Plan(IEnumerable<LakeEntry> group, LakeMergeOptions options, List<IReadOnlyList<LakeEntry>> merges)
    {
        var run = new List<LakeEntry>();
        foreach (var file in group)
        {
            if (run.Sum(one => one.Bytes) + file.Bytes > options.TargetBytes)
            {
                End();
            }

            run.Add(file);
        }

        End();

        void End()
        {
            if (run.Count >= options.MinFiles)
            {
                merges.Add(run.ToList());
            }

            run.Clear();
        }
    }

    private static (LakeHour Hour, int Partition, long SourceEpoch) Place(LakeEntry file) => (file.Hour, file.Span.Partition, file.Span.SourceEpoch);

    private static IEnumerable<LakeEntry> InOrder(IEnumerable<LakeEntry> files) => files
        .OrderBy(file => file.Hour.Number)
        .ThenBy(file => file.Span.Partition)
        .ThenBy(file => file.Span.SourceEpoch)
        .ThenBy(file => file.Span.From)
        .ThenByDescending(file => file.Span.To);
}

/// <summary>When files are merged. Immutable.</summary>
public sealed record LakeMergeOptions
{
    /// <summary>How many files of an hour and a partition are worth it.</summary>
    public int MinFiles { get; init; } = 4;

    /// <summary>About how large a merged file is at the most, in bytes.</summary>
    public long TargetBytes { get; init; } = 128L << 20;
}
