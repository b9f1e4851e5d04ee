using ActorPipeline.TestKit.Reference;
using ActorPipeline.TestKit.Store;
using ActorPipeline.Views;

namespace ActorPipeline.Simulation.Checks;

/// <summary>Rows are absolute: whoever writes a revision of a row, replay or zombie, writes the same.</summary>
/// <param name="fail">Told what is wrong.</param>
internal sealed class RevisionCheck(Action<string> fail)
{
    private readonly Dictionary<(RowId, int), string> _written = [];

    /// <summary>Sees rows as they are stored.</summary>
    public void See(RowBatch batch)
    {
        for (var i = 0; i < batch.Count; i++)
        {
            var row = batch.RowAt(i);
            var text = RowComparison.Show(row);
            if (!_written.TryAdd((RowId.Of(row), row.Revision), text) && _written[(RowId.Of(row), row.Revision)] is { } before && before != text)
            {
                fail($"one revision, two rows: {before} and {text}");
            }
        }
    }
}
