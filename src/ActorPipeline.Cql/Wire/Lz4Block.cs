using ActorPipeline.Cql.Protocol;
using K4os.Compression.LZ4;

namespace ActorPipeline.Cql.Wire;

/// <summary>LZ4 blocks, without any frame around them (lz4_Block_format.md of the LZ4 project).</summary>
internal static class Lz4Block
{
    /// <summary>A byte of a block stands for at most so many: longer claims are false.</summary>
    public const int MaxExpansion = 255;

    // No literals and no match: all that a block of nothing holds.
    private const byte EmptyToken = 0;

    public static int MaxCompressed(int length) => LZ4Codec.MaximumOutputSize(length);

    public static int Compress(ReadOnlySpan<byte> source, Span<byte> target) => LZ4Codec.Encode(source, target);

    /// <summary>Decompresses a block that stands for exactly as many bytes as <paramref name="target"/> has.</summary>
    /// <exception cref="CqlProtocolException">It is damaged.</exception>
    public static void Decompress(ReadOnlySpan<byte> source, Span<byte> target)
    {
        // Servers compress empty bodies too; the codec takes no empty target. Its result is negative where a block is damaged.
        var isWhole = target.IsEmpty ? source is [EmptyToken] : LZ4Codec.Decode(source, target) == target.Length;
        if (!isWhole)
        {
            throw new CqlProtocolException($"expected an LZ4 block of {target.Length} bytes, found {source.Length} bytes that are none: it is damaged");
        }
    }
}
