using System.Net;
using ActorPipeline.Cql.Protocol;
using ActorPipeline.Cql.Wire;
using Xunit;

namespace ActorPipeline.Cql.Tests.Wire;

/// <summary>The notations of the specification's section 3, both ways.</summary>
public class WireWriterTests
{
    private static readonly Guid Id = new("00112233-4455-6677-8899-aabbccddeeff");

    [Fact]
    public void Every_notation_is_written_as_specified() => Assert.Equal(
        Bytes.Hex("""
            7f 0102 01020304 0102030405060708
            0003 'é!'
            00000002 'xy'
            00000001 ff ffffffff fffffffe
            0002 0a0b
            0002 0001 'a' 0000
            0001 0001 'k' 0001 'v'
            0006
            """),
        Bytes.Written(writer =>
        {
            writer.WriteByte(0x7f);
            writer.WriteShort(0x0102);
            writer.WriteInt(0x01020304);
            writer.WriteLong(0x0102030405060708);
            writer.WriteString("é!");
            writer.WriteLongString("xy");
            writer.WriteBytes([0xff]);
            writer.WriteNull();
            writer.WriteUnset();
            writer.WriteShortBytes([10, 11]);
            writer.WriteStringList(["a", ""]);
            writer.WriteStringMap(new Dictionary<string, string> { ["k"] = "v" });
            writer.WriteConsistency(CqlConsistency.LocalQuorum);
        }));

    [Fact]
    public void Every_notation_is_read_back()
    {
        var reader = new WireReader(Bytes.Of("""
            7f 0102 01020304 0003 'é!' 00000001 ff ffffffff 0002 0a0b 0001 0001 'a'
            0001 0001 'k' 0001 0001 'w' 04 7f000001 00002352 000a 00112233445566778899aabbccddeeff
            """));

        Assert.Equal(0x7f, reader.ReadByte("a byte"));
        Assert.Equal(0x0102, reader.ReadShort("a short"));
        Assert.Equal(0x01020304, reader.ReadInt("an int"));
        Assert.Equal("é!", reader.ReadString("a string"));
        Assert.Equal([0xff], reader.ReadBytes("bytes")!);
        Assert.Null(reader.ReadBytes("null"));
        Assert.Equal([10, 11], reader.ReadShortBytes("short bytes").ToArray());
        Assert.Equal(["a"], reader.ReadStringList("a list"));
        Assert.Equal(["w"], reader.ReadStringMultimap("a multimap")["k"]);
        Assert.Equal(new IPEndPoint(IPAddress.Loopback, 9042), reader.ReadInet("an address"));
        Assert.Equal(CqlConsistency.LocalOne, reader.ReadConsistency("a consistency"));
        Assert.Equal(Id, reader.ReadUuid("a uuid"));
        Assert.Equal(0, reader.Remaining);
    }

    [Fact]
    public void A_text_that_is_too_long_is_refused() =>
        Assert.Contains("65536 bytes", Assert.Throws<ArgumentException>(() => Bytes.Written(writer => writer.WriteString(new string('x', 65_536)))).Message, StringComparison.Ordinal);

    [Fact]
    public void A_read_past_the_end_says_what_was_expected_and_where()
    {
        var refused = Assert.Throws<CqlProtocolException>(() =>
        {
            var reader = new WireReader([0, 5, 1, 2]);
            reader.ReadString("a keyspace");
        });

        Assert.Equal("expected a keyspace (5 bytes) at byte 2, found 2 bytes", refused.Message);
    }

    [Theory]
    [InlineData("7fffffff")]
    [InlineData("ffffffff")]
    public void A_count_that_cannot_be_is_refused_before_anything_is_made(string count) => Assert.Throws<CqlProtocolException>(() =>
    {
        var reader = new WireReader(Bytes.Of(count + "0000"));
        reader.ReadCount(1, "things");
    });

    [Theory]
    [InlineData("000b", "a consistency from 0 to 10")]
    public void A_consistency_that_does_not_exist_is_refused(string bytes, string expected) => Assert.Contains(
        expected,
        Assert.Throws<CqlProtocolException>(() =>
        {
            var reader = new WireReader(Bytes.Of(bytes));
            reader.ReadConsistency("x");
        }).Message,
        StringComparison.Ordinal);

    [Fact]
    public void A_writer_grows_is_cleared_and_used_again()
    {
        using var writer = new WireWriter();
        for (var i = 0; i < 10_000; i++)
        {
            writer.WriteInt(i);
        }

        var reader = new WireReader(writer.Written);
        for (var i = 0; i < 10_000; i++)
        {
            Assert.Equal(i, reader.ReadInt("a number"));
        }

        writer.ClearAndShrink(100);
        writer.WriteByte(1);
        Assert.Equal([1], writer.Written.ToArray());
    }
}
