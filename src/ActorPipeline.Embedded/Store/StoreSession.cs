using ActorPipeline.Definitions;
using ActorPipeline.Embedded.DuckDb;
using ActorPipeline.Views;

namespace ActorPipeline.Embedded.Store;

/// <summary>What a write works with: the writer's connection, and one appender per table for the length of a transaction.</summary>
internal sealed class StoreSession(DuckDbConnection connection) : IDisposable
{
    // Bounded by the views of all pipelines.
    private readonly Dictionary<(string Pipeline, string View), ViewTable> _tables = [];
    private readonly Dictionary<string, RowAppender> _appenders = [];
    private readonly TextArena _texts = new();

    internal DuckDbConnection Connection => connection;

    /// <summary>Whether the write-ahead log is to be folded into the database after the transaction under way.</summary>
    internal bool IsCheckpointAsked { get; set; }

    internal ViewTable TableOf(string pipeline, ViewDefinition view)
    {
        if (!_tables.TryGetValue((pipeline, view.Name), out var table))
        {
            table = new ViewTable(pipeline, view);
            _tables.Add((pipeline, view.Name), table);
        }

        return table;
    }

    internal void Append(RowBatch batch)
    {
        var table = TableOf(batch.Pipeline, batch.View);
        if (!_appenders.TryGetValue(table.Name, out var appender))
        {
            appender = new RowAppender(connection, table, _texts);
            _appenders.Add(table.Name, appender);
        }

        appender.Append(batch);
    }

    internal void Flush()
    {
        foreach (var appender in _appenders.Values)
        {
            appender.Flush();
        }
    }

    /// <summary>Closes the appenders: they do not outlive a transaction.</summary>
    internal void EndTransaction()
    {
        foreach (var appender in _appenders.Values)
        {
            appender.Dispose();
        }

        _appenders.Clear();
    }

    public void Dispose()
    {
        EndTransaction();
        connection.Dispose();
    }
}
