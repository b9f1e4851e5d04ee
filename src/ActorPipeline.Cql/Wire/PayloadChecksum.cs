using System.IO.Hashing;

namespace ActorPipeline.Cql.Wire;

/// <summary>
/// The check of a segment's payload: CRC-32 (IEEE 802.3, as in zip) of the four bytes FA 2D 55 CA and the payload (Cassandra's net/Crc.java). Not thread-safe.
/// </summary>
internal sealed class PayloadChecksum
{
    private readonly Crc32 _crc = new();

    private static ReadOnlySpan<byte> Prefix => [0xFA, 0x2D, 0x55, 0xCA];

    public uint Of(ReadOnlySpan<byte> payload)
    {
        _crc.Reset();
        _crc.Append(Prefix);
        _crc.Append(payload);
        return _crc.GetCurrentHashAsUInt32();
    }
}
