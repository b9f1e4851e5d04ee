using ActorPipeline.Decoding;
using ActorPipeline.Definitions;
using ActorPipeline.Events;
using ActorPipeline.Log;
using Xunit;

namespace ActorPipeline.Tests.Engine.Decoding;

public class SharedStageTests
{
    public static TheoryData<EventFormat> Formats => new(Enum.GetValues<EventFormat>());

    // Web servers write what clients send.
    public static TheoryData<EventFormat> FormatsOfText => new(Enum.GetValues<EventFormat>().Where(format => format != EventFormat.AccessLog));

    [Theory]
    [MemberData(nameof(Formats))]
    public void A_record_above_the_limit_is_refused_before_anything_else(EventFormat format)
    {
        var source = AnySource(format) with { MaxRecordBytes = 4 };

        Assert.Equal("too-large: expected at most 4 bytes, found 5", source.Decode([0xFF, 0, 0, 0, 0]));
        Assert.StartsWith("bad-", source.Decode([0xFF, 0, 0, 0]), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(FormatsOfText))]
    public void Invalid_utf8_is_refused_with_its_byte(EventFormat format)
    {
        Assert.Equal("bad-utf8: record: expected UTF-8, found byte 0xC3 at byte 2", AnySource(format).Decode([.. "é"u8, 0xC3, 0x28]));
        Assert.Equal("bad-utf8: record: expected UTF-8, found byte 0xED at byte 0", AnySource(format).Decode([0xED, 0xA0, 0x80]));
    }

    [Fact]
    public void Headers_method_and_address_can_be_fields()
    {
        var source = Sources.Json("a", "host=header.Host", "method=header.:method", "ip=remote.ip", "more=header.More?");

        Assert.Equal(
            "a=1 | host=example.org | method=POST | ip=10.0.0.1",
            source.Decode("""{"a":1}""", (":method", "POST"), ("host", "example.org"), ("remote.ip", "10.0.0.1")));
        Assert.Equal("missing-field: field host (header.Host): expected a value, found none", source.Decode("""{"a":1}""", (":method", "POST")));
    }

    [Fact]
    public void An_empty_header_is_a_missing_one() =>
        Assert.Equal("a=1", Sources.Json("a", "host=header.Host?").Decode("""{"a":1}""", ("Host", "")));

    [Fact]
    public void Time_can_come_from_a_header() =>
        Assert.Equal("a=1 | @5000", Sources.Json("a").Timed("header.Date-Unix", "unix").Decode("""{"a":1}""", ("date-unix", "5")));

    [Fact]
    public void Invalid_utf8_in_a_header_is_refused_where_it_is_wanted()
    {
        byte[] encoded = [1, 0, (byte)'h', 1, 0, 0xFF];
        var headers = new RecordHeaders(encoded);

        Assert.Equal(
            new DecodeError("bad-utf8", "field h (header.h): expected UTF-8, found byte 0xFF at byte 0"),
            EventDecoder.Create(Sources.Json("h=header.h?")).Decode("{}"u8, Sources.TimestampMs, headers, new DecodedEvent(1)));
        Assert.False(EventDecoder.Create(Sources.Json("a?")).Decode("{}"u8, Sources.TimestampMs, headers, new DecodedEvent(1)).IsError);
    }

    [Theory]
    [InlineData("""{"t":"x"}""", "bad-time: field t: expected a time from 1970 to 9998 as iso, found 'x'")]
    [InlineData("""{"t":"9999-01-01T00:00:00Z"}""", "bad-time: field t: expected a time from 1970 to 9998 as iso, found '9999-01-01T00:00:00Z'")]
    [InlineData("""{"t":null}""", "missing-field: field t: expected a value, found none")]
    [InlineData("{}", "missing-field: field t: expected a value, found none")]
    [InlineData("""{"t":"9998-12-31T23:59:59.999Z"}""", "@253370764799999")]
    public void Time_is_read_from_the_record(string record, string expected) =>
        Assert.Equal(expected, Sources.Json().Timed("t", "iso").Decode(record));

    [Fact]
    public void A_long_value_is_cut_in_the_message()
    {
        var shown = Sources.Json().Timed("t", "unix").Decode($$"""{"t":"{{new string('x', 100)}}"}""");

        Assert.Equal($"bad-time: field t: expected a time from 1970 to 9998 as unix, found '{new string('x', 64)}…'", shown);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(253_370_764_800_000)]
    [InlineData(long.MinValue)]
    [InlineData(long.MaxValue)]
    public void A_record_without_a_sensible_timestamp_of_its_own_is_refused(long timestampMs)
    {
        var error = EventDecoder.Create(Sources.Json()).Decode("{}"u8, timestampMs, default, new DecodedEvent(0));

        Assert.Equal($"record: expected a timestamp from 1970 to 9998, found {timestampMs} ms", error.Detail);
    }

    [Fact]
    public void The_records_own_timestamp_counts_where_no_path_is_given()
    {
        var decoded = new DecodedEvent(0);

        Assert.False(EventDecoder.Create(Sources.Json()).Decode("{}"u8, 17, default, decoded).IsError);

        Assert.Equal(17, decoded.TimeMs);
    }

    private static SourceDefinition AnySource(EventFormat format) => Sources.Of(format) with { Columns = ["a"] };
}
