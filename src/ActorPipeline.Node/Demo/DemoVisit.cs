using System.Globalization;

namespace ActorPipeline.Node.Demo;

/// <summary>One visit: who came to which page, in the words the pipelines' fields use.</summary>
/// <param name="Client">The client's number, from 0.</param>
/// <param name="Page">The page's rank, from 0.</param>
internal readonly record struct DemoVisit(int Client, int Page)
{
    private static readonly string[] Topics = ["Action", "Comedy", "Drama", "Science-Fiction", "Documentary", "Crime"];
    private static readonly string[] Words = ["Harbour", "Winter", "Silent", "Copper", "Second", "Northern", "Paper", "Glass", "Long", "Hidden"];
    private static readonly string[] Nouns = ["River", "Letter", "Garden", "Signal", "Mountain", "Station", "Summer", "Orchard"];

    private static readonly string[] Agents =
        ["Mozilla/5.0 (X11; Linux x86_64)", "Mozilla/5.0 (Windows NT 10.0; Win64; x64)", "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0)"];

    private string Topic => Topics[Page % Topics.Length];

    private string Title => $"{Words[Page % Words.Length]} {Nouns[Page / Words.Length % Nouns.Length]}{(Page < Words.Length * Nouns.Length ? "" : $" {Page}")}";

    private string Path => $"/{Topic.ToLowerInvariant()}/{Title.Replace(' ', '-').ToLowerInvariant()}";

    // A documentation network (RFC 2544): no one's real address.
    private string Ip => $"198.{18 + (Client >> 16)}.{(Client >> 8) & 255}.{Client & 255}";

    /// <summary>The value of a field, told by the last name of its path; null for a name a visit knows nothing of.</summary>
    public string? Value(string path) => path[(path.LastIndexOf('.') + 1)..] switch
    {
        "client" or "client_id" or "user" or "user_id" => $"client-{Client.ToString(CultureInfo.InvariantCulture)}",
        "ip" => Ip,
        "topic" or "category" => Topic,
        "page" or "title" => Title,
        "url" or "path" => Path,
        "source" or "site" => "demo",
        "host" => "demo.example",
        "method" => "GET",
        "status" => "200",
        "bytes" or "size" => (512 + (Page * 37)).ToString(CultureInfo.InvariantCulture),
        "agent" => Agents[Client % Agents.Length],
        "referer" => "-",
        _ => null,
    };
}
