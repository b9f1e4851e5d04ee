using System.Globalization;

namespace ActorPipeline.Integration.Ingestion;

/// <summary>Lines as a busy web server writes them: a request is dated when it began and written when it ended, up to a minute later.</summary>
internal static class AccessLogGenerator
{
    private const int LongestRequestSeconds = 59;
    private const int PerSecond = 20;

    private static readonly DateTimeOffset Start = new(2015, 5, 17, 10, 5, 0, TimeSpan.Zero);
    private static readonly string[] Files = ["index.html", "feed.xml", "images/logo.png", "style.css", "search?q=actors", "søk", "robots.txt", "a%20b.html"];
    private static readonly string[] Agents = ["Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36", "curl/7.38.0", "a \\\"quoted\\\" robot", "-"];

    /// <summary>Lines in the order they were written. Equal seeds give equal lines.</summary>
    public static IEnumerable<string> Lines(int count, int seed)
    {
        var random = new Random(seed);
        return Enumerable.Range(0, count).Select(index => Line(index, random)).ToList();
    }

    private static string Line(int index, Random random)
    {
        // Most requests are quick.
        var took = random.Next(4) == 0 ? random.Next(LongestRequestSeconds + 1) : 0;
        var began = Start.AddSeconds((index / PerSecond) - took);
        var client = random.Next(200) * random.Next(10);
        var path = $"/blog/{random.Next(10) * random.Next(10)}/{Files[random.Next(Files.Length)]}";
        var method = random.Next(20) == 0 ? "POST" : "GET";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"10.0.{client / 250}.{client % 250} - - [{began:dd/MMM/yyyy:HH:mm:ss} +0000] \"{method} {path} HTTP/1.1\" 200 {random.Next(100_000)} \"https://example.org/\" \"{Agents[random.Next(Agents.Length)]}\"");
    }
}
