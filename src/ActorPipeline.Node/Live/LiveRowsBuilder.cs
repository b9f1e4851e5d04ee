using System.Buffers;
using System.Text.Json;
using ActorPipeline.Node.Serving;

namespace ActorPipeline.Node.Live;

/// <summary>Collects rows as JSON parted by commas.</summary>
internal sealed class LiveRowsBuilder
{
    private readonly ArrayBufferWriter<byte> _buffer = new();
    private readonly ArrayBufferWriter<byte> _row = new();

    public int Count { get; private set; }

    /// <summary>Adds a row that <paramref name="write"/> writes as one JSON object, except one that is in the set <paramref name="unless"/>.</summary>
    /// <returns>The row's JSON, valid until the next call.</returns>
    public ReadOnlySpan<byte> Add(Action<Utf8JsonWriter> write, HashSet<byte[]>? unless = null)
    {
        _row.ResetWrittenCount();
        using (var writer = new Utf8JsonWriter(_row, RowJson.WriterOptions))
        {
            write(writer);
        }

        if (unless is null || !unless.GetAlternateLookup<ReadOnlySpan<byte>>().Contains(_row.WrittenSpan))
        {
            if (Count++ > 0)
            {
                _buffer.Write(","u8);
            }

            _buffer.Write(_row.WrittenSpan);
        }

        return _row.WrittenSpan;
    }

    public ReadOnlyMemory<byte> ToMemory() => _buffer.WrittenSpan.ToArray();
}
