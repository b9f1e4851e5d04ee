using System.Globalization;
using ActorPipeline.EventLake;

namespace ActorPipeline.Lake.Files;

/// <summary>Where what lies in the lake.</summary>
/// <remarks>Folders whose names begin with an underscore hold no data for readers, as Hive, Spark and Trino have it.</remarks>
/// <param name="root">The folder of the lake.</param>
internal sealed class LakeFolders(string root)
{
    private const string Aside = "_writing";
    private const string Manifests = "_commits";
    private const string Merging = "_merging";
    private const string Views = "_views";

    public string Root => root;

    /// <summary>The file that says which lake this is.</summary>
    public string Identity => Path.Combine(root, "_lake");

    /// <summary>The folder of a pipeline.</summary>
    public string Of(string pipeline) => Path.Combine(root, pipeline);

    /// <summary>The folder of an hour, as Hive names partitions: <c>date=2017-01-25/hour=14</c>.</summary>
    public string Of(string pipeline, LakeHour hour)
    {
        var start = DateTimeOffset.FromUnixTimeMilliseconds(hour.StartMs);
        return Path.Combine(Of(pipeline), string.Create(CultureInfo.InvariantCulture, $"date={start:yyyy-MM-dd}"), $"hour={start.Hour:D2}");
    }

    /// <summary>A file of an hour.</summary>
    public string FileOf(string pipeline, LakeHour hour, LakeSpan span) => Path.Combine(Of(pipeline, hour), LakeFileName.Of(span) + LakeFileName.Extension);

    /// <summary>The manifest of a commit.</summary>
    public string ManifestOf(string pipeline, LakeSpan span) => Path.Combine(Of(pipeline), Manifests, LakeFileName.Of(span) + ".json");

    /// <summary>The folder of the manifests of a pipeline.</summary>
    public string ManifestsOf(string pipeline) => Path.Combine(Of(pipeline), Manifests);

    /// <summary>The file that says from which hour on a pipeline's events are kept: its number, where any were deleted for their age.</summary>
    public string KeptFromOf(string pipeline) => Path.Combine(Of(pipeline), "_kept-from");

    /// <summary>What the manifests of a pipeline cover.</summary>
    public IReadOnlyList<(string Path, LakeSpan Span)> CommitsOf(string pipeline)
    {
        var manifests = Directory.Exists(ManifestsOf(pipeline)) ? Directory.EnumerateFiles(ManifestsOf(pipeline), "*.json") : [];
        return [.. manifests.Select(ReadManifest).OfType<(string, LakeSpan)>()];
    }

    /// <summary>Where merged files of a pipeline are written: a folder for each epoch.</summary>
    public string MergingOf(string pipeline) => Path.Combine(Of(pipeline), Merging);

    /// <summary>Where one epoch writes them.</summary>
    public string MergingOf(string pipeline, long epoch) => Path.Combine(MergingOf(pipeline), epoch.ToString(CultureInfo.InvariantCulture));

    /// <summary>The folder of batch views, of their catalogues in it and of a folder for each view.</summary>
    public string ViewsOf(string pipeline) => Path.Combine(Of(pipeline), Views);

    /// <summary>The catalogue of batch views that a run has made.</summary>
    public string CatalogueOf(string pipeline, string name) => Path.Combine(ViewsOf(pipeline), $"{name}.json");

    /// <summary>The rows of a view whose windows begin in an hour, as a run has computed them.</summary>
    public string SliceOf(string pipeline, string view, LakeHour hour, long run) =>
        Path.Combine(ViewsOf(pipeline), view, string.Create(CultureInfo.InvariantCulture, $"{hour}-{run}{LakeFileName.Extension}"));

    /// <summary>The files of one hour, likewise.</summary>
    public IReadOnlyList<LakeEntry> List(string pipeline, LakeHour hour) =>
        Directory.Exists(Of(pipeline, hour)) ? [.. List(hour, Of(pipeline, hour))] : [];

    /// <summary>The files of a pipeline that readers see, those included that others have taken the place of. What has another name is none.</summary>
    public IReadOnlyList<LakeEntry> List(string pipeline) =>
        [.. HoursOf(pipeline).SelectMany(hour => List(hour.Hour, hour.Folder))];

    /// <summary>The same but for the last ones, before which another may just be published: see <see cref="LakeMerges.Settled"/>.</summary>
    public IReadOnlyList<LakeEntry> ListSettled(string pipeline)
    {
        var before = List(pipeline);
        return LakeMerges.Settled(before, List(pipeline));
    }

    /// <summary>The folders of hours that a pipeline has.</summary>
    public IReadOnlyList<(LakeHour Hour, string Folder)> HoursOf(string pipeline)
    {
        var folders = Directory.Exists(Of(pipeline)) ? Directory.EnumerateDirectories(Of(pipeline), "date=*") : [];
        return [.. folders.SelectMany(date => Directory.EnumerateDirectories(date, "hour=*")).Select(Read).OfType<(LakeHour, string)>()];
    }

    /// <summary>Where an owner of a source partition writes.</summary>
    public string AsideOf(string pipeline, int partition, long epoch) =>
        Path.Combine(Of(pipeline), Aside, string.Create(CultureInfo.InvariantCulture, $"{partition:D4}-{epoch}"));

    /// <summary>Where an owner writes the file of an hour.</summary>
    public string AsideOf(string pipeline, LakeHour hour, LakeSpan span, long epoch) =>
        Path.Combine(AsideOf(pipeline, span.Partition, epoch), $"{hour}-{LakeFileName.Of(span)}{LakeFileName.Extension}");

    /// <summary>Where earlier owners of a source partition wrote.</summary>
    public IReadOnlyList<string> AsideBelow(string pipeline, int partition, long epoch)
    {
        var aside = Path.Combine(Of(pipeline), Aside);
        if (!Directory.Exists(aside))
        {
            return [];
        }

        var prefix = string.Create(CultureInfo.InvariantCulture, $"{partition:D4}-");
        return [.. Directory.EnumerateDirectories(aside, $"{prefix}*").Where(folder => EpochOf(Path.GetFileName(folder)[prefix.Length..]) < epoch)];
    }

    private static (LakeHour Hour, string Folder)? Read(string folder)
    {
        var text = $"{Path.GetFileName(Path.GetDirectoryName(folder))} {Path.GetFileName(folder)}";
        return DateTimeOffset.TryParseExact(
            text, "'date='yyyy-MM-dd' hour='HH", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var start)
            ? (LakeHour.Of(start.ToUnixTimeMilliseconds()), folder)
            : null;
    }

    private static IEnumerable<LakeEntry> List(LakeHour hour, string folder)
    {
        foreach (var file in new DirectoryInfo(folder).EnumerateFiles($"*{LakeFileName.Extension}"))
        {
            if (LakeFileName.TryRead(Path.GetFileNameWithoutExtension(file.Name), out var span))
            {
                yield return new LakeEntry(hour, span.Value, file.Length);
            }
        }
    }

    private static (string Path, LakeSpan Span)? ReadManifest(string path) =>
        LakeFileName.TryRead(Path.GetFileNameWithoutExtension(path), out var span) ? (path, span.Value) : null;

    private static long EpochOf(string text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var epoch) ? epoch : long.MaxValue;
}
