using System.Net;
using System.Text;
using ActorPipeline.Cql.Protocol;
using ActorPipeline.Cql.Wire;

namespace ActorPipeline.TestKit.Cassandra;

/// <summary>What the stub server says: an opcode and a body.</summary>
internal sealed record StubAnswer(Opcode Opcode, byte[] Body)
{
    private const int Varchar = 0x0D;
    private const int Boolean = 0x04;

    public static StubAnswer Ready { get; } = new(Opcode.Ready, []);

    public static StubAnswer Void { get; } = Build(Opcode.Result, writer => writer.WriteInt(1));

    /// <summary>A conditional write that was done.</summary>
    public static StubAnswer Applied { get; } = Build(Opcode.Result, writer =>
    {
        writer.WriteInt(2);
        writer.WriteInt(1);
        writer.WriteInt(1);
        WriteTable(writer);
        writer.WriteString("[applied]");
        writer.WriteShort(Boolean);
        writer.WriteInt(1);
        writer.WriteBytes([1]);
    });

    public static StubAnswer Build(Opcode opcode, Action<WireWriter> write)
    {
        using var writer = new WireWriter();
        write(writer);
        return new StubAnswer(opcode, writer.Written.ToArray());
    }

    public static StubAnswer Supported(params string[] compressions) => Build(Opcode.Supported, writer => writer.WriteStringMultimap(new Dictionary<string, string[]>
    {
        ["CQL_VERSION"] = ["3.4.7"],
        ["COMPRESSION"] = compressions,
    }));

    public static StubAnswer Error(int code, string message, Action<WireWriter>? more = null) => Build(Opcode.Error, writer =>
    {
        writer.WriteInt(code);
        writer.WriteString(message);
        more?.Invoke(writer);
    });

    public static StubAnswer Overloaded() => Error(0x1001, "too busy");

    public static StubAnswer Unavailable() => Error(0x1000, "not enough replicas", writer =>
    {
        writer.WriteConsistency(CqlConsistency.LocalQuorum);
        writer.WriteInt(2);
        writer.WriteInt(1);
    });

    public static StubAnswer WriteTimeout(string type) => Error(0x1100, "replicas too slow", writer =>
    {
        writer.WriteConsistency(CqlConsistency.LocalQuorum);
        writer.WriteInt(1);
        writer.WriteInt(2);
        writer.WriteString(type);
        if (type == "CAS")
        {
            writer.WriteShort(1);
        }
    });

    public static StubAnswer ReadTimeout() => Error(0x1200, "replicas too slow", writer =>
    {
        writer.WriteConsistency(CqlConsistency.LocalQuorum);
        writer.WriteInt(1);
        writer.WriteInt(2);
        writer.WriteByte(0);
    });

    public static StubAnswer CasWriteUnknown() => Error(0x1700, "the round was interrupted", writer =>
    {
        writer.WriteConsistency(CqlConsistency.Serial);
        writer.WriteInt(1);
        writer.WriteInt(2);
    });

    public static StubAnswer Unprepared(string cql) => Error(0x2500, "not prepared", writer => writer.WriteShortBytes(Encoding.UTF8.GetBytes(cql)));

    /// <summary>A statement with one text parameter, which is the partition key, and one text column in its rows. Its id is its text.</summary>
    public static StubAnswer Prepared(string cql, int version, string column = "v", string id = "") => Build(Opcode.Result, writer =>
    {
        writer.WriteInt(4);
        writer.WriteShortBytes(Encoding.UTF8.GetBytes(id.Length > 0 ? id : cql));
        if (version >= 5)
        {
            writer.WriteShortBytes(Encoding.UTF8.GetBytes(column));
        }

        writer.WriteInt(1);
        writer.WriteInt(1);
        writer.WriteInt(1);
        writer.WriteShort(0);
        WriteTable(writer);
        writer.WriteString("k");
        writer.WriteShort(Varchar);
        WriteColumns(writer, cql.StartsWith("SELECT", StringComparison.Ordinal) ? [column] : []);
    });

    /// <summary>Rows of text columns.</summary>
    public static StubAnswer Rows(string[] columns, params string?[][] rows) => Build(Opcode.Result, writer =>
    {
        writer.WriteInt(2);
        WriteColumns(writer, columns);
        WriteRows(writer, rows);
    });

    /// <summary>A page of rows with one text column.</summary>
    public static StubAnswer Page(byte[]? pagingState, params string[] values) => Build(Opcode.Result, writer =>
    {
        writer.WriteInt(2);
        writer.WriteInt(pagingState is null ? 1 : 3);
        writer.WriteInt(1);
        if (pagingState is not null)
        {
            writer.WriteBytes(pagingState);
        }

        WriteTable(writer);
        writer.WriteString("v");
        writer.WriteShort(Varchar);
        WriteRows(writer, [.. values.Select(value => (string?[])[value])]);
    });

    /// <summary>Rows without their metadata, as asked for by a client that has it.</summary>
    public static StubAnswer BareRows(int columns, params string?[][] rows) => Build(Opcode.Result, writer =>
    {
        writer.WriteInt(2);
        writer.WriteInt(4);
        writer.WriteInt(columns);
        WriteRows(writer, rows);
    });

    /// <summary>Rows of a statement whose metadata is no longer what the client has.</summary>
    public static StubAnswer ChangedRows(string newId, string[] columns, params string?[][] rows) => Build(Opcode.Result, writer =>
    {
        writer.WriteInt(2);
        writer.WriteInt(1 | 8);
        writer.WriteInt(columns.Length);
        writer.WriteShortBytes(Encoding.UTF8.GetBytes(newId));
        WriteTable(writer);
        WriteNames(writer, columns);
        WriteRows(writer, rows);
    });

    public static StubAnswer StatusEvent(string change, IPAddress address, int port) => Build(Opcode.Event, writer =>
    {
        writer.WriteString("STATUS_CHANGE");
        writer.WriteString(change);
        writer.WriteInet(address, port);
    });

    public static StubAnswer TopologyEvent(string change, IPAddress address, int port) => Build(Opcode.Event, writer =>
    {
        writer.WriteString("TOPOLOGY_CHANGE");
        writer.WriteString(change);
        writer.WriteInet(address, port);
    });

    public static StubAnswer SchemaChange() => Build(Opcode.Result, writer =>
    {
        writer.WriteInt(5);
        writer.WriteString("CREATED");
        writer.WriteString("TABLE");
        writer.WriteString("ks");
        writer.WriteString("t");
    });

    private static void WriteColumns(WireWriter writer, string[] columns)
    {
        writer.WriteInt(1);
        writer.WriteInt(columns.Length);
        WriteTable(writer);
        WriteNames(writer, columns);
    }

    private static void WriteNames(WireWriter writer, string[] columns)
    {
        foreach (var column in columns)
        {
            writer.WriteString(column);
            writer.WriteShort(Varchar);
        }
    }

    private static void WriteTable(WireWriter writer)
    {
        writer.WriteString("ks");
        writer.WriteString("t");
    }

    private static void WriteRows(WireWriter writer, string?[][] rows)
    {
        writer.WriteInt(rows.Length);
        foreach (var value in rows.SelectMany(row => row))
        {
            if (value is null)
            {
                writer.WriteNull();
            }
            else
            {
                writer.WriteLongString(value);
            }
        }
    }
}
