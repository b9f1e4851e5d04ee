using ActorPipeline.Definitions;
using Xunit;

namespace ActorPipeline.Tests.Engine.Decoding;

public class W3cDecoderTests
{
    private static readonly SourceDefinition Iis =
        Sources.Columns(EventFormat.W3c, "date time c-ip cs-uri-stem sc-status cs(User-Agent)", "ip=c-ip", "page=cs-uri-stem", "status=sc-status?", "agent=cs(User-Agent)?")
            with
        { Time = new TimeDefinition("date", "iso", "UTC", "time") };

    [Theory]
    [InlineData("2024-03-06 09:15:01 192.0.2.10 /basket 200 Mozilla/5.0+(X11)", "ip=192.0.2.10 | page=/basket | status=200 | agent=Mozilla/5.0+(X11) | @1709716501000")]
    [InlineData("2024-03-06\t09:15:01.250\t192.0.2.10\t/basket\t-\t-\r\n", "ip=192.0.2.10 | page=/basket | @1709716501250")]
    [InlineData("2024-03-06  09:15:01 ::1 /a 200 \"say \"\"hi\"\" you\"", "ip=::1 | page=/a | status=200 | agent=say \"hi\" you | @1709716501000")]
    [InlineData("2024-03-06 09:15:01 ::1 /a 200 \"\"", "ip=::1 | page=/a | status=200 | @1709716501000")]
    [InlineData("2024-03-06 09:15:01 ::1 /a 200 \"odd", "ip=::1 | page=/a | status=200 | agent=\"odd | @1709716501000")]
    public void Values_have_blanks_between(string line, string expected) => Assert.Equal(expected, Iis.Decode(line));

    [Theory]
    [InlineData("#Software: Microsoft Internet Information Services 10.0")]
    [InlineData("#Date: 2024-03-06 09:15:01")]
    [InlineData("#Fields: date time c-ip cs-uri-stem sc-status cs(User-Agent)\r\n")]
    [InlineData("#Fields:\tdate\ttime\tc-ip\tcs-uri-stem\tsc-status\tcs(User-Agent)")]
    public void Directives_are_no_events(string line) => Assert.EndsWith("nothing to count | @-9223372036854775808", Iis.Decode(line), StringComparison.Ordinal);

    [Theory]
    [InlineData("#Fields: date time c-ip", "bad-w3c: expected '#Fields: date time c-ip cs-uri-stem sc-status cs(User-Agent)', the columns of the source, found '#Fields: date time c-ip'")]
    [InlineData("#Fields: date time c-ip cs-uri-stem sc-status cs(User-Agent) x", "bad-w3c: expected '#Fields: date time c-ip cs-uri-stem sc-status cs(User-Agent)', the columns of the source, found '#Fields: date time c-ip cs-uri-stem sc-status cs(User-Agent) x'")]
    [InlineData("2024-03-06 09:15:01 ::1 /a 200", "bad-w3c: expected 6 values, found 5")]
    [InlineData("2024-03-06 09:15:01 ::1 /a 200 x y", "bad-w3c: expected 6 values, found 7")]
    [InlineData("2024-03-06 09:15:01 ::1 /a\n200 x", "bad-w3c: expected one line, found byte 0x0A at byte 26")]
    [InlineData("2024-03-06 - ::1 /a 200 x", "missing-field: field time: expected a value, found none")]
    [InlineData("2024-03-06 9h ::1 /a 200 x", "bad-time: field date: expected a time from 1970 to 9998 as iso, found '2024-03-06 9h'")]
    public void What_is_not_laid_out_so_is_refused(string line, string expected) => Assert.Equal(expected, Iis.Decode(line));
}
