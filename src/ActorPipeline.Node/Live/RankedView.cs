using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using ActorPipeline.Definitions;
using ActorPipeline.Serving;
using ActorPipeline.Views;

namespace ActorPipeline.Node.Live;

/// <summary>The largest rows of a view's latest windows, kept as they close: whoever watches the top of the view is served from memory.</summary>
/// <remarks>Reads the store when it begins, and again where rows were missed. Holds <see cref="RankedWindows"/> windows of <see cref="PerWindow"/> to twice as
/// many rows, and the batches that closed since the last ranking. Safe to use from any thread.</remarks>
internal sealed class RankedView : IDisposable
{
    // A single window may have arrived from some shards only; over a few of them the ranking is steady.
    private const int RankedWindows = 5;

    private readonly IPipelineRuntime _runtime;
    private readonly ViewDefinition _view;
    private readonly LiveContext _context;
    private readonly RowBatchQueue _closed;
    private readonly IDisposable _following;
    private readonly SemaphoreSlim _gate = new(1);
    private readonly SortedList<long, LargestRows> _windows = [];
    private readonly ArrayBufferWriter<byte> _scratch = new();
    private IReadOnlyList<Row> _open = [];
    private long? _openAt;
    private bool _isLoaded;

    public RankedView(LiveSelection selection, LiveContext context)
    {
        (_runtime, _view, _context) = (selection.Runtime, selection.View, context);
        _closed = new RowBatchQueue(_view.Name, context.Options.BatchBuffer, () => context.Instruments.DroppedBatch(selection));
        // Before the store is read: what closes meanwhile is seen twice.
        _following = _runtime.Follow(_view, _closed.Offer, _closed.NoteMissed);
    }

    // Ten times as many as anybody may ask for: what is large in every window is among the largest of each.
    private int PerWindow => 10 * _context.Options.MaxKeys;

    /// <summary>The keys with the largest first column, summed over the largest rows of the latest windows. Keys without any value come last.</summary>
    /// <param name="isOpen">Whether rows that still count are ranked as well.</param>
    /// <exception cref="Storage.ViewStoreException">The store cannot be read.</exception>
    public async ValueTask<KeySet> RankAsync(int top, bool isOpen, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            await CatchUpAsync(cancellationToken);
            var rows = _windows.Values.SelectMany(window => window.Rows).Select(row => (row.Key, row.Value));
            return Rank(top, isOpen ? rows.Concat(await OpenAsync(cancellationToken)) : rows);
        }
        finally
        {
            _gate.Release();
        }
    }

    public void Dispose()
    {
        _following.Dispose();
        _gate.Dispose();
    }

    private async ValueTask CatchUpAsync(CancellationToken cancellationToken)
    {
        if (_closed.TakeMissed() | !_isLoaded)
        {
            _isLoaded = false;
            await LoadAsync(cancellationToken);
            _isLoaded = true;
        }

        foreach (var batch in _closed.TakeAll())
        {
            See(batch);
        }
    }

    private async ValueTask LoadAsync(CancellationToken cancellationToken)
    {
        _windows.Clear();
        await foreach (var row in _context.Reader.RowsAsync(Query, cancellationToken))
        {
            var identity = Identity(row.Key.Concat(row.By).Select(part => part.Value));
            WindowAt(row.Window.StartMs)?.See(identity, Number(row.Columns[0].Value), row.Revision, () => KeyOf(row));
        }
    }

    private RowQuery Query => new()
    {
        Pipeline = _runtime.Definition.Name,
        View = _view,
        Last = RankedWindows,
        Top = PerWindow,
        Limit = RankedWindows * PerWindow,
    };

    // All who rank within the same moment rank the same rows: to find them takes a look at every key of every shard.
    private async ValueTask<IEnumerable<(IReadOnlyList<string> Key, double? Value)>> OpenAsync(CancellationToken cancellationToken)
    {
        if (_openAt is not { } at || _context.Time.GetElapsedTime(at) >= _context.Options.RankInterval)
        {
            _open = await _runtime.OpenRowsAsync(Query, cancellationToken);
            _openAt = _context.Time.GetTimestamp();
        }

        return _open.Select(row => (KeyOf(row), Number(row.Columns[0].Value)));
    }

    private void See(RowBatch batch)
    {
        if (WindowAt(batch.Window.StartMs) is not { } window)
        {
            return;
        }

        for (var row = 0; row < batch.Count; row++)
        {
            var value = Number(batch.Columns[0], row);
            if (batch.Revision > 0 || !window.IsBelowFloor(value))
            {
                var at = row;
                window.See(Identity(batch, row), value, batch.Revision, () => [.. batch.Keys.Select(column => column.TextOf(at))]);
            }
        }
    }

    // Null for one that is older than those that are ranked.
    private LargestRows? WindowAt(long startMs)
    {
        if (_windows.TryGetValue(startMs, out var known))
        {
            return known;
        }

        if (_windows.Count == RankedWindows)
        {
            if (startMs < _windows.GetKeyAtIndex(0))
            {
                return null;
            }

            _windows.RemoveAt(0);
        }

        return _windows[startMs] = new LargestRows(PerWindow, _context.Bytes);
    }

    private ReadOnlySpan<byte> Identity(RowBatch batch, int row)
    {
        _scratch.ResetWrittenCount();
        KeySet.AppendRow(_scratch, batch.Keys, row);
        KeySet.AppendRow(_scratch, batch.By, row);
        return _scratch.WrittenSpan;
    }

    private ReadOnlySpan<byte> Identity(IEnumerable<string> parts)
    {
        _scratch.ResetWrittenCount();
        foreach (var part in parts)
        {
            KeySet.AppendPart(_scratch, Encoding.UTF8.GetBytes(part));
        }

        return _scratch.WrittenSpan;
    }

    private KeySet Rank(int top, IEnumerable<(IReadOnlyList<string> Key, double? Value)> rows)
    {
        var sums = new Dictionary<string, (IReadOnlyList<string> Key, double? Sum)>(StringComparer.Ordinal);
        foreach (var (key, value) in rows)
        {
            var name = JsonSerializer.Serialize(key);
            var before = sums.GetValueOrDefault(name).Sum;
            sums[name] = (key, value is { } number ? (before ?? 0) + number : before);
        }

        return new KeySet([.. sums.OrderByDescending(pair => pair.Value.Sum).ThenBy(pair => pair.Key, StringComparer.Ordinal)
            .Take(top).Select(pair => pair.Value.Key)], _context.Bytes);
    }

    private static IReadOnlyList<string> KeyOf(Row row) => [.. row.Key.Select(part => part.Value)];

    private static double? Number(RowColumn column, int row) => !column.HasValue(row) ? null : column switch
    {
        WholeNumberColumn whole => whole.Values[row],
        RealColumn real => real.Values[row],
        FixedPointColumn fixedPoint => (double)fixedPoint.Values[row] / FixedPointColumn.UnitsPerOne,
        _ => 1,
    };

    private static double? Number(object? value) => value switch
    {
        null => null,
        string => 1,
        var number => Convert.ToDouble(number, CultureInfo.InvariantCulture),
    };
}
