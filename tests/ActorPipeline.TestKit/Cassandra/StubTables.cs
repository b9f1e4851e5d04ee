using System.Globalization;
using System.Text;
using ActorPipeline.Cql.Wire;

namespace ActorPipeline.TestKit.Cassandra;

/// <summary>The system tables that the stub servers of a cluster show.</summary>
internal static class StubTables
{
    private static readonly byte[] Varchar = [0, 0x0D];
    private static readonly byte[] Uuid = [0, 0x0C];
    private static readonly byte[] Inet = [0, 0x10];
    private static readonly byte[] Int = [0, 0x09];
    private static readonly byte[] TextSet = [0, 0x22, 0, 0x0D];
    private static readonly byte[] TextMap = [0, 0x21, 0, 0x0D, 0, 0x0D];

    private static readonly (string Name, byte[] Type)[] LocalColumns =
        [("host_id", Uuid), ("data_center", Varchar), ("rack", Varchar), ("release_version", Varchar), ("schema_version", Uuid), ("tokens", TextSet)];

    public static StubAnswer Local(StubNode node) => Rows(LocalColumns, Row(node));

    public static StubAnswer Peers(IEnumerable<StubNode> nodes) =>
        Rows([.. LocalColumns, ("native_address", Inet), ("native_port", Int)], [.. nodes.Select(node => (byte[][])[.. Row(node), node.Address.GetAddressBytes(), BigEndian(node.Endpoint.Port)])]);

    public static StubAnswer OldPeers(IEnumerable<StubNode> nodes) =>
        Rows([.. LocalColumns, ("rpc_address", Inet)], [.. nodes.Select(node => (byte[][])[.. Row(node), node.Address.GetAddressBytes()])]);

    public static StubAnswer Keyspaces(IReadOnlyDictionary<string, int> factors) => Rows(
        [("keyspace_name", Varchar), ("replication", TextMap)],
        [.. factors.Select(pair => (byte[][])[Text(pair.Key), List(["class", "SimpleStrategy", "replication_factor", pair.Value.ToString(CultureInfo.InvariantCulture)], 2)])]);

    private static byte[][] Row(StubNode node) =>
    [
        node.HostId.ToByteArray(bigEndian: true), Text(node.Datacenter), Text(node.Rack), Text("5.0.6"), node.SchemaVersion.ToByteArray(bigEndian: true),
        List([.. node.Tokens.Select(token => token.ToString(CultureInfo.InvariantCulture))], 1),
    ];

    private static StubAnswer Rows((string Name, byte[] Type)[] columns, params byte[][][] rows) => StubAnswer.Build(Opcode.Result, writer =>
    {
        writer.WriteInt(2);
        writer.WriteInt(1);
        writer.WriteInt(columns.Length);
        writer.WriteString("system");
        writer.WriteString("t");
        foreach (var (name, type) in columns)
        {
            writer.WriteString(name);
            writer.WriteRaw(type);
        }

        writer.WriteInt(rows.Length);
        foreach (var value in rows.SelectMany(row => row))
        {
            writer.WriteBytes(value);
        }
    });

    private static byte[] Text(string text) => Encoding.UTF8.GetBytes(text);

    private static byte[] BigEndian(int value) => [(byte)(value >> 24), (byte)(value >> 16), (byte)(value >> 8), (byte)value];

    private static byte[] List(string[] texts, int perEntry)
    {
        using var writer = new WireWriter();
        writer.WriteInt(texts.Length / perEntry);
        foreach (var text in texts)
        {
            writer.WriteLongString(text);
        }

        return writer.Written.ToArray();
    }
}
