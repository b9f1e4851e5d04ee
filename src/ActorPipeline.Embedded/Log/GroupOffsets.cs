using System.Globalization;
using System.Text;
using ActorPipeline.Embedded.Contents;
using ActorPipeline.Embedded.Files;
using ActorPipeline.Log;

namespace ActorPipeline.Embedded.Log;

/// <summary>How far each group has come, in one small file that is replaced whole. Commits that arrive while it is written go with the next writing.</summary>
internal sealed class GroupOffsets
{
    // Written by a program that made no manifest: without a sequence and a checksum.
    private const string FirstLineWithoutManifest = "version 1";
    private const string FirstLine = "version 2";
    private readonly string _folder;
    private readonly FolderGuard _guard;
    private readonly Lock _gate = new();

    // Bounded by groups times partitions.
    private readonly SortedDictionary<(string Group, string Topic, int Partition), GroupCommit> _offsets = [];
    private long _sequence;
    private Task _writing = Task.CompletedTask;
    private Task? _following;

    /// <exception cref="DataLostException">The file is missing, damaged, or older than the manifest says.</exception>
    internal GroupOffsets(string folder, FolderManifest manifest)
    {
        (_folder, _guard) = (folder, manifest.Guard);
        if (File.Exists(FilePath))
        {
            Read();
        }

        var known = manifest.Contents.Groups;
        if (_sequence < known)
        {
            var what = File.Exists(FilePath) ? $"is an older copy: it was the one stored as number {_sequence}, expected {known} or a later one" : "is missing";
            throw new DataLostException(FilePath, what);
        }

        if (_sequence == 0)
        {
            // Also when it is empty: from now on the folder must hold it.
            Write();
        }
    }

    /// <summary>How often the offsets were stored.</summary>
    internal long Sequence => Volatile.Read(ref _sequence);

    private string FilePath => PathIn(_folder);

    /// <summary>Whether a folder's file was written by a program that made no manifest, or there is none.</summary>
    internal static bool AreWithoutManifest(string folder) => !File.Exists(PathIn(folder)) || IsWithoutManifest(File.ReadAllLines(PathIn(folder)));

    internal GroupCommit? Find(string group, TopicPartition partition)
    {
        lock (_gate)
        {
            return _offsets.TryGetValue((group, partition.Topic, partition.Partition), out var commit) ? commit : null;
        }
    }

    /// <summary>Sets how far a group has come; completes when it is durable.</summary>
    internal Task CommitAsync(string group, TopicPartition partition, GroupCommit commit)
    {
        lock (_gate)
        {
            _offsets[(group, partition.Topic, partition.Partition)] = commit;

            // One that waits for its turn writes what is set by then.
            return _following ??= WriteAfterAsync(_writing);
        }
    }

    /// <summary>Completes when nothing is being written any more.</summary>
    internal async Task DrainAsync()
    {
        Task last;
        lock (_gate)
        {
            last = _following ?? _writing;
        }

        await last.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task WriteAfterAsync(Task before)
    {
        // A failure of the one before has been thrown to those who wait for it. Yields, since the caller holds the lock.
        await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ForceYielding);
        Task write;
        lock (_gate)
        {
            _following = null;
            write = _writing = Task.Run(Write);
        }

        await write;
    }

    private void Write()
    {
        var sequence = _sequence + 1;
        var text = new StringBuilder().Append(CultureInfo.InvariantCulture, $"{FirstLine}\nsequence {sequence}\n");
        lock (_gate)
        {
            foreach (var ((group, topic, partition), commit) in _offsets)
            {
                text.Append(CultureInfo.InvariantCulture, $"{group} {topic} {partition} {commit.Offset} {Uri.EscapeDataString(commit.Metadata)}\n");
            }
        }

        try
        {
            _guard.Demand(_folder);
            CheckedText.Replace(FilePath, text.ToString());
            Volatile.Write(ref _sequence, sequence);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new EventLogException($"group offsets could not be written to {FilePath}: {e.Message}", e);
        }
    }

    private void Read()
    {
        var lines = File.ReadAllLines(FilePath);
        if (!IsWithoutManifest(lines))
        {
            lines = CheckedText.Read(FilePath);
            _sequence = Sequenced(lines);
        }

        foreach (var line in lines.Skip(_sequence > 0 ? 2 : 1))
        {
            var parts = line.Split(' ');
            if (parts.Length != 5 || !int.TryParse(parts[2], CultureInfo.InvariantCulture, out var partition)
                || !long.TryParse(parts[3], CultureInfo.InvariantCulture, out var offset))
            {
                throw new StoredFormatException(FilePath, $"\"{line}\" should be GROUP TOPIC PARTITION OFFSET METADATA");
            }

            _offsets[(parts[0], parts[1], partition)] = new GroupCommit(offset, Uri.UnescapeDataString(parts[4]));
        }
    }

    private long Sequenced(string[] lines)
    {
        if (lines.Length == 0 || lines[0] != FirstLine)
        {
            throw new StoredFormatException(FilePath, $"it begins with \"{lines.FirstOrDefault()}\", this program knows \"{FirstLine}\"");
        }

        var parts = lines.Length > 1 ? lines[1].Split(' ') : [];
        return parts is ["sequence", var text] && long.TryParse(text, CultureInfo.InvariantCulture, out var sequence) && sequence > 0
            ? sequence
            : throw new StoredFormatException(FilePath, "line 2 should be \"sequence NUMBER\"");
    }

    private static bool IsWithoutManifest(string[] lines) => lines is [FirstLineWithoutManifest, ..];

    private static string PathIn(string folder) => Path.Combine(folder, "groups");
}
