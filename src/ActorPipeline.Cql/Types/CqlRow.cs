using ActorPipeline.Cql.Protocol;

namespace ActorPipeline.Cql.Types;

/// <summary>A row of an answer: a view into the answer's body, valid as long as its <see cref="CqlRows"/> are not disposed.</summary>
public readonly struct CqlRow
{
    private readonly CqlRows _rows;
    private readonly int _index;

    internal CqlRow(CqlRows rows, int index)
    {
        _rows = rows;
        _index = index;
    }

    /// <summary>The columns.</summary>
    public CqlColumns Columns => _rows.Columns;

    /// <summary>The value of a column by its position.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such column.</exception>
    /// <exception cref="ObjectDisposedException">The rows were disposed.</exception>
    public CqlValue this[int index]
    {
        get
        {
            var isThere = _rows.TryGetBytes(_index, index, out var bytes);
            var column = Columns[index];
            return new CqlValue(new ValueSlot(column.Type, column.Name), bytes, !isThere);
        }
    }

    /// <summary>The value of a column by its name, which is looked up each time.</summary>
    /// <exception cref="CqlTypeException">There is no such column; the message lists those there are.</exception>
    /// <exception cref="ObjectDisposedException">The rows were disposed.</exception>
    public CqlValue this[string name] => this[Columns.IndexOf(name)];
}
