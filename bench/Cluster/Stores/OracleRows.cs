using System.Globalization;
using System.Text;
using ActorPipeline.Batches;
using ActorPipeline.Definitions;
using ActorPipeline.Hashing;
using ActorPipeline.Intake;
using ActorPipeline.Views;

namespace ActorPipeline.Bench.Cluster.Stores;

/// <summary>The oracle's rows as a pipeline's shards hand them to a store.</summary>
internal static class OracleRows
{
    /// <summary>Reads them.</summary>
    /// <param name="pipeline">The pipeline that is to store them.</param>
    /// <param name="folder">The oracle's folder.</param>
    /// <returns>By shard, then by window in order: the batches that the shard writes at once.</returns>
    public static IReadOnlyList<IReadOnlyCollection<List<RowBatch>>> Read(PipelineDefinition pipeline, string folder)
    {
        var shards = Enumerable.Range(0, pipeline.Shards).Select(_ => new SortedDictionary<long, List<RowBatch>>()).ToArray();
        foreach (var view in pipeline.Views)
        {
            var file = OracleFile.Of(folder, view);
            foreach (var (start, lines) in file.Windows())
            {
                foreach (var batch in Batches(pipeline, view, file, start, lines))
                {
                    var windows = shards[batch.Shard];
                    windows.TryAdd(start, []);
                    windows[start].Add(batch);
                }
            }
        }

        return [.. shards.Select(windows => windows.Values)];
    }

    private static IEnumerable<RowBatch> Batches(PipelineDefinition pipeline, ViewDefinition view, OracleFile file, long start, List<string> lines)
    {
        var key = file.IndexesOf(view.KeyNames);
        var by = file.IndexesOf(view.ByNames);
        var columns = file.IndexesOf(view.Columns.Select(column => column.Name));

        // A client's rows are of one shard, however they are stored.
        var owner = view.Name == StorePipeline.BrokenDown ? key[..1] : key;
        var rows = lines.Select(line => line.Split('\t')).Select(fields => (Fields: fields, Key: Texts(fields, key)));
        foreach (var shard in rows.GroupBy(row => IntakeState.ShardOf(Murmur3.Hash64(TupleCodec.Encode(Texts(row.Fields, owner))), pipeline.Shards)))
        {
            var batch = new RowBatch(pipeline.Name, view, shard.Key, new RowWindow(start, start + view.Window.LengthMs, start), revision: 0);
            foreach (var (fields, _) in shard.OrderBy(row => string.Join('\t', row.Key), StringComparer.Ordinal))
            {
                Add(batch.Keys, fields, key);
                Add(batch.By, fields, by);
                for (var i = 0; i < columns.Length; i++)
                {
                    ((WholeNumberColumn)batch.Columns[i]).Add(long.Parse(fields[columns[i]], CultureInfo.InvariantCulture));
                }

                batch.EndRow(exact: true);
            }

            yield return batch;
        }
    }

    private static string[] Texts(string[] fields, int[] indexes) => [.. indexes.Select(index => fields[index])];

    private static void Add(IReadOnlyList<TextColumn> columns, string[] fields, int[] indexes)
    {
        for (var i = 0; i < indexes.Length; i++)
        {
            columns[i].Add(Encoding.UTF8.GetBytes(fields[indexes[i]]));
        }
    }
}
