using System.Runtime.CompilerServices;

namespace ActorPipeline.Cassandra.Store;

/// <summary>Which days, windows and shards have rows of a view. Thread-safe.</summary>
internal sealed class WindowList(StoreClient client)
{
    private readonly string _days = $"SELECT day FROM {client.Keyspace}.window_day WHERE pipeline = ? AND view_name = ?";
    private readonly string _windows =
        $"SELECT window_start, shard FROM {client.Keyspace}.window_shard "
        + "WHERE pipeline = ? AND view_name = ? AND day = ? AND window_start >= ? AND window_start < ?";

    public async IAsyncEnumerable<DateOnly> DaysAsync(
        string pipeline, string view, long fromMs, long toMs, bool isDescending, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (fromMs >= toMs)
        {
            yield break;
        }

        var (first, last) = (WindowDay.Of(fromMs), WindowDay.Of(toMs - 1));
        await foreach (var row in client.QueryAsync(
            $"reading the days of view {pipeline}/{view}", $"{_days} ORDER BY day {Order(isDescending)}",
            [pipeline, view], StoreClient.Read, cancellationToken).ConfigureAwait(false))
        {
            var day = row[0].Get<DateOnly>();
            if (day >= first && day <= last)
            {
                yield return day;
            }
        }
    }

    /// <summary>The windows of a day, with the shards that have rows in them; those of one window stand together.</summary>
    public async IAsyncEnumerable<(long WindowStart, int Shard)> WindowsAsync(
        string pipeline, string view, DateOnly day, long fromMs, long toMs, bool isDescending, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var row in client.QueryAsync(
            $"reading the windows of view {pipeline}/{view}", $"{_windows} ORDER BY window_start {Order(isDescending)}",
            [pipeline, view, day, fromMs, toMs], StoreClient.Read, cancellationToken).ConfigureAwait(false))
        {
            yield return (row[0].Get<long>(), row[1].Get<int>());
        }
    }

    private static string Order(bool isDescending) => isDescending ? "DESC" : "ASC";
}
