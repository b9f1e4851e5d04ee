using System.Text;
using ActorPipeline.Definitions;
using ActorPipeline.Guessing;
using ActorPipeline.Tests.Engine.Declaring;
using Xunit;

namespace ActorPipeline.Tests.Engine.Guessing;

public class SourceGuesserTests
{
    private const string Combined = """192.0.2.10 - - [06/Mar/2024:09:15:01 +0000] "GET /basket?id=7 HTTP/1.1" 200 812 "https://shop.example/" "probe/1" """;

    [Theory]
    [InlineData("-")]
    [InlineData("198.51.100.7, 192.0.2.1")]
    public void A_log_of_nginx_as_it_is_set_up_is_an_access_log(string forwardedFor)
    {
        var guess = Guess($"{Combined}\"{forwardedFor}\"", $"{Combined}\"-\"");

        Assert.Equal(("access-log", 2, 2), (guess.Summary, guess.Records, guess.Taken));
        Assert.Equal("page", guess.Draft.Key);
    }

    [Theory]
    [InlineData(
        """[2024-03-06T09:15:01+00:00] 192.0.2.10 shop.example "GET /basket HTTP/1.1" 200 812 rt=0.004 ua="10.0.0.1:80" """,
        """[$time_iso8601] $remote_addr $host "$request" $status $body_bytes_sent rt=$rt ua="$ua" """)]
    [InlineData(
        """1709716501.123 192.0.2.10 "GET /basket HTTP/1.1" 200 812 0.004 "https://shop.example/" "Mozilla/5.0 (X11)" """,
        """$msec $remote_addr "$request" $status $body_bytes_sent $request_time "$http_referer" "$http_user_agent" """)]
    public void A_layout_is_read_off_a_line(string line, string layout)
    {
        var guess = Guess(line.TrimEnd(' '), line.TrimEnd(' ').Replace("/basket", "/a?b", StringComparison.Ordinal));

        Assert.Equal(layout.TrimEnd(' '), guess.Draft.Source.Layout);
        Assert.Equal(2, guess.Taken);
    }

    [Fact]
    public void A_log_without_line_breaks_has_more_values_than_a_layout_and_is_none()
    {
        var line = string.Join('\r', Enumerable.Repeat(Combined, 10));

        Assert.Null(SourceGuesser.Guess(Encoding.UTF8.GetBytes(line))?.Draft.Source.Layout);
    }

    [Theory]
    [InlineData("""{"at":"2026-11-30T00:00:00Z","k":"x","":2}""")]
    [InlineData("""{"at":"2026-11-30T00:00:00Z","k":"x","\ud800":1}""")]
    [InlineData("""{"at":"2026-11-30T00:00:00Z","k":"x","half":"\ud800"}""")]
    public void Members_that_no_path_or_no_text_can_name_are_left_out(string line)
    {
        var guess = Guess(line, """{"at":"2026-11-30T00:00:00Z","k":"x"}""");

        Assert.Equal(["k"], guess.Draft.Source.Fields.Select(field => field.Path));
    }

    [Fact]
    public void A_W3C_log_has_the_columns_that_it_names()
    {
        var guess = Guess(
            "#Software: Microsoft Internet Information Services 10.0",
            "#Fields: date time c-ip cs-uri-stem sc-status cs(User-Agent)",
            "2024-03-06 09:15:01 192.0.2.10 /basket 200 Mozilla/5.0+(X11)",
            "2024-03-06 09:15:02 192.0.2.11 /a 404 -");

        Assert.Equal("w3c of the columns date time c-ip cs-uri-stem sc-status cs(User-Agent)", guess.Summary);
        Assert.Equal((4, 4), (guess.Records, guess.Taken));
        Assert.Equal(new TimeDefinition("date", "iso", "UTC", "time"), guess.Draft.Source.Time);
    }

    [Theory]
    [InlineData("""{"ts":1646861401.52,"request":{"uri":"/","headers":{"Accept":["*/*"]}},"status":200}""", "ts", "request.uri request.headers.Accept[0] status")]
    [InlineData("""{"@timestamp":"2024-03-06T09:15:01Z","url.path":"/a","n":5,"none":null}""", "@timestamp", "\"url.path\" n")]
    [InlineData("""{"id":1709716501,"created_at":"Wed Jan 25 14:02:32 +0000 2017","text":"x"}""", "created_at", "id text")]
    public void Json_lines_have_the_paths_of_their_values(string line, string time, string paths)
    {
        var guess = Guess(line, line);

        Assert.Equal((EventFormat.Json, time), (guess.Draft.Source.Format, guess.Draft.Source.Time.Path));
        Assert.Equal(paths, string.Join(' ', guess.Draft.Source.Fields.Select(field => field.Path)));
        Assert.False(guess.Draft.SpansLines);
    }

    [Theory]
    [InlineData("[{\"at\":1709716501,\"a\":\"x\"},\n{\"at\":1709716502,\"a\":\"y\"}]")]
    [InlineData("{\n \"at\":1709716501,\n \"a\":\"x\"\n}\n{\n \"at\":1709716502, \"a\":\"y\"\n}\n")]
    public void Json_over_several_lines_is_said_to_be_that(string text)
    {
        var guess = SourceGuesser.Guess(Encoding.UTF8.GetBytes(text))!;

        Assert.Equal((true, 2, 2), (guess.Draft.SpansLines, guess.Records, guess.Taken));
    }

    [Theory]
    [InlineData("Tweet Id,Date,Nickname\n700000000000000000,2016-04-14 00:00:00,First Citizen\n700000000000000001,2016-04-14 00:01:37,All\n", ',', true, "Tweet Id|Date|Nickname", "Date", "auto")]
    [InlineData("web1;1485352952;10.0.0.7;/index.html\nweb2;1485352953;10.0.0.8;/\n", ';', false, "c1|c2|c3|c4", "c2", "auto")]
    [InlineData("a\t31.12.2023 23:59:58\t5\nb\t01.01.2024 00:00:01\t6\n", '\t', false, "c1|c2|c3", "c2", "dd.MM.yyyy HH:mm:ss")]
    [InlineData("day|clock|what\n2024-03-06|09:15:01|x\n2024-03-06|09:15:02|y\n", '|', true, "day|clock|what", "day", "iso")]
    public void Columns_have_a_separator_between_and_may_be_named(string text, char separator, bool hasHeader, string columns, string time, string pattern)
    {
        var guess = SourceGuesser.Guess(Encoding.UTF8.GetBytes(text))!;
        var source = guess.Draft.Source;

        Assert.Equal((EventFormat.Csv, separator, hasHeader), (source.Format, source.Separator, guess.Draft.HasHeader));
        Assert.Equal((columns, time, pattern), (string.Join('|', source.Columns), source.Time.Path, source.Time.Pattern));
        Assert.Equal((2, 2), (guess.Records, guess.Taken));
    }

    [Fact]
    public void A_share_of_the_records_is_told_with_the_first_that_is_not_taken()
    {
        var guess = Guess(Combined, "nonsense", Combined);

        Assert.Equal((3, 2), (guess.Records, guess.Taken));
        Assert.Equal("record 2: bad-access-log: expected a space, found the end at byte 8", guess.Reason);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n\n")]
    [InlineData("some words\nof a letter\n")]
    public void What_is_none_of_them_is_not_guessed(string text) => Assert.Null(SourceGuesser.Guess(Encoding.UTF8.GetBytes(text)));

    [Theory]
    [InlineData("access.log", "access-log")]
    [InlineData("Orders 2024.csv", "orders-2024-csv")]
    [InlineData("2024.csv", "p-2024-csv")]
    [InlineData("shop.conf", "shop-conf-2")]
    [InlineData("…", "p")]
    public void A_pipeline_is_named_after_its_file(string file, string name) => Assert.Equal(name, GuessText.NameFor(file, ["shop-conf"]));

    [Theory]
    [InlineData("""192.0.2.10 - - [06/Mar/2024:09:15:01 +0000] "GET / HTTP/1.1" 200 812 "-" "say \"hi\"" "-" """)]
    [InlineData("""[2024-03-06T09:15:01+00:00] 192.0.2.10 "GET /basket HTTP/1.1" 200 812 rt=0.004 "say \"hi\"" """)]
    [InlineData("#Fields: date time c-ip cs(User-Agent)\n2024-03-06 09:15:01 192.0.2.10 -\n2024-03-06 09:14:01 192.0.2.10 x")]
    [InlineData("""{"ts":1646861401.52,"request.id":"/","on":{"a b":["*/*"]},"status":200,"1":2}""")]
    [InlineData("on;time of day;x\nweb1;1485352952;\"a;\"\"b\"\"\"\nweb2;1485352953;c")]
    [InlineData("x\tno time\ny\tat all")]
    public void The_pipeline_that_is_proposed_can_be_read_and_takes_them(string text)
    {
        var guess = SourceGuesser.Guess(Encoding.UTF8.GetBytes(text))!;
        var source = PipelineText.ReadOne(GuessText.Write(guess, "proposed")).Source;

        var again = SourceGuesser.Try(guess.Draft with { Source = source });

        Assert.Equal((guess.Records, guess.Records), (again.Taken, again.Records));
        Assert.Equal(guess.Draft.Source.Fields, source.Fields);
        Assert.True(source.LateAfter.TotalMilliseconds >= guess.DisorderMs);
    }

    private static SourceGuess Guess(params string[] lines) => SourceGuesser.Guess(Encoding.UTF8.GetBytes(string.Join('\n', lines)))!;
}
