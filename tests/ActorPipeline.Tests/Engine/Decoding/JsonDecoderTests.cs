using Xunit;

namespace ActorPipeline.Tests.Engine.Decoding;

public class JsonDecoderTests
{
    [Fact]
    public void An_event_of_csc8101_is_read_with_its_time()
    {
        var source = Sources.Json("client=client_id", "topic=url.topic", "page=url.page").Timed("timestamp", "yyyy-MM-dd'T'HH:mm:ss");

        var shown = source.Decode("""{"client_id":"c1","timestamp":"2017-01-25T14:02:32","url":{"topic":"Action","page":"Die Hard"}}""");

        Assert.Equal("client=c1 | topic=Action | page=Die Hard | @1485352952000", shown);
    }

    [Theory]
    [InlineData("""{"a":"x"}""", "a=x")]
    [InlineData(" \t\r\n{ \"a\" : \"x\" } \n", "a=x")]
    [InlineData("""{"a":""}""", "a=")]
    [InlineData("""{"a":null}""", "")]
    [InlineData("{}", "")]
    [InlineData("""{"a":-1.50e+3}""", "a=-1.50e+3")]
    [InlineData("""{"a":0}""", "a=0")]
    [InlineData("""{"a":true}""", "a=true")]
    [InlineData("""{"a":false}""", "a=false")]
    [InlineData("""{"a":"q\"\\\/\b\f\n\r\t\u00e9\ud83d\ude00."}""", "a=q\"\\/\b\f\n\r\té😀.")]
    [InlineData("""{"\u0061":"escaped name"}""", "a=escaped name")]
    [InlineData("""{"b\u0061":1,"\ud83d\ude00":2,"a":"x"}""", "a=x")]
    [InlineData("""{"a":"é😀"}""", "a=é😀")]
    [InlineData("""{"x":[1,{"a":2},"]"],"y":{"a":{"a":[]}},"a":"x","z":1e9}""", "a=x")]
    [InlineData("""{"x":1,"x":2,"a":"x"}""", "a=x")]
    [InlineData("""{"A":1,"aa":2,"":3,"a":"x"}""", "a=x")]
    [InlineData("""{"a":"longer than one vector of bytes, with \"quotes\" behind"}""", "a=longer than one vector of bytes, with \"quotes\" behind")]
    public void A_wanted_member_is_found(string record, string expected) => Assert.Equal(expected, Sources.Json("a?").Decode(record));

    [Theory]
    [InlineData("""{"tags":["x","y",3]}""", "first=x | third=3")]
    [InlineData("""{"tags":["x"]}""", "first=x")]
    [InlineData("""{"tags":[]}""", "")]
    [InlineData("""{"tags":"x"}""", "")]
    [InlineData("""{"tags":{"0":"x"}}""", "")]
    [InlineData("""{"tags":[["x"],{"a":1},{"y":[2]}],"deep":[[1,{"y":[7,8]}]]}""", "deep=8")]
    public void An_item_of_an_array_is_found_by_its_place(string record, string expected) =>
        Assert.Equal(expected, Sources.Json("first=tags[0]?", "third=tags[2]?", "deep=deep[0][1].y[1]?").Decode(record));

    [Theory]
    [InlineData("""{"tags":"x"}""", "wrong-type: member tags: expected an array, found a string at byte 8")]
    [InlineData("""{"tags":[{}]}""", "wrong-type: field first (tags[0]): expected a string, number or boolean, found an object at byte 9")]
    [InlineData("""{"tags":["x" "y"]}""", "bad-json: expected a comma or the end of the array, found '\"' at byte 13")]
    public void An_item_that_is_not_there_is_refused(string record, string expected) => Assert.Equal(expected, Sources.Json("first=tags[0]").Decode(record));

    [Theory]
    [InlineData("tags[", false)]
    [InlineData("tags[x]", false)]
    [InlineData("tags[-1]", false)]
    [InlineData("tags[256]", false)]
    [InlineData("tags[0]x", false)]
    [InlineData("[0]", false)]
    [InlineData("tags[255].x", true)]
    [InlineData("\"tags[0]\"", true)]
    public void Places_of_items_are_0_to_255_in_brackets(string path, bool isOne) => Assert.Equal(isOne, ActorPipeline.Decoding.JsonPath.TryRead(path, out _));

    // As the documentation of each shows them, shortened.
    [Theory]
    [InlineData(
        "ip=request.remote_ip page=request.uri status=status agent=request.headers.User-Agent[0]",
        "ts",
        """{"level":"info","ts":1646861401.5241024,"logger":"http.log.access","msg":"handled request","request":{"remote_ip":"127.0.0.1","remote_port":"41342","client_ip":"127.0.0.1","proto":"HTTP/2.0","method":"GET","host":"localhost","uri":"/","headers":{"User-Agent":["curl/7.82.0"],"Accept":["*/*"]},"tls":{"resumed":false}},"bytes_read":0,"user_id":"","duration":0.000929675,"size":10900,"status":200,"resp_headers":{"Server":["Caddy"]}}""",
        "ip=127.0.0.1 | page=/ | status=200 | agent=curl/7.82.0 | @1646861401524")]
    [InlineData(
        "ip=ClientHost page=RequestPath status=DownstreamStatus agent=request_User-Agent",
        "StartUTC",
        """{"ClientAddr":"172.18.0.1:58416","ClientHost":"172.18.0.1","ClientUsername":"-","DownstreamContentSize":19,"DownstreamStatus":404,"Duration":155000,"RequestPath":"/favicon.ico","StartUTC":"2024-03-06T09:15:01.123456789Z","entryPointName":"web","level":"info","request_User-Agent":"Mozilla/5.0","time":"2024-03-06T09:15:01Z"}""",
        "ip=172.18.0.1 | page=/favicon.ico | status=404 | agent=Mozilla/5.0 | @1709716501123")]
    [InlineData(
        "ip=\"client.ip\" page=\"url.path\" status=http.response.status_code agent=\"user_agent.original\"",
        "time_iso8601",
        """{"time_iso8601":"2024-03-06T09:15:01+00:00","client.ip":"192.0.2.10","url.path":"/basket","http":{"response":{"status_code":"200"}},"user_agent.original":"probe/1"}""",
        "ip=192.0.2.10 | page=/basket | status=200 | agent=probe/1 | @1709716501000")]
    public void Logs_of_Caddy_Traefik_and_nginx_are_read(string fields, string time, string record, string expected) =>
        Assert.Equal(expected, Sources.Json(fields.Split(' ')).Timed(time, "auto").Decode(record));

    [Theory]
    [InlineData("", "bad-json: expected an object, found the end at byte 0")]
    [InlineData("[]", "bad-json: expected an object, found '[' at byte 0")]
    [InlineData("\uFEFF{}", "bad-json: expected an object, found byte 0xEF at byte 0")]
    [InlineData("{", "bad-json: expected an item, found the end at byte 1")]
    [InlineData("{a:1}", "bad-json: expected a member's name in quotes, found 'a' at byte 1")]
    [InlineData("""{"a" 1}""", "bad-json: expected a colon, found '1' at byte 5")]
    [InlineData("""{"a":}""", "bad-json: expected a value, found '}' at byte 5")]
    [InlineData("""{"a":1,}""", "bad-json: expected a member's name in quotes, found '}' at byte 7")]
    [InlineData("""{"a":1 "b":2}""", "bad-json: expected a comma or the end of the object, found '\"' at byte 7")]
    [InlineData("""{"b":[1 2]}""", "bad-json: expected a comma or the end of the array, found '2' at byte 8")]
    [InlineData("""{"b":[1,]}""", "bad-json: expected a value, found ']' at byte 8")]
    [InlineData("""{"a":"x}""", "bad-json: expected the end of a string, found the end at byte 8")]
    [InlineData("{\"a\":\"x\ty\"}", "bad-json: expected control characters only as escapes, found byte 0x09 at byte 7")]
    [InlineData("""{"a":"\x"}""", "bad-json: expected a valid escape, found 'x' at byte 7")]
    [InlineData("""{"b":"\ud83d"}""", "bad-json: expected a valid escape, found '\"' at byte 12")]
    [InlineData("""{"b":"\ude00\ud83d"}""", "bad-json: expected a valid escape, found '\"' at byte 18")]
    [InlineData("""{"a":"\u00g0"}""", "bad-json: expected a valid escape, found 'u' at byte 7")]
    [InlineData("""{"a":"\u+123"}""", "bad-json: expected a valid escape, found 'u' at byte 7")]
    [InlineData("""{"a":01}""", "bad-json: expected a comma or the end of the object, found '1' at byte 6")]
    [InlineData("""{"a":-}""", "bad-json: expected a digit, found '}' at byte 6")]
    [InlineData("""{"a":1.}""", "bad-json: expected a digit, found '}' at byte 7")]
    [InlineData("""{"a":1e}""", "bad-json: expected a digit, found '}' at byte 7")]
    [InlineData("""{"a":nul}""", "bad-json: expected a value, found 'n' at byte 5")]
    [InlineData("""{"a":True}""", "bad-json: expected a value, found 'T' at byte 5")]
    [InlineData("""{"a":NaN}""", "bad-json: expected a value, found 'N' at byte 5")]
    [InlineData("""{"a":1}x""", "bad-json: expected the end, found 'x' at byte 7")]
    [InlineData("{\"a\":1}\0", "bad-json: expected the end, found byte 0x00 at byte 7")]
    [InlineData("""{"a":1}{}""", "bad-json: expected the end, found '{' at byte 7")]
    [InlineData("""{"a":1/**/}""", "bad-json: expected a comma or the end of the object, found '/' at byte 6")]
    [InlineData("""{"a":1,"b":0,"a":1}""", "duplicate-key: field a: expected one member a, found another at byte 13")]
    [InlineData("""{"a":null,"\u0061":null}""", "duplicate-key: field a: expected one member a, found another at byte 10")]
    [InlineData("""{"a":{"b":1}}""", "wrong-type: field a: expected a string, number or boolean, found an object at byte 5")]
    [InlineData("""{"a":[1]}""", "wrong-type: field a: expected a string, number or boolean, found an array at byte 5")]
    [InlineData("""{"a":[1}""", "bad-json: expected a comma or the end of the array, found '}' at byte 7")]
    public void What_is_wrong_is_said_with_its_byte(string record, string expected) => Assert.Equal(expected, Sources.Json("a").Decode(record));

    [Theory]
    [InlineData("""{"url":{"topic":"t","page":"p"}}""", "topic=t | page=p")]
    [InlineData("""{"url":{"page":"p","more":{"page":1},"topic":"t"},"page":2}""", "topic=t | page=p")]
    [InlineData("""{"url":{"topic":"t"}}""", "missing-field: field page (url.page): expected a value, found none")]
    [InlineData("""{"url":{"topic":"t","page":null}}""", "missing-field: field page (url.page): expected a value, found none")]
    [InlineData("""{"url":null}""", "missing-field: field topic (url.topic): expected a value, found none")]
    [InlineData("""{"url":{"topic":"t","page":{}}}""", "wrong-type: field page (url.page): expected a string, number or boolean, found an object at byte 27")]
    [InlineData("""{"url":"/"}""", "wrong-type: member url: expected an object, found a string at byte 7")]
    [InlineData("""{"url":[{}]}""", "wrong-type: member url: expected an object, found an array at byte 7")]
    [InlineData("""{"url":{},"url":{"topic":"t","page":"p"}}""", "duplicate-key: member url: expected one member url, found another at byte 10")]
    public void Nested_members_are_found_by_their_path(string record, string expected) =>
        Assert.Equal(expected, Sources.Json("topic=url.topic", "page=url.page").Decode(record));

    [Fact]
    public void An_event_cut_off_at_any_byte_is_refused()
    {
        var source = Sources.Json("client=client_id?", "topic=url.topic?");
        var record = """{"client_id":"c\u00e9\ud83d\ude00","n":[-1.5e3,true,null],"url":{"topic":"Action","page":"Die Hard"}}"""u8.ToArray();

        Assert.Equal("client=cé😀 | topic=Action", source.Decode(record));
        Assert.All(Enumerable.Range(0, record.Length), length =>
            Assert.StartsWith("bad-json", source.Decode(record.AsSpan(0, length)), StringComparison.Ordinal));
    }

    [Fact]
    public void Sixty_four_levels_are_the_most()
    {
        static string Nested(int levels) => string.Concat(Enumerable.Repeat("{\"x\":", levels - 1)) + "{\"a\":1}" + new string('}', levels - 1);

        Assert.Equal("", Sources.Json("a?").Decode(Nested(64)));
        Assert.StartsWith("bad-json: expected at most 64", Sources.Json("a?").Decode(Nested(65)), StringComparison.Ordinal);
        Assert.Equal("a=1", Sources.Json("a=" + string.Concat(Enumerable.Repeat("x.", 63)) + "a").Decode(Nested(64)));
        Assert.StartsWith("bad-json: expected at most 64", Sources.Json("a=" + string.Concat(Enumerable.Repeat("x.", 64)) + "a").Decode(Nested(65)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"a":[1,{"b":2}],"c":"x"}""", "c=x")]
    [InlineData("""{"a":{"z":1},"c":"x"}""", "c=x")]
    [InlineData("""{"u":7,"c":"x"}""", "c=x")]
    [InlineData("""{"u":[{"p":7}],"c":"x"}""", "c=x")]
    [InlineData("""{"a":[1,"c":"x"}""", "bad-json: expected a comma or the end of the array, found ':' at byte 11")]
    [InlineData("""{"c":["x"]}""", "wrong-type: field c: expected a string, number or boolean, found an array at byte 5")]
    public void An_optional_field_is_missing_where_its_value_cannot_stand(string record, string expected) =>
        Assert.Equal(expected, Sources.Json("a?", "page=u.p?", "c").Decode(record));

    [Theory]
    [InlineData("page=\"url.path\"", "page=/x")]
    [InlineData("page=url.path", "page=/y")]
    [InlineData("page=a.\"b.\\\"c\\\\\".d", "page=/z")]
    public void A_name_that_holds_dots_stands_in_quotes(string field, string expected) =>
        Assert.Equal(expected, Sources.Json(field).Decode("""{"url.path":"/x","url":{"path":"/y"},"a":{"b.\"c\\":{"d":"/z"}}}"""));

    [Theory]
    [InlineData("a..b")]
    [InlineData(".a")]
    [InlineData("a.")]
    [InlineData("\"a")]
    [InlineData("\"a\"b")]
    [InlineData("a\"b\"")]
    [InlineData("a.\"\"")]
    public void A_path_that_is_none_is_refused(string path)
    {
        var refused = Assert.Throws<FormatException>(() => Sources.Json($"f={path}").Decode("{}"));
        Assert.StartsWith("a path of member names with dots between, as in url.page", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void One_value_may_serve_several_fields_and_the_time() =>
        Assert.Equal("when=7 | again=7 | @7000", Sources.Json("when=t", "again=t").Timed("t", "unix").Decode("""{"t":7}"""));

    [Fact]
    public void A_member_may_be_wanted_itself_and_lead_to_others()
    {
        var source = Sources.Json("url?", "page=url.page?");

        Assert.Equal("url=/", source.Decode("""{"url":"/"}"""));
        Assert.Equal("page=p", source.Decode("""{"url":{"page":"p"}}"""));
    }

    [Fact]
    public void A_decoder_forgets_the_event_before()
    {
        var decoder = ActorPipeline.Decoding.EventDecoder.Create(Sources.Json("a?", "b?"));
        var decoded = new ActorPipeline.Events.DecodedEvent(2);

        Assert.False(decoder.Decode("""{"a":"\n1","b":2}"""u8, 0, default, decoded).IsError);
        Assert.False(decoder.Decode("""{"b":"3"}"""u8, 0, default, decoded).IsError);

        Assert.False(decoded.Has(0));
        Assert.Equal("3"u8, decoded.Value("""{"b":"3"}"""u8, 1));
    }
}
