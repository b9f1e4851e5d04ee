using ActorPipeline.Storage;

namespace ActorPipeline.Embedded.Store;

/// <summary>Has the write-ahead log folded into the database every minute in which it has grown: the rows in it are in memory until then.</summary>
internal sealed class StoreCheckpoints : IAsyncDisposable
{
    private readonly StoreWriter _writer;
    private readonly FileInfo _log;
    private readonly long _fromBytes;
    private readonly Recurring _looks;

    /// <param name="writer">Folds it, after the transaction under way.</param>
    /// <param name="path">Path of the database.</param>
    internal StoreCheckpoints(StoreWriter writer, string path, DuckDbStoreOptions options, TimeProvider time)
    {
        (_writer, _log, _fromBytes) = (writer, new FileInfo($"{path}.wal"), options.CheckpointFromBytes);
        _looks = new Recurring(AskIfGrownAsync, options.CheckpointEvery, time);
    }

    public ValueTask DisposeAsync() => _looks.DisposeAsync();

    private async Task AskIfGrownAsync()
    {
        _log.Refresh();
        if (!_log.Exists || _log.Length < _fromBytes)
        {
            return;
        }

        try
        {
            await _writer.DoAsync(new StoreCommand("asking for a checkpoint", session => session.IsCheckpointAsked = true), CancellationToken.None);
        }
        catch (ViewStoreException)
        {
            // The store could not write, and has said so: its log stays, and is looked at again.
        }
    }
}
