using System.Net;
using System.Numerics;
using ActorPipeline.Cql.Protocol;
using ActorPipeline.Cql.Tests.Wire;
using ActorPipeline.Cql.Types;
using Xunit;

namespace ActorPipeline.Cql.Tests.Types;

public class ValueTests
{
    public static TheoryData<string, object, string> Literals => new()
    {
        { "int", -2, "00000004 fffffffe" },
        { "bigint", 1L, "00000008 0000000000000001" },
        { "smallint", (short)-1, "00000002 ffff" },
        { "tinyint", (sbyte)-128, "00000001 80" },
        { "boolean", true, "00000001 01" },
        { "float", 1.5f, "00000004 3fc00000" },
        { "double", -2.0, "00000008 c000000000000000" },
        { "varchar", "é", "00000002 c3a9" },
        { "ascii", "", "00000000" },
        { "blob", new byte[] { 1, 2 }, "00000002 0102" },
        { "uuid", new Guid("00112233-4455-6677-8899-aabbccddeeff"), "00000010 00112233445566778899aabbccddeeff" },
        { "timestamp", DateTimeOffset.FromUnixTimeMilliseconds(-1), "00000008 ffffffffffffffff" },
        { "date", new DateOnly(1970, 1, 1), "00000004 80000000" },
        { "date", new DateOnly(1969, 12, 31), "00000004 7fffffff" },
        { "time", new TimeOnly(10), "00000008 00000000000003e8" },
        { "varint", new BigInteger(-129), "00000002 ff7f" },
        { "varint", new BigInteger(128), "00000002 0080" },
        { "varint", BigInteger.Zero, "00000001 00" },
        { "decimal", new CqlDecimal(-15, 1), "00000005 00000001 f1" },
        { "inet", IPAddress.Loopback, "00000004 7f000001" },
        { "duration", new byte[] { 2, 3, 129, 0 }, "00000004 02 03 8100" },
    };

    [Theory]
    [MemberData(nameof(Literals))]
    public void A_value_is_written_and_read_as_specified(string type, object value, string literal)
    {
        var slot = new ValueSlot(CqlType.Of(Enum.Parse<CqlTypeCode>(type, ignoreCase: true)), "c");

        Assert.Equal(Bytes.Hex(literal), Bytes.Written(writer => UntypedEncoder.Write(writer, slot, value)));
        Assert.Equal(value, UntypedDecoder.Read(slot, Bytes.Of(literal).AsSpan(4)));
    }

    [Fact]
    public void A_value_of_a_class_that_is_not_known_is_read_and_written_as_bytes()
    {
        using var described = new ActorPipeline.Cql.Wire.WireWriter();
        described.WriteShort(0);
        described.WriteString("com.example.Strange(1)");
        var reader = new ActorPipeline.Cql.Wire.WireReader(described.Written);
        var slot = new ValueSlot(CqlTypeReader.Read(ref reader), "c");

        Assert.Equal("'com.example.Strange(1)'", slot.Type.ToString());
        Assert.Equal(Bytes.Hex("00000002 0102"), Bytes.Written(writer => UntypedEncoder.Write(writer, slot, new byte[] { 1, 2 })));
        Assert.Equal(new byte[] { 1, 2 }, UntypedDecoder.Read(slot, [1, 2]));
    }

    [Theory]
    [InlineData("-15", 1, "-1.5")]
    [InlineData("15", 3, "0.015")]
    [InlineData("0", 2, "0.00")]
    [InlineData("7", -2, "7E2")]
    public void A_decimal_reads_as_people_write_it(string digits, int scale, string expected) =>
        Assert.Equal(expected, new CqlDecimal(BigInteger.Parse(digits, System.Globalization.CultureInfo.InvariantCulture), scale).ToString());

    [Fact]
    public void A_decimal_of_any_scale_becomes_one_of_NET_where_it_fits()
    {
        Assert.Equal(-1.50m, CqlDecimal.FromDecimal(-1.50m).ToDecimal());
        Assert.Equal(decimal.MaxValue, CqlDecimal.FromDecimal(decimal.MaxValue).ToDecimal());
        Assert.Equal(700m, new CqlDecimal(7, -2).ToDecimal());
        Assert.Equal(1m, new CqlDecimal(BigInteger.Pow(10, 40), 40).ToDecimal());
        Assert.Throws<OverflowException>(() => new CqlDecimal(1, 40).ToDecimal());
        Assert.Throws<OverflowException>(() => new CqlDecimal(BigInteger.Pow(10, 40), 0).ToDecimal());
    }

    [Fact]
    public void A_map_is_bound_pair_by_pair()
    {
        using var values = new BoundValues(Columns(("m", CqlType.MapOf(CqlType.Of(CqlTypeCode.Varchar), CqlType.Of(CqlTypeCode.Bigint)))));
        values.Begin();
        values.AddUtf8("a"u8);
        values.Add(1L);
        values.AddText("b");
        values.Add(2L);
        values.End();

        Assert.Equal(Bytes.Hex("00000026 00000002 00000001 'a' 00000008 0000000000000001 00000001 'b' 00000008 0000000000000002"), Convert.ToHexStringLower(values.Encoded));
        Assert.Equal((4, 0x26), values.Range(0));
    }

    [Fact]
    public void A_map_of_tuples_is_bound_with_one_collection_within_the_other()
    {
        var text = CqlType.Of(CqlTypeCode.Varchar);
        using var values = new BoundValues(Columns(("m", CqlType.MapOf(CqlType.TupleOf(text, text), CqlType.Of(CqlTypeCode.Int))), ("n", CqlType.Of(CqlTypeCode.Int))));
        values.Begin();
        values.Begin();
        values.AddText("a");
        values.AddText("b");
        values.End();
        values.Add(1);
        values.End();
        values.Add(2);

        Assert.Equal(2, values.Count);
        Assert.Equal(
            Bytes.Hex("0000001a 00000001 0000000a 00000001 'a' 00000001 'b' 00000004 00000001 00000004 00000002"), Convert.ToHexStringLower(values.Encoded));
        Assert.Equal((34, 4), values.Range(1));
    }

    [Fact]
    public void A_value_that_is_refused_within_a_collection_can_be_given_again()
    {
        using var values = new BoundValues(Columns(("l", CqlType.ListOf(CqlType.ListOf(CqlType.Of(CqlTypeCode.Int))))));
        values.Begin();
        values.AddValue(new[] { 1 });
        Assert.Throws<CqlTypeException>(() => values.AddValue(new object[] { 2, "x" }));
        Assert.Throws<CqlTypeException>(() => values.AddText("x"));
        Assert.Throws<CqlTypeException>(values.AddUnset);
        values.AddValue(new[] { 3 });
        values.End();

        Assert.Equal(
            Bytes.Hex("00000024 00000002 0000000c 00000001 00000004 00000001 0000000c 00000001 00000004 00000003"), Convert.ToHexStringLower(values.Encoded));
    }

    [Fact]
    public void A_collection_that_has_not_ended_is_not_sent()
    {
        using var values = new BoundValues(Columns(("l", CqlType.ListOf(CqlType.Of(CqlTypeCode.Int)))));
        Assert.Throws<InvalidOperationException>(values.End);
        values.Begin();
        values.Add(1);

        Assert.Equal(
            "the collection in l was begun and not ended",
            Assert.Throws<InvalidOperationException>(() => Bytes.Written(values.WriteTo)).Message);

        values.Clear();
        values.AddValue(null);
        Assert.Equal(Bytes.Hex("0001 ffffffff"), Bytes.Written(values.WriteTo));
    }

    [Fact]
    public void What_does_not_go_with_a_column_is_refused_by_name_and_the_value_can_be_given_again()
    {
        using var values = new BoundValues(Columns(("visits", CqlType.Of(CqlTypeCode.Bigint))));

        Assert.Equal("visits is of CQL type bigint, which is not a .NET string", Assert.Throws<CqlTypeException>(() => values.AddText("x")).Message);
        Assert.Equal("visits is of CQL type bigint, which is not a .NET int", Assert.Throws<CqlTypeException>(() => values.Add(1)).Message);
        values.Add(1L);
        Assert.Contains("has 1 markers", Assert.Throws<CqlTypeException>(() => values.Add(1L)).Message, StringComparison.Ordinal);

        Assert.Equal(1, values.Count);
        Assert.Equal(Bytes.Hex("00000008 0000000000000001"), Convert.ToHexStringLower(values.Encoded));
    }

    [Fact]
    public void A_map_without_its_last_value_is_refused() => Assert.Throws<CqlTypeException>(() =>
    {
        using var values = new BoundValues(Columns(("m", CqlType.MapOf(CqlType.Of(CqlTypeCode.Varchar), CqlType.Of(CqlTypeCode.Bigint)))));
        values.Begin();
        values.AddText("a");
        values.End();
    });

    [Fact]
    public void A_wrong_question_to_a_row_is_answered_with_the_column_and_its_type()
    {
        using var rows = RowsOf([("n", CqlType.Of(CqlTypeCode.Int))], [null]);
        var row = rows[0];

        Assert.Equal("n is of CQL type int, which is not a .NET string", Assert.Throws<CqlTypeException>(() => RowsOf([("n", CqlType.Of(CqlTypeCode.Int))], [1])[0][0].Get<string>()).Message);
        Assert.Contains("n of CQL type int is null", Assert.Throws<CqlTypeException>(() => row["n"].Get<int>()).Message, StringComparison.Ordinal);
        Assert.Equal("there is no column m: there are n", Assert.Throws<CqlTypeException>(() => row["m"].Get<int>()).Message);
        Assert.Null(row[0].Get<string>());
        Assert.Throws<CqlTypeException>(() => row[0].Get<int>());
    }

    [Fact]
    public void Rows_that_were_given_back_cannot_be_read()
    {
        var rows = RowsOf([("n", CqlType.Of(CqlTypeCode.Int))], [1]);
        Assert.Equal(1, rows[0]["n"].Get<int>());
        rows.Dispose();
        rows.Dispose();

        Assert.Throws<ObjectDisposedException>(() => rows[0][0].Get<int>());
    }

    [Fact]
    public void Reading_numbers_and_binding_them_allocates_nothing()
    {
        using var rows = RowsOf([("n", CqlType.Of(CqlTypeCode.Bigint)), ("t", CqlType.Of(CqlTypeCode.Varchar))], [1L, "x"]);
        using var values = new BoundValues(rows.Columns);
        long Run()
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < 1_000; i++)
            {
                values.Clear();
                values.Add(rows[0][0].Get<long>());
                values.AddUtf8(rows[0][1].Bytes);
            }

            return GC.GetAllocatedBytesForCurrentThread() - before;
        }

        // Another thread's collection may count the rest of this one's buffer: what happens every time counts.
        Assert.Equal(0, Enumerable.Range(0, 10).Min(_ => Run()));
    }

    /// <summary>Rows of one row of these values.</summary>
    internal static CqlRows RowsOf((string Name, CqlType Type)[] columns, object?[] values)
    {
        using var writer = new ActorPipeline.Cql.Wire.WireWriter();
        for (var i = 0; i < values.Length; i++)
        {
            UntypedEncoder.Write(writer, new ValueSlot(columns[i].Type, columns[i].Name), values[i]);
        }

        var body = System.Buffers.ArrayPool<byte>.Shared.Rent(Math.Max(1, writer.Length));
        writer.Written.CopyTo(body);
        return CqlRows.Read(Columns(columns), 1, body, writer.Length, 0);
    }

    private static CqlColumns Columns(params (string Name, CqlType Type)[] columns) => new(columns.Select(column => new CqlColumn("ks", column.Name, column.Type)));
}
