using System.Text;
using ActorPipeline.Definitions;

namespace ActorPipeline.Views;

/// <summary>A column of UTF-8 texts, kept end to end in one buffer.</summary>
/// <param name="capacity">About how many texts to make room for.</param>
public sealed class TextColumn(int capacity = 16) : RowColumn
{
    // Keys of measured workloads are a few bytes to a few tens of bytes; longer ones make the buffer grow.
    private const int BytesPerText = 12;

    private byte[] _bytes = new byte[Math.Max(1, capacity) * BytesPerText];
    private int[] _ends = new int[Math.Max(1, capacity)];
    private int _count;

    /// <inheritdoc/>
    public override ColumnType Type => ColumnType.Text;

    /// <inheritdoc/>
    public override int Count => _count;

    internal ReadOnlySpan<byte> AllBytes => _bytes.AsSpan(0, _count == 0 ? 0 : _ends[_count - 1]);

    /// <summary>A row's text in UTF-8; empty where it has none.</summary>
    public ReadOnlySpan<byte> this[int row]
    {
        get
        {
            var start = row == 0 ? 0 : _ends[row - 1];
            return _bytes.AsSpan(start, _ends[row] - start);
        }
    }

    /// <summary>Adds a copy of a row's text in UTF-8.</summary>
    public void Add(ReadOnlySpan<byte> text)
    {
        var start = _count == 0 ? 0 : _ends[_count - 1];
        if (start + text.Length > _bytes.Length)
        {
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, start + text.Length));
        }

        if (_count == _ends.Length)
        {
            Array.Resize(ref _ends, _count * 2);
        }

        text.CopyTo(_bytes.AsSpan(start));
        _ends[_count++] = start + text.Length;
    }

    /// <summary>A row's text; empty where it has none.</summary>
    public string TextOf(int row) => Encoding.UTF8.GetString(this[row]);

    private protected override object Value(int row) => TextOf(row);

    private protected override void AddNothing() => Add(default);

    private protected override void ClearValues() => _count = 0;
}
