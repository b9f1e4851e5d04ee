using ActorPipeline.Cassandra.Cql.Types;
using ActorPipeline.Store;

namespace ActorPipeline.Cassandra.Store;

/// <summary>Finds keys of a view. Thread-safe.</summary>
/// <remarks>Keys stand in order in a partition per shard. Without a prefix, or where a key has one part, each partition is read only as far as it must be; else all
/// of a view's keys are read. Held are at most twice as many keys as are wanted.</remarks>
internal sealed class KeyReader(StoreClient client)
{
    /// <inheritdoc cref="IViewStore.KeysAsync"/>
    public async ValueTask<IReadOnlyList<IReadOnlyList<string>>> FindAsync(
        string view, ViewTables tables, string prefix, int limit, CancellationToken cancellationToken)
    {
        if (limit <= 0)
        {
            return [];
        }

        var (table, isOrdered) = (tables.Keys, prefix.Length == 0 || tables.Keys.Key.Count == 1);
        var from = isOrdered && prefix.Length > 0 ? $" AND {table.Key[0].Name} >= ?" : "";
        var select = $"SELECT {string.Join(", ", table.Key.Select(column => column.Name))} FROM {client.Keyspace}.{table.Name} WHERE shard = ?{from}";
        var found = new List<IReadOnlyList<string>>();
        for (var shard = 0; shard < tables.Shards; shard++)
        {
            var taken = 0;
            await foreach (var row in client.QueryAsync($"reading keys of view {view}", select, Binder(shard), StoreClient.Read, cancellationToken).ConfigureAwait(false))
            {
                if (KeyOf(row, table.Key.Count) is var key && key.Any(part => part.StartsWith(prefix, StringComparison.Ordinal)))
                {
                    Add(found, key, limit);
                    taken++;
                }
                else if (isOrdered)
                {
                    break;
                }

                if (isOrdered && taken == limit)
                {
                    break;
                }
            }
        }

        return Cut(found, limit);

        Action<BoundValues> Binder(int shard) => values =>
        {
            values.Add(shard);
            if (from.Length > 0)
            {
                values.AddText(prefix);
            }
        };
    }

    private static string[] KeyOf(CqlRow row, int parts)
    {
        var key = new string[parts];
        for (var i = 0; i < parts; i++)
        {
            key[i] = row.GetString(i) ?? "";
        }

        return key;
    }

    private static void Add(List<IReadOnlyList<string>> found, IReadOnlyList<string> key, int limit)
    {
        found.Add(key);
        if (found.Count / 2 >= limit)
        {
            Cut(found, limit);
        }
    }

    private static List<IReadOnlyList<string>> Cut(List<IReadOnlyList<string>> found, int limit)
    {
        found.Sort(Compare);
        if (found.Count > limit)
        {
            found.RemoveRange(limit, found.Count - limit);
        }

        return found;
    }

    // As the servers order texts: by their UTF-8, which is by code point.
    private static int Compare(IReadOnlyList<string> x, IReadOnlyList<string> y)
    {
        for (var i = 0; i < x.Count; i++)
        {
            var order = Compare(x[i], y[i]);
            if (order != 0)
            {
                return order;
            }
        }

        return 0;
    }

    private static int Compare(string x, string y)
    {
        var common = x.AsSpan().CommonPrefixLength(y);
        if (common == x.Length || common == y.Length)
        {
            return x.Length.CompareTo(y.Length);
        }

        // Two units of a surrogate pair stand for a code point above all that are one unit, though their numbers do not.
        var (left, right) = (x[common], y[common]);
        return char.IsSurrogate(left) == char.IsSurrogate(right) ? left.CompareTo(right) : char.IsSurrogate(left) ? 1 : -1;
    }
}
