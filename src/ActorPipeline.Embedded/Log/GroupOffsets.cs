using System.Globalization;
using System.Text;
using ActorPipeline.Embedded.Files;
using ActorPipeline.Log;

namespace ActorPipeline.Embedded.Log;

/// <summary>How far each group has come, in one small file that is replaced whole. Commits that arrive while it is written go with the next writing.</summary>
internal sealed class GroupOffsets
{
    private const string FirstLine = "version 1";
    private readonly string _path;
    private readonly Lock _gate = new();

    // Bounded by groups times partitions.
    private readonly SortedDictionary<(string Group, string Topic, int Partition), GroupCommit> _offsets = [];
    private Task _writing = Task.CompletedTask;
    private Task? _following;

    internal GroupOffsets(string folder)
    {
        _path = Path.Combine(folder, "groups");
        if (File.Exists(_path))
        {
            Read();
        }
    }

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
        var text = new StringBuilder(FirstLine).Append('\n');
        lock (_gate)
        {
            foreach (var ((group, topic, partition), commit) in _offsets)
            {
                text.Append(CultureInfo.InvariantCulture, $"{group} {topic} {partition} {commit.Offset} {Uri.EscapeDataString(commit.Metadata)}\n");
            }
        }

        try
        {
            DurableFile.Replace(_path, Encoding.ASCII.GetBytes(text.ToString()));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new EventLogException($"group offsets could not be written to {_path}: {e.Message}", e);
        }
    }

    private void Read()
    {
        var lines = File.ReadAllLines(_path);
        if (lines.Length == 0 || lines[0] != FirstLine)
        {
            throw new StoredFormatException(_path, $"it begins with \"{lines.FirstOrDefault()}\", this program knows \"{FirstLine}\"");
        }

        foreach (var line in lines.Skip(1))
        {
            var parts = line.Split(' ');
            if (parts.Length != 5 || !int.TryParse(parts[2], CultureInfo.InvariantCulture, out var partition)
                || !long.TryParse(parts[3], CultureInfo.InvariantCulture, out var offset))
            {
                throw new StoredFormatException(_path, $"\"{line}\" should be GROUP TOPIC PARTITION OFFSET METADATA");
            }

            _offsets[(parts[0], parts[1], partition)] = new GroupCommit(offset, Uri.UnescapeDataString(parts[4]));
        }
    }
}
