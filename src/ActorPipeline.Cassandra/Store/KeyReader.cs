using System.Runtime.CompilerServices;
using ActorPipeline.Cql.Types;
using ActorPipeline.Views;

namespace ActorPipeline.Cassandra.Store;

/// <summary>Finds keys of a view. Thread-safe.</summary>
/// <remarks>Keys stand in order in a partition per shard and bucket. Without a prefix, or where a key has one part, each partition is read only as far as it
/// must be; else all of a view's keys are read. Held are at most twice as many keys as are wanted, and a page of each partition that is being read.</remarks>
internal sealed class KeyReader(StoreClient client)
{
    // A view has hundreds of partitions: one after the other they would take a round trip each.
    private const int PartitionsAtOnce = 16;
    private const int MostPageRows = 1_000;

    private static readonly Comparison<IReadOnlyList<string>> Order = Compare;

    public async ValueTask<IReadOnlyList<IReadOnlyList<string>>> FindAsync(
        string view, ViewTables tables, string prefix, IReadOnlyList<string>? after, int limit, CancellationToken cancellationToken)
    {
        if (limit <= 0)
        {
            return [];
        }

        var found = new Selection<IReadOnlyList<string>>(Order, limit);
        var partitions = Enumerable.Range(0, tables.Shards).SelectMany(shard => Enumerable.Range(0, KeysTable.Buckets).Select(bucket => (shard, bucket)));
        var atOnce = new ParallelOptions { MaxDegreeOfParallelism = PartitionsAtOnce, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(partitions, atOnce, FindInAsync).ConfigureAwait(false);
        return found.Items();

        async ValueTask FindInAsync((int Shard, int Bucket) partition, CancellationToken cancelled)
        {
            await foreach (var key in MatchesAsync(view, tables.Keys, partition, new KeyRange(prefix, after, limit), cancelled).ConfigureAwait(false))
            {
                lock (found)
                {
                    found.Add(key);
                }
            }
        }
    }

    /// <summary>The keys of a partition that match: where matches stand together, the first of them, no more than are wanted.</summary>
    private async IAsyncEnumerable<IReadOnlyList<string>> MatchesAsync(
        string view, KeysTable table, (int Shard, int Bucket) partition, KeyRange range, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (prefix, after, limit) = range;
        var isOrdered = prefix.Length == 0 || table.Key.Count == 1;
        var first = after is not null && RowOrder.CompareTexts(after[0], prefix) > 0 ? after[0] : prefix;
        var isFrom = isOrdered && first.Length > 0;
        var options = StoreClient.Read with { PageSize = isOrdered ? Math.Min(limit, MostPageRows) : MostPageRows };
        object[] values = isFrom ? [partition.Shard, partition.Bucket, first] : [partition.Shard, partition.Bucket];
        var rows = client.QueryAsync($"reading keys of view {view}", table.Select(client.Keyspace, isFrom), values, options, cancellationToken);
        var taken = 0;
        await foreach (var row in rows.ConfigureAwait(false))
        {
            var key = KeyOf(row, table.Key.Count);
            if (after is not null && Order(key, after) <= 0)
            {
                continue;
            }

            if (key.Any(part => part.StartsWith(prefix, StringComparison.Ordinal)))
            {
                yield return key;
                taken++;
            }
            else if (isOrdered)
            {
                yield break;
            }

            if (isOrdered && taken == limit)
            {
                yield break;
            }
        }
    }

    private static string[] KeyOf(CqlRow row, int parts)
    {
        var key = new string[parts];
        for (var i = 0; i < parts; i++)
        {
            key[i] = row[i].Get<string>() ?? "";
        }

        return key;
    }

    // As the servers order texts.
    private static int Compare(IReadOnlyList<string> x, IReadOnlyList<string> y)
    {
        for (var i = 0; i < x.Count; i++)
        {
            var order = RowOrder.CompareTexts(x[i], y[i]);
            if (order != 0)
            {
                return order;
            }
        }

        return 0;
    }

    private readonly record struct KeyRange(string Prefix, IReadOnlyList<string>? After, int Limit);
}
