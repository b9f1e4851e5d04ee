using System.Diagnostics.CodeAnalysis;

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
    private TaskCompletionSource _empty = Completed();

    /// <summary>Completes when no window waits any more and the last one is folded.</summary>
    internal Task Empty
    {
        get
        {
            lock (_gate)
            {
                return _empty.Task;
            }
        }
    }

    internal void Add(ViewTable table, long windowStart)
    {
        lock (_gate)
        {
            if (_waiting.Count < MostWindows && _known.Add((table.Name, windowStart)))
            {
                _waiting.Enqueue((table, windowStart));
                _empty = _empty.Task.IsCompleted ? new(TaskCreationOptions.RunContinuationsAsynchronously) : _empty;
            }
        }
    }

    /// <summary>Takes the next window's work; the one before is done.</summary>
    internal bool TryTake([NotNullWhen(true)] out StoreCommand<long>? fold)
    {
        lock (_gate)
        {
            if (!_waiting.TryDequeue(out var window))
            {
                _empty.TrySetResult();
                fold = null;
                return false;
            }

            _known.Remove((window.Table.Name, window.WindowStart));
            fold = new StoreCommand<long>($"folding {window.Table.Name}", session => session.Connection.Execute(ViewSql.Fold(window.Table, window.WindowStart)));
            return true;
        }
    }

    private static TaskCompletionSource Completed()
    {
        var completed = new TaskCompletionSource();
        completed.SetResult();
        return completed;
    }
}
