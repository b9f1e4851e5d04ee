using System.Buffers;
using System.Collections;
using ActorPipeline.Cql.Protocol;
using ActorPipeline.Cql.Wire;

namespace ActorPipeline.Cql.Types;

/// <summary>
/// The rows of one answer (a page). They lie in the answer's body, in rented memory that goes back with <see cref="Dispose"/>; no row may be touched after it.
/// May be read by several threads.
/// </summary>
public sealed class CqlRows : IReadOnlyList<CqlRow>, IDisposable
{
    private readonly int _columnCount;
    private byte[]? _body;
    private int[] _values;

    private CqlRows(CqlColumns columns, int count, byte[]? body, int[] values)
    {
        Columns = columns;
        Count = count;
        _columnCount = columns.Count;
        _body = body;
        _values = values;
    }

    /// <summary>No rows.</summary>
    public static CqlRows Empty { get; } = new(CqlColumns.None, 0, null, []);

    /// <summary>The columns.</summary>
    public CqlColumns Columns { get; }

    /// <inheritdoc/>
    public int Count { get; }

    /// <inheritdoc/>
    public CqlRow this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Count, nameof(index));
            return new CqlRow(this, index);
        }
    }

    /// <summary>Finds where each value begins.</summary>
    /// <param name="count">The number of rows, as the answer says.</param>
    /// <param name="body">The answer's body; the rows' when this returns, the caller's when it throws.</param>
    /// <param name="at">Where the rows begin in it.</param>
    /// <exception cref="CqlProtocolException">The rows are not there.</exception>
    internal static CqlRows Read(CqlColumns columns, int count, byte[]? body, int length, int at)
    {
        var cells = (long)count * columns.Count;
        if (count < 0 || (count > 0 && columns.Count == 0) || cells * 4 > length - at)
        {
            throw new CqlProtocolException($"expected {count} rows of {columns.Count} columns at byte {at}, found {length - at} bytes");
        }

        // At most an int for each four bytes of body: the check above bounds it.
        var values = cells == 0 ? [] : ArrayPool<int>.Shared.Rent((int)cells);
        try
        {
            var reader = new WireReader(new ReadOnlySpan<byte>(body, 0, length)[at..]);
            for (var i = 0; i < cells; i++)
            {
                values[i] = at + reader.Position;
                reader.TryReadBytes("a value", out _);
            }
        }
        catch
        {
            ArrayPool<int>.Shared.Return(values);
            throw;
        }

        return new CqlRows(columns, count, body, values);
    }

    /// <summary>A value's bytes.</summary>
    /// <returns>False for null.</returns>
    /// <exception cref="ObjectDisposedException">The rows were disposed.</exception>
    internal bool TryGetBytes(int row, int column, out ReadOnlySpan<byte> bytes)
    {
        ObjectDisposedException.ThrowIf(_body is null, this);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)column, (uint)_columnCount, nameof(column));
        var reader = new WireReader(_body.AsSpan(_values[(row * _columnCount) + column]));
        return reader.TryReadBytes("a value", out bytes);
    }

    /// <summary>Gives the memory back. Harmless when called again.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _body, null) is { } body)
        {
            ArrayPool<byte>.Shared.Return(body);
            if (_values.Length > 0)
            {
                ArrayPool<int>.Shared.Return(_values);
                _values = [];
            }
        }
    }

    /// <inheritdoc/>
    public IEnumerator<CqlRow> GetEnumerator()
    {
        for (var i = 0; i < Count; i++)
        {
            yield return new CqlRow(this, i);
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
