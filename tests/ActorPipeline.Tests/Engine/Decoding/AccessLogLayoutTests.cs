using ActorPipeline.Decoding.Layouts;
using Xunit;

namespace ActorPipeline.Tests.Engine.Decoding;

public class AccessLogLayoutTests
{
    private const string Main = "$remote_addr - $remote_user [$time_local] \"$request\" $status $body_bytes_sent \"$http_referer\" \"$http_user_agent\" \"$http_x_forwarded_for\"";

    [Theory]
    [InlineData(
        Main,
        """192.0.2.10 - ann [06/Mar/2024:09:15:01 +0000] "GET /basket?id=7 HTTP/1.1" 200 812 "https://shop.example/" "probe/1" "198.51.100.7" """,
        "ip user time method path query status bytes referer agent forwarded_for",
        "ip=192.0.2.10 | user=ann | time=06/Mar/2024:09:15:01 +0000 | method=GET | path=/basket | query=id=7 | status=200 | bytes=812 | referer=https://shop.example/ | agent=probe/1 | forwarded_for=198.51.100.7")]
    [InlineData(
        "$time_iso8601 ${host}$request_uri rt=$request_time ua=\"$upstream_response_time\"",
        """2024-03-06T09:15:01+01:00 shop.example/a/b?q rt=0.004 ua="0.003, 0.001" """,
        "time vhost target path query request_time upstream_response_time",
        "time=2024-03-06T09:15:01+01:00 | vhost=shop.example | target=/a/b?q | path=/a/b | query=q | request_time=0.004 | upstream_response_time=0.003, 0.001")]
    [InlineData("$msec|$remote_addr|$uri$is_args$args|$status", "1709716501.123|::1|/a?b|200", "time ip path query status", "time=1709716501.123 | ip=::1 | path=/a | query=b | status=200")]
    [InlineData("$remote_addr $upstream_addr $upstream_status", "::1 10.0.0.1:80, 10.0.0.2:80 502, 200", "ip upstream_addr upstream_status", "ip=::1 | upstream_addr=10.0.0.1:80, 10.0.0.2:80 | upstream_status=502, 200")]
    [InlineData("$remote_addr $host $server_name $remote_addr", "::1 a b ::2", "ip vhost server_name remote_addr", "ip=::1 | vhost=a | server_name=b | remote_addr=::2")]
    [InlineData(
        "%v:%p %h %l %u %t \"%r\" %>s %O \"%{Referer}i\" \"%{User-Agent}i\" %D",
        """shop.example:443 192.0.2.10 - john smith [06/Mar/2024:09:15:01 +0000] "GET /a HTTP/2" 304 - "-" "say \"hi\"" 4012""",
        "vhost port ip user time method path status agent request_time_us",
        "vhost=shop.example | port=443 | ip=192.0.2.10 | user=john smith | time=06/Mar/2024:09:15:01 +0000 | method=GET | path=/a | status=304 | agent=say \"hi\" | request_time_us=4012")]
    [InlineData("%{%Y-%m-%d %H:%M:%S}t %a %m %U%q %H %{ms}T", "2024-03-06 09:15:01 ::1 GET /a?b HTTP/1.1 12", "time ip method path query protocol request_time_ms", "time=2024-03-06 09:15:01 | ip=::1 | method=GET | path=/a | query=b | protocol=HTTP/1.1 | request_time_ms=12")]
    [InlineData("$time_local $remote_addr", "06/Mar/2024:09:15:01 +0000 ::1", "time ip", "time=06/Mar/2024:09:15:01 +0000 | ip=::1")]
    [InlineData("%{X-Forwarded-For}i %h %{sid}C %400,501{X-Why}i %%", "192.0.2.1, 192.0.2.2 ::1 abc no %", "forwarded_for ip cookie_sid http_x_why", "forwarded_for=192.0.2.1, 192.0.2.2 | ip=::1 | cookie_sid=abc | http_x_why=no")]
    [InlineData("$remote_addr status=$status upstream=$upstream_addr [done]", "::1  status=200 upstream=10.0.0.1 [done] more", "ip status upstream_addr", "ip=::1 | status=200 | upstream_addr=10.0.0.1")]
    [InlineData("client=$remote_addr; status: $status", "client=::1;  status:  200", "ip status", "ip=::1 | status=200")]
    [InlineData("%h %b", "::1 812 \"more\" behind", "ip bytes", "ip=::1 | bytes=812")]
    public void Variables_become_members(string layout, string line, string fields, string expected) =>
        Assert.Equal(expected, Decode(layout, line.TrimEnd(' '), fields));

    [Fact]
    public void Spaces_of_a_layout_are_one_or_more_of_a_line() =>
        Assert.Equal("ip=::1 | status=200", Decode("$remote_addr   [$time_local]  $status ", "::1 [06/Mar/2024:09:15:01 +0000]    200", "ip status"));

    [Fact]
    public void Bytes_that_are_no_text_are_kept_as_percent_signs()
    {
        var source = Sources.AccessLog("path") with { Layout = "$remote_addr \"$request_uri\"" };

        Assert.Equal("path=/caf%E9", source.Decode([.. "::1 \"/caf"u8, 0xE9, (byte)'"']));
    }

    [Theory]
    [InlineData("$remote_addr \"$request\"", "::1 \"\\x16\\x03\"")]
    [InlineData("$remote_addr \"$request\"", "::1 \"-\"")]
    [InlineData("$remote_addr \"$uri\"", "::1 \"-\"")]
    [InlineData("$remote_addr \"$request_uri\"", "::1 \"\"")]
    public void A_line_without_a_request_holds_nothing_to_count(string layout, string line) => Assert.Equal("ip=::1 | nothing to count", Decode(layout, line, "ip path!"));

    [Theory]
    [InlineData("$remote_addr [$time_local] $status", "::1", "expected ' [' behind ip, found the end at byte 3")]
    [InlineData("$remote_addr [$time_local] $status", "::1 [t 200", "expected '] ' behind time, found the end at byte 10")]
    [InlineData("$remote_addr \"$http_referer\" x", "::1 \"open x", "expected '\" x' behind referer, found the end at byte 11")]
    [InlineData("$remote_addr \"$http_referer\" x", "::1 \"closed\" y", "expected '\" x' behind referer, found 'y' at byte 13")]
    [InlineData("<$remote_addr>", "::1", "expected '<' before ip, found ':' at byte 0")]
    [InlineData("<$remote_addr>", "<::1>x", "expected a space or the end, found 'x' at byte 5")]
    [InlineData("$remote_addr $status", "::1 20x", "expected digits or - as status, found '2' at byte 4")]
    public void A_line_of_another_layout_is_refused_with_its_byte(string layout, string line, string expected) =>
        Assert.Equal($"bad-access-log: {expected}", Decode(layout, line, "ip"));

    [Theory]
    [InlineData("", "a layout with variables, such as $remote_addr in nginx's notation or %h in Apache's")]
    [InlineData("all the same", "a layout with variables, such as $remote_addr in nginx's notation or %h in Apache's")]
    [InlineData("$remote_addr$status", "something between two variables, by which to tell where the first one ends; $status at character 13 follows another at once")]
    [InlineData("%h %b%D", "something between two variables, by which to tell where the first one ends; %D at character 6 follows another at once")]
    [InlineData("$remote_addr $ x", "the name of a variable behind $ at character 14, such as $request_time")]
    [InlineData("$remote_addr ${open", "the name of a variable behind $ at character 14, such as $request_time")]
    [InlineData("%h 100% sure", "a directive of LogFormat at character 7, such as %h or %{Referer}i, or %% for a percent sign")]
    [InlineData("%h %y", "a directive of LogFormat that is known here; %y at character 4 is not (docs/formats-in.md lists them)")]
    [InlineData("%h %{msec_frac}t", "a directive of LogFormat that is known here; %{msec_frac}t at character 4 is not (docs/formats-in.md lists them)")]
    [InlineData("%h %{%j}t", "a directive of LogFormat that is known here; %{%j}t at character 4 is not (docs/formats-in.md lists them)")]
    public void What_is_no_layout_is_refused_with_its_character(string layout, string expected) =>
        Assert.Equal(expected, Assert.Throws<FormatException>(() => AccessLogLayout.Parse(layout)).Message);

    [Fact]
    public void A_layout_has_at_most_64_variables() => Assert.Equal(
        "a layout of at most 64 variables",
        Assert.Throws<FormatException>(() => AccessLogLayout.Parse(string.Join(' ', Enumerable.Range(0, 65).Select(number => $"$v{number}")))).Message);

    // A field is optional unless an exclamation mark stands behind it.
    private static string Decode(string layout, string line, string fields)
    {
        var source = Sources.AccessLog([.. fields.Split(' ').Select(field => field.EndsWith('!') ? field[..^1] : $"{field}?")]) with { Layout = layout };
        return source.Decode(line);
    }
}
