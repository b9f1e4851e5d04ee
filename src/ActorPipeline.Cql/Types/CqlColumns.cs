using System.Collections;
using ActorPipeline.Cql.Protocol;

namespace ActorPipeline.Cql.Types;

/// <summary>Columns in their order. Immutable.</summary>
public sealed class CqlColumns : IReadOnlyList<CqlColumn>
{
    private readonly CqlColumn[] _columns;
    private readonly Dictionary<string, int> _byName;

    internal CqlColumns(params IEnumerable<CqlColumn> columns)
    {
        _columns = [.. columns];
        _byName = new Dictionary<string, int>(_columns.Length, StringComparer.Ordinal);
        for (var i = 0; i < _columns.Length; i++)
        {
            _byName.TryAdd(_columns[i].Name, i);
        }
    }

    internal static CqlColumns None { get; } = new();

    /// <inheritdoc/>
    public int Count => _columns.Length;

    /// <inheritdoc/>
    public CqlColumn this[int index] => _columns[index];

    /// <summary>Where a column stands.</summary>
    /// <exception cref="CqlTypeException">There is none of this name; the message lists those there are.</exception>
    public int IndexOf(string name) => _byName.TryGetValue(name, out var index)
        ? index
        : throw new CqlTypeException($"there is no column {name}: there are {string.Join(", ", _columns.Select(column => column.Name))}");

    /// <summary>Where a column stands; -1 when there is none of this name.</summary>
    public int Find(string name) => _byName.GetValueOrDefault(name, -1);

    /// <inheritdoc/>
    public IEnumerator<CqlColumn> GetEnumerator() => ((IEnumerable<CqlColumn>)_columns).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
