using System.Globalization;
using System.Text;
using ActorPipeline.Bench.Workload;

namespace ActorPipeline.Bench.Decoding;

/// <summary>Records as sources send them; the same in every run.</summary>
internal static class DecodeRecords
{
    // Few enough to stay in a core's cache, as records that have just arrived do; enough that branches are not learnt by heart.
    private const int Count = 1024;

    private static readonly string[] Agents =
    [
        "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_9_1) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/32.0.1700.77 Safari/537.36",
        "Mozilla/5.0 (X11; Linux x86_64; rv:24.0) Gecko/20140205 Firefox/24.0 Iceweasel/24.3.0",
        "UniversalFeedParser/4.2-pre-314-svn +http://feedparser.org/",
        "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
    ];

    private static readonly string[] Paths =
        ["/", "/presentations/2013/images/search.png", "/blog/tags/puppet?flav=rss20", "/style2.css", "/articles/dynamic-dns-with-dhcp/", "/robots.txt"];

    /// <summary>csc8101 events.</summary>
    public static byte[][] Json() => Make(random => string.Create(
        CultureInfo.InvariantCulture,
        $$$"""{"client_id":"client-{{{random.Next() % 100_000}}}","timestamp":"2017-01-25T14:{{{random.Next() % 60:00}}}:{{{random.Next() % 60:00}}}","url":{"topic":"Topic {{{random.Next() % 50}}}","page":"Some page's title {{{random.Next() % 1000}}}"}}"""));

    /// <summary>Combined access-log lines.</summary>
    public static byte[][] AccessLog() => Make(random => string.Create(
        CultureInfo.InvariantCulture,
        $"{random.Next() % 223 + 1}.{random.Next() % 256}.{random.Next() % 256}.{random.Next() % 256} - - [17/May/2015:10:{random.Next() % 60:00}:{random.Next() % 60:00} +0000] \"GET {Paths[random.Next() % 6]} HTTP/1.1\" 200 {random.Next() % 300_000} \"http://example.org{Paths[random.Next() % 6]}\" \"{Agents[random.Next() % 4]}\""));

    private static byte[][] Make(Func<SplitMix, string> record)
    {
        var random = new SplitMix(7);
        return [.. Enumerable.Range(0, Count).Select(_ => Encoding.UTF8.GetBytes(record(random)))];
    }
}
