using System.Buffers.Binary;

namespace ActorPipeline.Cassandra.Cql.Wire;

/// <summary>The check of a segment's payload: CRC-32 (IEEE 802.3, as in zip) of the four bytes FA 2D 55 CA and the payload (Cassandra's net/Crc.java).</summary>
internal static class Crc32
{
    private const uint ReflectedPolynomial = 0xEDB88320;

    // Eight tables of 256: eight bytes a step instead of one, 1 to 2 GB/s without special instructions (x86 has none for this polynomial but multiplication).
    private static readonly uint[] Tables = MakeTables();
    private static readonly uint Seeded = Update(uint.MaxValue, [0xFA, 0x2D, 0x55, 0xCA]);

    /// <summary>The check of a payload.</summary>
    public static uint Of(ReadOnlySpan<byte> payload) => ~Update(Seeded, payload);

    private static uint Update(uint crc, ReadOnlySpan<byte> bytes)
    {
        var tables = Tables.AsSpan();
        for (; bytes.Length >= 8; bytes = bytes[8..])
        {
            var low = BinaryPrimitives.ReadUInt32LittleEndian(bytes) ^ crc;
            var high = BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]);
            crc = tables[(7 << 8) + (int)(low & 0xFF)] ^ tables[(6 << 8) + (int)((low >> 8) & 0xFF)]
                ^ tables[(5 << 8) + (int)((low >> 16) & 0xFF)] ^ tables[(4 << 8) + (int)(low >> 24)]
                ^ tables[(3 << 8) + (int)(high & 0xFF)] ^ tables[(2 << 8) + (int)((high >> 8) & 0xFF)]
                ^ tables[(1 << 8) + (int)((high >> 16) & 0xFF)] ^ tables[(int)(high >> 24)];
        }

        foreach (var b in bytes)
        {
            crc = (crc >> 8) ^ tables[(int)((crc ^ b) & 0xFF)];
        }

        return crc;
    }

    private static uint[] MakeTables()
    {
        var tables = new uint[8 * 256];
        for (var i = 0u; i < 256; i++)
        {
            var crc = i;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc >> 1) ^ ((crc & 1) * ReflectedPolynomial);
            }

            tables[i] = crc;
        }

        for (var i = 256; i < tables.Length; i++)
        {
            var before = tables[i - 256];
            tables[i] = (before >> 8) ^ tables[before & 0xFF];
        }

        return tables;
    }
}
