using System.Net;
using System.Text;
using ActorPipeline.Cql.Wire;

namespace ActorPipeline.TestKit.Cassandra;

/// <summary>Notations of the native protocol that servers write, or read, and the client does not.</summary>
internal static class StubWire
{
    /// <summary>[string multimap].</summary>
    public static void WriteStringMultimap(this WireWriter writer, IReadOnlyDictionary<string, string[]> map)
    {
        writer.WriteShort(map.Count);
        foreach (var (key, values) in map)
        {
            writer.WriteString(key);
            writer.WriteStringList(values);
        }
    }

    /// <summary>[inet]: the address with its length in one byte, then the port.</summary>
    public static void WriteInet(this WireWriter writer, IPAddress address, int port)
    {
        var bytes = address.GetAddressBytes();
        writer.WriteByte((byte)bytes.Length);
        writer.WriteRaw(bytes);
        writer.WriteInt(port);
    }

    /// <summary>[long string].</summary>
    public static string ReadLongString(this ref WireReader reader, string expected) => Encoding.UTF8.GetString(reader.ReadBytes(expected)!);
}
