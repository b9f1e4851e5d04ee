using System.Text;
using Xunit;

namespace ActorPipeline.Tests.Engine.Decoding;

public class AccessLogDecoderTests
{
    private const string Client = "83.149.9.216 - - [17/May/2015:10:05:03 +0000]";

    private static readonly string[] AllParts =
        ["ip?", "identity?", "user?", "time?", "method?", "target?", "path?", "query?", "protocol?", "status?", "bytes?", "referer?", "agent?", "vhost?"];

    [Theory]
    [InlineData(
        """1.2.3.4 id bob [17/May/2015:10:05:03 +0000] "GET /a/b?x=1&y HTTP/1.1" 200 203023 "http://s/" "Mozilla/5.0 (X)" """,
        "ip=1.2.3.4 | identity=id | user=bob | time=17/May/2015:10:05:03 +0000 | method=GET | target=/a/b?x=1&y | path=/a/b | query=x=1&y | protocol=HTTP/1.1 | status=200 | bytes=203023 | referer=http://s/ | agent=Mozilla/5.0 (X)")]
    [InlineData("""::1 - - [t] "HEAD / HTTP/1.0" 304 -""", "ip=::1 | time=t | method=HEAD | target=/ | path=/ | protocol=HTTP/1.0 | status=304")]
    [InlineData("""::1 - - [t] "GET /old" 200 1""", "ip=::1 | time=t | method=GET | target=/old | path=/old | status=200 | bytes=1")]
    [InlineData("""::1 - - [t] "GET /a b HTTP/1.1" 400 0 "-" "-" """, "ip=::1 | time=t | method=GET | target=/a b | path=/a b | protocol=HTTP/1.1 | status=400 | bytes=0")]
    [InlineData("""::1 - - [t] "-" 408 - "-" "-" """, "ip=::1 | time=t | status=408")]
    [InlineData("""::1 - - [t] "" 408 - "" "" """, "ip=::1 | time=t | status=408")]
    [InlineData("""::1 - - [t] "\x16\x03\x01 what" 400 226 "-" "-" """, "ip=::1 | time=t | status=400 | bytes=226")]
    [InlineData("""::1 - - [t] "GET /a b c" 400 226""", "ip=::1 | time=t | status=400 | bytes=226")]
    [InlineData("""::1 - - [t] "GET  HTTP/1.1" 400 226""", "ip=::1 | time=t | status=400 | bytes=226")]
    [InlineData("""::1 - - [t] "GET /?q HTTP/1.1" - -""", "ip=::1 | time=t | method=GET | target=/?q | path=/ | query=q | protocol=HTTP/1.1")]
    [InlineData("""::1 - - [t] "GET ? HTTP/1.1" - -""", "ip=::1 | time=t | method=GET | target=? | protocol=HTTP/1.1")]
    [InlineData(
        """::1 - - [t] "GET /\"q\"\\?\"x HTTP/1.1" 200 1 "say \"hi\" \\ \xe9" "\\" """,
        """ip=::1 | time=t | method=GET | target=/"q"\?"x | path=/"q"\ | query="x | protocol=HTTP/1.1 | status=200 | bytes=1 | referer=say "hi" \ \xe9 | agent=\""")]
    public void All_parts_of_a_line_are_found(string line, string expected) =>
        Assert.Equal(expected, Sources.AccessLog(AllParts).Decode(line.TrimEnd(' ')));

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    public void A_line_may_end_with_its_line_break(string lineBreak) =>
        Assert.Equal("path=/", Sources.AccessLog("path").Decode($"{Client} \"GET / HTTP/1.1\" 200 1{lineBreak}"));

    [Fact]
    public void The_time_is_read_with_its_offset() => Assert.Equal(
        "ip=83.149.9.216 | @1431857103000",
        Sources.AccessLog("ip").Timed("time", "apache").Decode($"{Client} \"-\" 200 1"));

    [Theory]
    [InlineData("", "expected a space, found the end at byte 0")]
    [InlineData("::1", "expected a space, found the end at byte 3")]
    [InlineData(" - - [t]", "expected an address, found a space at byte 0")]
    [InlineData("::1  - [t]", "expected a space, found the end at byte 10")]
    [InlineData("::1 - - t", "expected a time in brackets, found 't' at byte 8")]
    [InlineData("::1 - - [t", "expected a closing bracket, found the end at byte 10")]
    [InlineData("::1 - - [t]", "expected a request in quotes, found the end at byte 11")]
    [InlineData("::1 - - [t]\"", "expected a space, found '\"' at byte 11")]
    [InlineData("::1 - - [t] GET", "expected a request in quotes, found 'G' at byte 12")]
    [InlineData("::1 - - [t] \"GET", "expected a closing quote, found the end at byte 16")]
    [InlineData("::1 - - [t] \"GET\\\"", "expected a closing quote, found the end at byte 18")]
    [InlineData("::1 - - [t] \"-\"", "expected a status of three digits, or -, found the end at byte 15")]
    [InlineData("::1 - - [t] \"-\" x", "expected a status of three digits, or -, found 'x' at byte 16")]
    [InlineData("::1 - - [t] \"-\" 20 1", "expected a status of three digits, or -, found '2' at byte 16")]
    [InlineData("::1 - - [t] \"-\" 200", "expected a number of bytes, or -, found the end at byte 19")]
    [InlineData("::1 - - [t] \"-\" 200 1x", "expected a space or the end, found 'x' at byte 21")]
    [InlineData("::1 - - [t] \"-\" 200 1 \"r", "expected a closing quote, found the end at byte 24")]
    [InlineData("::1 - - [t] \"-\" 200 1 \"r\" \"a", "expected a closing quote, found the end at byte 28")]
    public void What_is_wrong_is_said_with_its_byte(string line, string expected) =>
        Assert.Equal($"bad-access-log: {expected}", Sources.AccessLog("ip?").Decode(line));

    [Theory]
    [InlineData("""shop.example:443 192.0.2.10 - - [06/Mar/2024:09:15:01 +0000] "-" 200 1""", "ip=192.0.2.10 | vhost=shop.example:443")]
    [InlineData("""shop.example 192.0.2.10 - bob [06/Mar/2024:09:15:01 +0000] "-" 200 1""", "ip=192.0.2.10 | user=bob | vhost=shop.example")]
    [InlineData("""[::1]:80 ::2 - - [06/Mar/2024:09:15:01 +0000] "-" 200 1""", "ip=::2 | vhost=[::1]:80")]
    [InlineData("""shop:80 client.example - - [06/Mar/2024:09:15:01 +0000] "-" 200 1""", "ip=client.example | vhost=shop:80")]
    [InlineData("""192.0.2.10, 198.51.100.2 - - [06/Mar/2024:09:15:01 +0000] "-" 200 1""", "ip=192.0.2.10")]
    [InlineData("""shop 192.0.2.10, ::1, ::2 - - [06/Mar/2024:09:15:01 +0000] "-" 200 1""", "ip=192.0.2.10 | vhost=shop")]
    [InlineData("""192.0.2.10 - john smith [06/Mar/2024:09:15:01 +0000] "-" 200 1""", "ip=192.0.2.10 | user=john smith")]
    [InlineData("""192.0.2.10  -  -  [06/Mar/2024:09:15:01 +0000]  "-"  200  1""", "ip=192.0.2.10")]
    [InlineData("""client.example - john f. smith [06/Mar/2024:09:15:01 +0000] "-" 200 1""", "ip=client.example | user=john f. smith")]
    public void What_stands_in_front_is_told_apart(string line, string expected) =>
        Assert.Equal(expected, Sources.AccessLog("ip?", "user?", "vhost?").Decode(line));

    [Theory]
    [InlineData(" ")]
    [InlineData(" \"r\" \"a\" \"-\"")]
    [InlineData(" \"r\" \"a\" 0.004 \"unclosed")]
    [InlineData(" \"r\" \"a\" ")]
    [InlineData(" 0.004 \"r\"")]
    [InlineData("  \"r\"  \"a\"")]
    public void What_stands_behind_is_left_alone(string behind) =>
        Assert.StartsWith("ip=83.149.9.216 | path=/", Sources.AccessLog("ip?", "path?").Decode($"{Client} \"GET / HTTP/1.1\" 200 1{behind}"), StringComparison.Ordinal);

    [Fact]
    public void Bytes_that_are_no_text_are_kept_as_percent_codes()
    {
        byte[] line = [.. Encoding.ASCII.GetBytes($"{Client} \"GET /caf"), 0xE9, .. Encoding.ASCII.GetBytes("\\\"?\\\\"), 0xFF, .. Encoding.UTF8.GetBytes("é HTTP/1.1\" 200 1")];
        Assert.Equal("path=/caf%E9\" | query=\\%FFé", Sources.AccessLog("path", "query").Decode(line));
    }

    [Fact]
    public void A_request_that_is_none_matters_only_where_its_parts_are_needed()
    {
        Assert.Equal("ip=83.149.9.216", Sources.AccessLog("ip").Decode($"{Client} \"-\" 408 -"));
        Assert.Equal("ip=83.149.9.216 | nothing to count", Sources.AccessLog("ip", "page=path").Decode($"{Client} \"-\" 408 -"));
        Assert.Equal("missing-field: field query: expected a value, found none", Sources.AccessLog("ip", "query").Decode($"{Client} \"GET / HTTP/1.1\" 200 -"));
    }
}
