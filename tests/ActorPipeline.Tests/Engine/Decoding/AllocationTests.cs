using System.Text;
using ActorPipeline.Decoding;
using ActorPipeline.Definitions;
using ActorPipeline.Definitions.Filters;
using ActorPipeline.Events;
using ActorPipeline.Log;
using Xunit;

namespace ActorPipeline.Tests.Engine.Decoding;

public class AllocationTests
{
    private const int Events = 100_000;
    private const int Rounds = 10;

    public static TheoryData<string> Kinds => new(Records().Keys);

    [Theory]
    [MemberData(nameof(Kinds))]
    public void An_event_that_decodes_allocates_nothing(string kind)
    {
        var (source, record) = Records()[kind];
        var bytes = Encoding.UTF8.GetBytes(record);
        var headers = RecordHeaders.Encode(("Host", "example.org"));
        var decoder = EventDecoder.Create(source);
        var decoded = new DecodedEvent(source.Fields.Count);
        var filter = EventFilter.Parse("a in ('x', 'y') or not a < 5 and a is present", [.. source.Fields.Select(field => field.Name)]);
        Assert.False(decoder.Decode(bytes, Sources.TimestampMs, headers, decoded).IsError);
        Assert.True(filter.Accepts(bytes, decoded));

        // A collection that another thread begins meanwhile counts the rest of this thread's allocation buffer as allocated: what happens every time counts.
        Assert.Equal(0, Enumerable.Range(0, Rounds).Min(_ => AllocatedBy(decoder, filter, bytes, headers, decoded)));
    }

    private static long AllocatedBy(IEventDecoder decoder, EventFilter filter, byte[] bytes, RecordHeaders headers, DecodedEvent decoded)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var isTaken = true;
        for (var i = 0; i < Events; i++)
        {
            isTaken &= !decoder.Decode(bytes, Sources.TimestampMs, headers, decoded).IsError && filter.Accepts(bytes, decoded);
        }

        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(isTaken);
        return allocated;
    }

    private static Dictionary<string, (SourceDefinition Source, string Record)> Records() => new()
    {
        ["json"] = (
            Sources.Json("a=x.a", "b", "host=header.Host").Timed("t", "yyyy-MM-dd'T'HH:mm:ss"),
            """{"skip":[1,{"y":null}],"b":"esc\u0061ped \ud83d\ude00","t":"2017-01-25T14:02:32","x":{"\u0061":12.50}}"""),
        ["json, zone"] = (Sources.Json("a").Timed("t", "iso", "Europe/Berlin"), """{"a":"x","t":"2017-03-26T02:30:00.5"}"""),
        ["json, pattern"] = (Sources.Json("a").Timed("t", "EEE MMM dd HH:mm:ss Z yyyy"), """{"a":"x","t":"Wed Jan 25 14:02:32 +0000 2017"}"""),
        ["delimited"] = (Sources.Columns(EventFormat.Delimited, "a t", "a").Timed("t", "auto"), "x;1485352952.5"),
        ["csv"] = (Sources.Columns(EventFormat.Csv, "a b t", "a", "b").Timed("t", "unix-ms"), "x;\"say \"\"hi\"\"\";1485352952123"),
        ["layout"] = (
            Sources.AccessLog("a=ip", "path", "agent") with { Layout = "$remote_addr - $remote_user [$time_local] \"$request\" $status $body_bytes_sent \"$http_user_agent\"", Time = new TimeDefinition("time", "apache", "UTC") },
            """x - - [17/May/2015:10:05:03 +0000] "GET /a?b HTTP/1.1" 200 1 "say \"hi\"" """.TrimEnd(' ')),
        ["w3c"] = (
            Sources.Columns(EventFormat.W3c, "date time a", "a") with { Time = new TimeDefinition("date", "iso", "UTC", "time") },
            "2024-03-06 09:15:01 \"say \"\"hi\"\"\""),
        ["json, items"] = (Sources.Json("a=x[1].a", "b=x[0]").Timed("t", "auto"), """{"x":["b",{"a":5}],"t":1646861401.5}"""),
        ["access-log"] = (
            Sources.AccessLog("a=ip", "path", "agent").Timed("time", "apache"),
            """x - - [17/May/2015:10:05:03 +0000] "GET /a?b HTTP/1.1" 200 1 "-" "say \"hi\"" """.TrimEnd(' ')),
    };
}
