using System.Globalization;
using ActorPipeline.Batches;
using ActorPipeline.Definitions;
using ActorPipeline.EventLake;
using ActorPipeline.Views;

namespace ActorPipeline.BatchViews;

/// <summary>Compares a view's rows of both layers, both in the order of <see cref="Storage.IRowStore.QueryAsync"/>. Holds a page of each.</summary>
internal sealed class LayerComparison(ViewDefinition view)
{
    private const int MaxText = 300;

    private readonly Dictionary<LakeHour, RowDrift> _hours = [];
    private RowDrift _window = RowDrift.None;
    private bool _hasOverflow;
    private long _startMs = long.MinValue;

    /// <summary>Compares all rows there are.</summary>
    /// <returns>By the hours that their windows begin in.</returns>
    public static async Task<IReadOnlyDictionary<LakeHour, RowDrift>> OfAsync(
        ViewDefinition view, IAsyncEnumerable<IReadOnlyList<Row>> batch, IAsyncEnumerable<IReadOnlyList<Row>> speed, CancellationToken cancellationToken)
    {
        var comparison = new LayerComparison(view);
        await using var left = batch.SelectMany(page => page).GetAsyncEnumerator(cancellationToken);
        await using var right = speed.SelectMany(page => page).GetAsyncEnumerator(cancellationToken);
        var (hasLeft, hasRight) = (await left.MoveNextAsync(), await right.MoveNextAsync());
        while (hasLeft || hasRight)
        {
            var order = !hasLeft ? 1 : !hasRight ? -1 : Compare(left.Current, right.Current);
            comparison.Add(order <= 0 ? left.Current : null, order >= 0 ? right.Current : null);
            hasLeft = order <= 0 ? await left.MoveNextAsync() : hasLeft;
            hasRight = order >= 0 ? await right.MoveNextAsync() : hasRight;
        }

        comparison.EndWindow();
        return comparison._hours;
    }

    private static int Compare(Row x, Row y)
    {
        var byWindow = x.Window.StartMs.CompareTo(y.Window.StartMs);
        return byWindow != 0 ? byWindow : RowOrder.ByKey.Compare(x, y);
    }

    // At least one of them is there; both are of the same window, key and breakdown.
    private void Add(Row? batch, Row? speed)
    {
        var row = (batch ?? speed)!;
        if (row.Window.StartMs != _startMs)
        {
            EndWindow();
            _startMs = row.Window.StartMs;
        }

        var isSame = batch is not null && speed is not null && HaveSame(batch, speed, static _ => true);
        _hasOverflow |= !isSame && speed is not null && IsOverflow(speed);
        _window = _window.Plus(isSame ? RowDrift.None with { Compared = 1 } : Differing(batch, speed));
    }

    private RowDrift Differing(Row? batch, Row? speed)
    {
        var one = RowDrift.None with { Compared = 1 };
        if (batch is not null && speed is { Exact: false } && HaveSame(batch, speed, static column => column.Kind != ColumnKind.Distinct))
        {
            return one with { Approximate = 1 };
        }

        one = one with { First = $"{Begin()} {NameOf((batch ?? speed)!)}: batch {ValuesOf(batch)}, speed {ValuesOf(speed)}" };
        return batch is null ? one with { OnlySpeed = 1 } : speed is null ? one with { OnlyBatch = 1 } : one with { Different = 1 };
    }

    // What stands under the overflow key of shards has rows of its own in the batch.
    private void EndWindow()
    {
        var window = _hasOverflow
            ? RowDrift.None with { Compared = _window.Compared, Approximate = _window.Approximate + _window.Rows }
            : _window;
        if (window.Compared > 0)
        {
            var hour = LakeHour.Of(_startMs);
            _hours[hour] = _hours.GetValueOrDefault(hour, RowDrift.None).Plus(window);
        }

        (_window, _hasOverflow) = (RowDrift.None, false);
    }

    private bool HaveSame(Row batch, Row speed, Func<ColumnDefinition, bool> counts)
    {
        for (var i = 0; i < view.Columns.Count; i++)
        {
            if (counts(view.Columns[i]) && RowOrder.CompareValues(batch.Columns[i].Value, speed.Columns[i].Value) != 0)
            {
                return false;
            }
        }

        return true;
    }

    private string Begin() =>
        DateTimeOffset.FromUnixTimeMilliseconds(_startMs).ToString("yyyy-MM-dd'T'HH:mm:ss.FFF'Z'", CultureInfo.InvariantCulture);

    private static bool IsOverflow(Row row) => row.Key.Concat(row.By).Any(part => part.Value == TupleCodec.OverflowPart);

    private static string NameOf(Row row) => Cut(string.Join(' ', row.Key.Concat(row.By).Select(part => $"{part.Key}={part.Value}")));

    private static string ValuesOf(Row? row) => row is null
        ? "none"
        : Cut(string.Join(' ', row.Columns.Select(column => string.Create(CultureInfo.InvariantCulture, $"{column.Key}={column.Value ?? "none"}"))));

    private static string Cut(string text) => text.Length <= MaxText ? text : $"{text[..(MaxText - 1)]}…";
}
