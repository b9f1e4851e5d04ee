using ActorPipeline.Batches;
using ActorPipeline.Definitions;
using ActorPipeline.Hashing;

namespace ActorPipeline.Windows;

/// <summary>The state of all entities of a view in one pane: texts, groups (key and breakdown) and what each column has gathered for them.</summary>
/// <remarks>Dropped as a whole when the pane is. One thread at a time while it changes; read by any once frozen.</remarks>
internal sealed class PaneTable(ViewDefinition view, int exactDistinctLimit, TableHash hash)
{
    private readonly GroupIndex _groups = new(hash);
    private TableMap? _map;

    public TextTable Texts { get; } = new(hash);

    public int Groups => _groups.Count;

    public ColumnState[] Columns { get; } = [.. view.Columns.Select(column => ColumnState.Of(column, exactDistinctLimit, hash))];

    public long Bytes => Texts.Bytes + (_groups.Count * 16L) + Columns.Sum(column => column.Bytes);

    /// <summary>How many groups, or texts where those are more, it holds.</summary>
    public int Used => Math.Max(Texts.Count, Groups);

    /// <summary>How many groups, or texts where those are more, it has memory for.</summary>
    public int Room => Math.Max(Math.Max(Texts.Room, _groups.Room), _map?.Room ?? 0);

    public int KeyOf(int group) => _groups.KeyOf(group);

    /// <summary>The breakdown's text of a group; meaningless for a view without one.</summary>
    public int ByOf(int group) => _groups.ByOf(group);

    /// <summary>A group's number, or -1.</summary>
    public int Find(int key, int by) => _groups.Find(key, by);

    /// <summary>A group's hash: the same in every table of this process, and of this group alone as far as anybody can bring about.</summary>
    public ulong HashOf(int key, int by)
    {
        var keyHash = Texts.HashOf(key);
        return view.ByFields.Count == 0 ? keyHash : Murmur3.Finish(keyHash) + Texts.HashOf(by);
    }

    public ulong HashOf(int group) => HashOf(KeyOf(group), ByOf(group));

    public bool AddGroupsOf(ReadOnlySpan<byte> key, HashSet<ulong> hashes)
    {
        var text = Texts.Find(key);
        var isFound = false;
        for (var group = 0; group < Groups && text >= 0; group++)
        {
            if (KeyOf(group) == text)
            {
                hashes.Add(HashOf(group));
                isFound = true;
            }
        }

        return isFound;
    }

    /// <summary>Finds or adds a group. Its columns have room for it from the next <see cref="Apply"/> or <see cref="Merge"/> on.</summary>
    public int GetOrAdd(int key, int by) => _groups.GetOrAdd(key, by);

    /// <summary>Fetches what <see cref="GetOrAdd"/> of a group will look at first.</summary>
    public void PrefetchGroup(int key, int by) => _groups.PrefetchSlot(key, by);

    public void CopyFrom(PaneTable other)
    {
        Texts.CopyFrom(other.Texts);
        _groups.CopyFrom(other._groups);
        for (var i = 0; i < Columns.Length; i++)
        {
            Columns[i].CopyFrom(other.Columns[i]);
        }
    }

    public void Clear()
    {
        Texts.Clear();
        _groups.Clear();
        foreach (var column in Columns)
        {
            column.Clear();
        }
    }

    public void Apply(in UnitRun run)
    {
        MakeRoom();
        for (var i = 0; i < Columns.Length; i++)
        {
            Columns[i].Apply(run, run.Section.Columns[i]);
        }
    }

    public void Merge(PaneTable other, HashSet<ulong>? only = null)
    {
        var map = _map ??= new TableMap();
        map.Begin(other.Texts, other.Groups, Texts);
        var groups = map.Groups;
        var hasBy = view.ByFields.Count > 0;
        for (var group = 0; group < groups.Length; group++)
        {
            if (only is null || only.Contains(other.HashOf(group)))
            {
                groups[group] = GetOrAdd(map.Text(other.KeyOf(group)), hasBy ? map.Text(other.ByOf(group)) : 0);
            }
        }

        MakeRoom();
        for (var i = 0; i < Columns.Length; i++)
        {
            Columns[i].Merge(other.Columns[i], map);
        }
    }

    public ReadOnlySpan<int> GroupsByKey(Buffer<int> memory, Buffer<int> counts)
    {
        var order = memory.Resize(Groups);
        for (var group = 0; group < order.Length; group++)
        {
            order[group] = group;
        }

        if (view.ByFields.Count == 0)
        {
            return order;
        }

        var starts = counts.Resize(Texts.Count + 1);
        starts.Clear();
        for (var group = 0; group < order.Length; group++)
        {
            starts[KeyOf(group) + 1]++;
        }

        for (var text = 0; text < Texts.Count; text++)
        {
            starts[text + 1] += starts[text];
        }

        for (var group = 0; group < order.Length; group++)
        {
            order[starts[KeyOf(group)]++] = group;
        }

        return order;
    }

    public long StoredBytesOf(int group)
    {
        var bytes = Texts[KeyOf(group)].Length + 8L;
        foreach (var column in Columns)
        {
            bytes += column.StoredBytesOf(group);
        }

        return bytes;
    }

    public void Write(ByteWriter writer, int start, int count)
    {
        var range = new ChunkRange(Texts, start, count);
        var body = new ByteWriter();
        for (var group = start; group < start + count; group++)
        {
            body.Count(range.Text(KeyOf(group)));
            if (view.ByFields.Count > 0)
            {
                body.Count(range.Text(ByOf(group)));
            }
        }

        foreach (var column in Columns)
        {
            column.Write(body, range);
        }

        range.Texts.Write(writer);
        writer.Count(count);
        writer.Raw(body.Written.Span);
    }

    /// <summary>Reads a chunk's content into an empty table.</summary>
    /// <exception cref="FormatException">The bytes are damaged.</exception>
    public static PaneTable Read(ref ByteReader reader, ViewDefinition view, int exactDistinctLimit, TableHash hash)
    {
        var table = new PaneTable(view, exactDistinctLimit, hash);
        var texts = new TextList();
        texts.Read(ref reader);
        for (var text = 0; text < texts.Count; text++)
        {
            table.Texts.GetOrAdd(texts[text]);
        }

        var groups = reader.Count(1);
        for (var group = 0; group < groups; group++)
        {
            table.ReadGroup(ref reader, group);
        }

        foreach (var column in table.Columns)
        {
            column.Read(ref reader, groups, table.Texts);
        }

        return table;
    }

    private void MakeRoom()
    {
        foreach (var column in Columns)
        {
            column.Resize(_groups.Count);
        }
    }

    private void ReadGroup(ref ByteReader reader, int expected)
    {
        var key = reader.Count();
        var by = view.ByFields.Count > 0 ? reader.Count() : 0;
        if (key >= Texts.Count || (view.ByFields.Count > 0 && by >= Texts.Count) || GetOrAdd(key, by) != expected)
        {
            throw new FormatException($"group {expected} names text {key} and {by} of {Texts.Count}, or stands there twice");
        }
    }
}
