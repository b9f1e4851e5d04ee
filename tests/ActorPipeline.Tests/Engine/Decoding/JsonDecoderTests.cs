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
