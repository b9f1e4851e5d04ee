using System.Text;
using System.Text.Unicode;

namespace ActorPipeline.Embedded.DuckDb;

/// <summary>Keeps the longer texts of a chunk at a fixed place until DuckDB has taken the chunk. Memory is kept for the next one.</summary>
internal sealed unsafe class TextArena
{
    private const int BlockSize = 1 << 20;

    // Bounded by the texts of one chunk.
    private readonly List<byte[]> _blocks = [];
    private int _block = -1;
    private int _used;

    /// <summary>Sets a text. What is not valid UTF-8 is replaced by U+FFFD, since DuckDB takes texts on trust here.</summary>
    internal void Set(ref DuckDbString target, ReadOnlySpan<byte> text)
    {
        if (!Utf8.IsValid(text))
        {
            text = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(text));
        }

        var place = Reserve(text.Length);
        text.CopyTo(place);
        fixed (byte* bytes = place)
        {
            // The block is pinned for its whole life.
            target.Set(bytes, text.Length);
        }
    }

    internal void Reset()
    {
        // Blocks made for single texts larger than a block are not kept.
        _blocks.RemoveAll(block => block.Length > BlockSize);
        _block = _blocks.Count > 0 ? 0 : -1;
        _used = 0;
    }

    private Span<byte> Reserve(int length)
    {
        while (_block < 0 || _used + length > _blocks[_block].Length)
        {
            if (++_block >= _blocks.Count)
            {
                _blocks.Add(GC.AllocateUninitializedArray<byte>(Math.Max(BlockSize, length), pinned: true));
            }

            _used = 0;
        }

        var place = _blocks[_block].AsSpan(_used, length);
        _used += length;
        return place;
    }
}
