using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using ActorPipeline.Views;

namespace ActorPipeline.Node.Live;

/// <summary>Keys of a view, ready to be looked for among the rows of a batch. Immutable; safe to share between threads.</summary>
internal sealed class KeySet
{
    private readonly HashSet<byte[]> _composites;

    public KeySet(IReadOnlyList<IReadOnlyList<string>> keys, BytesComparer bytes)
    {
        _composites = new HashSet<byte[]>(bytes);
        Keys = keys;
        var buffer = new ArrayBufferWriter<byte>();
        foreach (var key in keys)
        {
            buffer.ResetWrittenCount();
            foreach (var part in key)
            {
                AppendPart(buffer, Encoding.UTF8.GetBytes(part));
            }

            _composites.Add(buffer.WrittenSpan.ToArray());
        }
    }

    public IReadOnlyList<IReadOnlyList<string>> Keys { get; }

    /// <summary>Tells whether a row's key is in the set.</summary>
    /// <param name="scratch">The caller's; overwritten.</param>
    public bool Contains(RowBatch batch, int row, ArrayBufferWriter<byte> scratch)
    {
        scratch.ResetWrittenCount();
        AppendRow(scratch, batch.Keys, row);
        return _composites.GetAlternateLookup<ReadOnlySpan<byte>>().Contains(scratch.WrittenSpan);
    }

    public bool SameAs(KeySet other) =>
        Keys.Count == other.Keys.Count && Keys.Zip(other.Keys).All(pair => pair.First.SequenceEqual(pair.Second, StringComparer.Ordinal));

    /// <summary>Appends a row's texts so that no two different lists of texts look alike.</summary>
    public static void AppendRow(ArrayBufferWriter<byte> buffer, IReadOnlyList<TextColumn> columns, int row)
    {
        for (var i = 0; i < columns.Count; i++)
        {
            AppendPart(buffer, columns[i][row]);
        }
    }

    /// <summary>Appends a text as <see cref="AppendRow"/> does.</summary>
    public static void AppendPart(ArrayBufferWriter<byte> buffer, ReadOnlySpan<byte> part)
    {
        BinaryPrimitives.WriteInt32LittleEndian(buffer.GetSpan(sizeof(int)), part.Length);
        buffer.Advance(sizeof(int));
        buffer.Write(part);
    }
}
