namespace ActorPipeline.Cql.Wire;

/// <summary>The check of a segment's header: 24 bits, initial value 0x875060, polynomial 0x1974F0B (Cassandra's net/Crc.java, after Philip Koopman's
/// tables).</summary>
internal static class Crc24
{
    private const uint Initial = 0x875060;
    private const uint Polynomial = 0x1974F0B;
    private const uint Overflow = 0x1000000;

    private static readonly uint[] Table = MakeTable();

    /// <summary>The check of some bytes, taken in the order in which they are sent.</summary>
    public static uint Of(ReadOnlySpan<byte> bytes)
    {
        var crc = Initial;
        foreach (var b in bytes)
        {
            crc = ((crc << 8) & 0xFFFFFF) ^ Table[(crc >> 16) ^ b];
        }

        return crc;
    }

    private static uint[] MakeTable()
    {
        var table = new uint[256];
        for (var i = 0u; i < table.Length; i++)
        {
            var crc = i << 16;
            for (var bit = 0; bit < 8; bit++)
            {
                crc <<= 1;
                crc ^= (crc & Overflow) != 0 ? Polynomial : 0;
            }

            table[i] = crc & 0xFFFFFF;
        }

        return table;
    }
}
