using ActorPipeline.Definitions;
using ActorPipeline.Embedded.DuckDb;
using ActorPipeline.Embedded.Files;
using ActorPipeline.EventLake;
using ActorPipeline.Events;

namespace ActorPipeline.Lake;

/// <summary>Events of one source partition in a table of their own, until they are written. DuckDB is open for it only while it holds some.</summary>
internal sealed class ParquetDraft(ParquetLake lake, PipelineDefinition pipeline, int partition, long epoch) : ILakeDraft
{
    // By hour; bounded by LakeOptions.MaxHours.
    private readonly Dictionary<LakeHour, long> _rows = [];
    private DuckDbConnection? _connection;
    private EventTable? _table;

    /// <inheritdoc/>
    public bool IsFull => _table is { } table && table.Bytes >= lake.DraftBytes;

    /// <inheritdoc/>
    public void Add(ReadOnlySpan<byte> record, DecodedEvent decoded, long offset)
    {
        ArgumentNullException.ThrowIfNull(decoded);
        try
        {
            _table ??= Open();
            _table.Add(record, decoded, offset);
        }
        catch (DuckDbException failure)
        {
            throw new EventLakeException($"an event of {pipeline.Name} cannot be taken into the lake: {failure.Message}", failure);
        }

        var hour = LakeHour.Of(decoded.TimeMs);
        _rows[hour] = _rows.GetValueOrDefault(hour) + 1;
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<LakeFile>> WriteAsync(LakeSpan span, CancellationToken cancellationToken)
    {
        if (_table is not { } table)
        {
            return [];
        }

        await lake.Writing.WaitAsync(cancellationToken);
        try
        {
            await using var interrupt = cancellationToken.UnsafeRegister(static table => ((EventTable)table!).Interrupt(), table);
            return await Task.Run(() => Write(table, span, cancellationToken), CancellationToken.None);
        }
        catch (Exception failure) when (failure is DuckDbException or IOException or UnauthorizedAccessException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw new EventLakeException($"events of {pipeline.Name} cannot be written into the lake at {lake.Folders.Root}: {failure.Message}", failure);
        }
        finally
        {
            lake.Writing.Release();
            Close();
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        Close();
        return ValueTask.CompletedTask;
    }

    private EventTable Open()
    {
        _connection = lake.Database.Enter();
        return new EventTable(_connection, lake.NewTableName(), pipeline.Source);
    }

    private List<LakeFile> Write(EventTable table, LakeSpan span, CancellationToken cancellationToken)
    {
        DurableFile.CreateFolder(lake.Folders.AsideOf(pipeline.Name, partition, epoch), isShared: true);
        table.Flush();
        var files = new List<LakeFile>(_rows.Count);
        foreach (var (hour, rows) in _rows.OrderBy(hour => hour.Key.Number))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var path = lake.Folders.AsideOf(pipeline.Name, hour, span, epoch);
            table.Write(hour, partition, path);
            files.Add(new LakeFile(hour, rows, DurableFile.Sync(path)));
        }

        LibC.SyncFolder(lake.Folders.AsideOf(pipeline.Name, partition, epoch));
        return files;
    }

    private void Close()
    {
        _rows.Clear();
        var (table, connection) = (_table, _connection);
        (_table, _connection) = (null, null);
        try
        {
            table?.Dispose();
        }
        finally
        {
            if (connection is not null)
            {
                lake.Database.Leave(connection);
            }
        }
    }
}
