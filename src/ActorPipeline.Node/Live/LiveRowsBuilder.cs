using System.Buffers;
using ActorPipeline.Batches;
using ActorPipeline.Emission;
using ActorPipeline.Views;

namespace ActorPipeline.Node.Live;

/// <summary>Collects rows as JSON parted by commas.</summary>
internal sealed class LiveRowsBuilder
{
    private readonly ArrayBufferWriter<byte> _buffer = new();
    private readonly ByteWriter _row = new();

    public int Count { get; private set; }

    /// <summary>Adds a row as one JSON object, except one whose JSON is in the set <paramref name="unless"/>.</summary>
    /// <returns>The row's JSON, valid until the next call.</returns>
    public ReadOnlySpan<byte> Add(Row row, HashSet<byte[]>? unless = null)
    {
        _row.Clear();
        RowJson.Write(row, _row);
        var json = _row.Written.Span;
        if (unless is null || !unless.GetAlternateLookup<ReadOnlySpan<byte>>().Contains(json))
        {
            if (Count++ > 0)
            {
                _buffer.Write(","u8);
            }

            _buffer.Write(json);
        }

        return json;
    }

    public ReadOnlyMemory<byte> ToMemory() => _buffer.WrittenSpan.ToArray();
}
