using ActorPipeline.Embedded.DuckDb;
using ActorPipeline.Views;

namespace ActorPipeline.Embedded.Store;

/// <summary>Writes row batches into a view's table, column by column. One transaction's work, one thread.</summary>
internal sealed unsafe class RowAppender : IDisposable
{
    private const int FirstKey = 5;
    private readonly ViewTable _table;
    private readonly DuckDbAppender _appender;
    private readonly DuckDbChunk _chunk;
    private readonly TextArena _texts;

    // Per table row its first batch row, and the end; bounded by a chunk.
    private readonly int[] _starts = new int[DuckDbChunk.Capacity + 1];

    internal RowAppender(DuckDbConnection connection, ViewTable table, TextArena texts)
    {
        _table = table;
        _texts = texts;
        _appender = connection.OpenAppender(table.Name);
        _chunk = new DuckDbChunk([.. table.Columns.Select(column => column.Type)]);
    }

    internal void Append(RowBatch batch)
    {
        for (var row = 0; row < batch.Count;)
        {
            var entities = TakeEntities(batch, row);
            var end = _starts[entities];
            _chunk.Reset();
            _texts.Reset();
            WriteWindow(batch, entities);
            WriteExact(batch, entities);
            WriteKeys(batch, entities);
            for (var i = 0; i < batch.By.Count; i++)
            {
                Write(batch.By[i], FirstKey + batch.Keys.Count + i, entities);
            }

            for (var i = 0; i < batch.Columns.Count; i++)
            {
                Write(batch.Columns[i], FirstKey + batch.Keys.Count + batch.By.Count + i, entities);
            }

            _chunk.SetSize(entities);
            _appender.Append(_chunk);
            row = end;
        }
    }

    internal void Flush() => _appender.Flush();

    public void Dispose()
    {
        _appender.Dispose();
        _chunk.Dispose();
    }

    private int TakeEntities(RowBatch batch, int row)
    {
        var entities = 0;
        for (; row < batch.Count; row++)
        {
            if (entities == 0 || !_table.HasLists || !SameKey(batch, row))
            {
                if (entities == DuckDbChunk.Capacity)
                {
                    break;
                }

                _starts[entities++] = row;
            }
        }

        _starts[entities] = row;
        return entities;
    }

    private static bool SameKey(RowBatch batch, int row)
    {
        foreach (var key in batch.Keys)
        {
            if (!key[row].SequenceEqual(key[row - 1]))
            {
                return false;
            }
        }

        return true;
    }

    private void WriteWindow(RowBatch batch, int entities)
    {
        new Span<long>(_chunk.Values<long>(0), entities).Fill(batch.Window.StartMs);
        new Span<long>(_chunk.Values<long>(1), entities).Fill(batch.Window.EndMs);
        new Span<long>(_chunk.Values<long>(2), entities).Fill(batch.Window.FirstEventMs);
        new Span<int>(_chunk.Values<int>(3), entities).Fill(batch.Revision);
    }

    private void WriteExact(RowBatch batch, int entities)
    {
        const int Column = 4;
        if (!_table.HasLists)
        {
            var values = _chunk.Values<bool>(Column);
            for (var i = 0; i < entities; i++)
            {
                values[i] = batch.Exact[_starts[i]];
            }

            return;
        }

        var from = 0;
        for (var i = 0; i < entities; i++)
        {
            var count = AllExact(batch, _starts[i], _starts[i + 1]) ? 0 : _starts[i + 1] - _starts[i];
            if (count > 0)
            {
                var values = _chunk.AddElements<bool>(Column, count);
                for (var k = 0; k < count; k++)
                {
                    values[k] = batch.Exact[_starts[i] + k];
                }
            }

            _chunk.SetList(Column, i, from, count);
            from += count;
        }
    }

    private static bool AllExact(RowBatch batch, int from, int until)
    {
        while (from < until && batch.Exact[from])
        {
            from++;
        }

        return from == until;
    }

    private void WriteKeys(RowBatch batch, int entities)
    {
        for (var key = 0; key < batch.Keys.Count; key++)
        {
            var values = _chunk.Values<DuckDbString>(FirstKey + key);
            for (var i = 0; i < entities; i++)
            {
                _texts.Set(ref values[i], batch.Keys[key][_starts[i]]);
            }
        }
    }

    private void Write(RowColumn source, int column, int entities)
    {
        switch (source)
        {
            case TextColumn texts:
                var values = Place<DuckDbString>(column, entities);
                for (var row = _starts[0]; row < _starts[entities]; row++)
                {
                    _texts.Set(ref *values++, texts[row]);
                }

                break;
            case WholeNumberColumn numbers:
                Copy(numbers, column, entities);
                break;
            case FixedPointColumn numbers:
                Copy(numbers, column, entities);
                break;
            case RealColumn numbers:
                Copy(numbers, column, entities);
                break;
            default:
                throw new NotSupportedException($"columns of type {source.Type} are not stored");
        }

        if (source.HasGaps)
        {
            WriteGaps(source, column, entities);
        }
    }

    private void WriteGaps(RowColumn source, int column, int entities)
    {
        var isValid = _table.HasLists ? _chunk.ElementValidity(column) : _chunk.Validity(column);
        for (var row = _starts[0]; row < _starts[entities]; row++)
        {
            if (!source.HasValue(row))
            {
                isValid.SetNull(row - _starts[0]);
            }
        }
    }

    private void Copy<T>(ValueColumn<T> source, int column, int entities)
        where T : unmanaged
    {
        var rows = source.Values[_starts[0].._starts[entities]];
        rows.CopyTo(new Span<T>(Place<T>(column, entities), rows.Length));
    }

    /// <summary>Where the values of all rows go: the column itself, or the elements of its lists.</summary>
    private T* Place<T>(int column, int entities)
        where T : unmanaged
    {
        if (!_table.HasLists)
        {
            return _chunk.Values<T>(column);
        }

        for (var i = 0; i < entities; i++)
        {
            _chunk.SetList(column, i, _starts[i] - _starts[0], _starts[i + 1] - _starts[i]);
        }

        return _chunk.AddElements<T>(column, _starts[entities] - _starts[0]);
    }
}
