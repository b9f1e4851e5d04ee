using System.Text.Json;
using ActorPipeline.Integration.Ingestion;

namespace ActorPipeline.Integration.Cluster;

/// <summary>Every row that was shown to anybody: a row of one revision has the same values for all time. Thread safe.</summary>
internal sealed class RowHistory
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(string View, long Window, string Key, string By, int Revision), CountedRow> _rows = [];
    private readonly Dictionary<(string View, long Window, string Key, string By), int> _stored = [];
    private readonly List<string> _contradictions = [];

    /// <summary>Rows that were shown, each revision once.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _rows.Count;
            }
        }
    }

    /// <summary>What contradicts what was shown before, at most the first hundred.</summary>
    public IReadOnlyList<string> Contradictions
    {
        get
        {
            lock (_lock)
            {
                return [.. _contradictions];
            }
        }
    }

    /// <summary>Notes a row of the topic. It may come again, in any revision it had: whoever reads keeps the highest.</summary>
    public void Emitted(JsonElement row)
    {
        lock (_lock)
        {
            Note(row);
        }
    }

    /// <summary>Notes a row as the view store has it now: its revision never falls.</summary>
    public void Stored(JsonElement row)
    {
        lock (_lock)
        {
            var (view, counted, revision) = Note(row);
            var identity = (view, counted.Window, counted.Key, counted.By);
            var before = _stored.GetValueOrDefault(identity, -1);
            _stored[identity] = revision;
            if (revision < before)
            {
                Contradiction($"{view}: {counted} had revision {before} and has {revision}");
            }
        }
    }

    private (string View, CountedRow Row, int Revision) Note(JsonElement row)
    {
        var view = row.GetProperty("view").GetString()!;
        var revision = row.GetProperty("revision").GetInt32();
        var counted = NaiveCount.Of([row])[0];
        var identity = (view, counted.Window, counted.Key, counted.By, revision);
        if (!_rows.TryAdd(identity, counted) && _rows[identity] != counted)
        {
            Contradiction($"{view}, revision {revision}: {counted} was {_rows[identity]}");
        }

        return (view, counted, revision);
    }

    private void Contradiction(string text)
    {
        if (_contradictions.Count < 100)
        {
            _contradictions.Add(text);
        }
    }
}
