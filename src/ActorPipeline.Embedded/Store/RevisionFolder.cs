namespace ActorPipeline.Embedded.Store;

/// <summary>Remembers windows that were corrected, and makes the work of removing the rows that corrections have replaced: one window at a time,
/// when the writer has nothing else to do. Reading does not depend on it.</summary>
internal sealed class RevisionFolder
{
    // Beyond this, windows are not folded: their superseded rows only take space.
    private const int MostWindows = 10_000;
    private readonly Lock _gate = new();
    private readonly Queue<(ViewTable Table, long WindowStart)> _waiting = new();
    private readonly HashSet<(string Table, long WindowStart)> _known = [];
    private TaskCompletionSource? _empty;

    /// <summary>Completes when no window waits any more and the last one is folded.</summary>
    internal Task Empty => Volatile.Read(ref _empty)?.Task ?? Task.CompletedTask;

    internal void Add(ViewTable table, long windowStart)
    {
        lock (_gate)
        {
            if (_waiting.Count < MostWindows && _known.Add((table.Name, windowStart)))
            {
                _waiting.Enqueue((table, windowStart));
                _empty ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }
        }
    }

    /// <summary>Takes the next window's work, or null when there is none; the one before is done.</summary>
    internal StoreCommand? Take()
    {
        lock (_gate)
        {
            if (!_waiting.TryDequeue(out var window))
            {
                _empty?.SetResult();
                _empty = null;
                return null;
            }

            _known.Remove((window.Table.Name, window.WindowStart));
            var fold = ViewSql.Fold(window.Table, window.WindowStart);
            return new StoreCommand($"folding {window.Table.Name}", session => session.Connection.Execute(fold) >= 0);
        }
    }
}
