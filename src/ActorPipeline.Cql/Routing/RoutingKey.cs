using System.Buffers;
using System.Buffers.Binary;

namespace ActorPipeline.Cql.Routing;

/// <summary>
/// The encoded partition key that is hashed: the value itself for a key of one column, and for several, each as its length in two bytes (big endian), the
/// bytes, and a zero (Cassandra's CompositeType).
/// </summary>
internal static class RoutingKey
{
    /// <summary>The most that a column of a composite key may take: its length is two bytes.</summary>
    public const int LongestColumn = ushort.MaxValue;

    // Keys are short; a longer one is built in a rented array.
    private const int OnStack = 512;

    /// <summary>The token of a key whose columns lie in <paramref name="values"/>.</summary>
    /// <param name="columns">Where each column of the partition key lies, in the order of the key.</param>
    /// <returns>Null when a column is too long for a composite key: the server refuses such a key, whichever node is asked.</returns>
    public static long? Token(ReadOnlySpan<byte> values, ReadOnlySpan<(int Offset, int Length)> columns)
    {
        if (columns.Length == 1)
        {
            return TokenHash.Of(values.Slice(columns[0].Offset, columns[0].Length));
        }

        var size = 0;
        foreach (var (_, length) in columns)
        {
            if (length > LongestColumn)
            {
                return null;
            }

            size += length + 3;
        }

        var rented = size > OnStack ? ArrayPool<byte>.Shared.Rent(size) : null;
        var key = rented is null ? stackalloc byte[OnStack] : rented;
        var end = 0;
        foreach (var (offset, length) in columns)
        {
            BinaryPrimitives.WriteUInt16BigEndian(key[end..], (ushort)length);
            values.Slice(offset, length).CopyTo(key[(end + 2)..]);
            end += length + 3;
            key[end - 1] = 0;
        }

        var token = TokenHash.Of(key[..end]);
        if (rented is not null)
        {
            ArrayPool<byte>.Shared.Return(rented);
        }

        return token;
    }
}
