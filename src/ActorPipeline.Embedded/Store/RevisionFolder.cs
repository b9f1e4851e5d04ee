using System.Diagnostics.CodeAnalysis;

namespace ActorPipeline.Embedded.Store;

/// <summary>Remembers windows that were corrected, and makes the work of removing the rows that corrections have replaced: one window at a time,
/// when the writer has nothing else to do. Reading does not depend on it.</summary>
internal sealed class RevisionFolder
{
    // Beyond this, windows are not folded: their superseded rows only take space.
    private const int MostWindows = 10_000;
    private readonly Queue<(ViewTable Table, long WindowStart)> _waiting = new();
    private readonly HashSet<(string Table, long WindowStart)> _known = [];

    internal void Add(ViewTable table, long windowStart)
    {
        if (_waiting.Count < MostWindows && _known.Add((table.Name, windowStart)))
        {
            _waiting.Enqueue((table, windowStart));
        }
    }

    internal bool TryTake([NotNullWhen(true)] out StoreCommand? fold)
    {
        fold = null;
        if (!_waiting.TryDequeue(out var window))
        {
            return false;
        }

        _known.Remove((window.Table.Name, window.WindowStart));
        fold = new StoreCommand<long>($"folding {window.Table.Name}", session => session.Connection.Execute(ViewSql.Fold(window.Table, window.WindowStart)));
        return true;
    }
}
