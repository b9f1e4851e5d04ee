using System.Globalization;
using System.Net;
using ActorPipeline.Integration.Processes;

namespace ActorPipeline.Integration.Attack;

/// <summary>Clients who mean well: they send events of now, look at pages and probe, while a node is attacked.</summary>
internal sealed class GenuineTraffic(NodeProcess node, CancellationToken cancellationToken)
{
    private const int EventsPerRequest = 20;
    private int _sent;

    /// <summary>Events that the node has acknowledged.</summary>
    public int Acknowledged => _sent;

    /// <summary>Sends events one request after the other; how many requests were refused.</summary>
    public async Task<int> SendAsync(int requests)
    {
        var refused = 0;
        for (var i = 0; i < requests; i++)
        {
            using var answer = await node.Http.PostAsync(new Uri("/collect/site-log", UriKind.Relative), Text(EventsPerRequest, TimeSpan.Zero), cancellationToken);
            refused += answer.StatusCode == HttpStatusCode.Accepted ? 0 : 1;
            _sent += answer.StatusCode == HttpStatusCode.Accepted ? EventsPerRequest : 0;
        }

        return refused;
    }

    /// <summary>Looks at a few rows, and probes, again and again; how often that was refused.</summary>
    public async Task<int> LookAsync(int times)
    {
        var refused = 0;
        for (var i = 0; i < times; i++)
        {
            refused += await IsRefusedAsync(new Uri("/api/pipelines/site-log/views/page-visits/rows?last=2&limit=100", UriKind.Relative));
            refused += await IsRefusedAsync(new Uri(node.Operators, "/ready"));
        }

        return refused;
    }

    /// <summary>Lines of the site log.</summary>
    /// <param name="ahead">How far after now their times lie.</param>
    public static StringContent Text(int count, TimeSpan ahead, string page = "/genuine")
    {
        var time = (TimeProvider.System.GetUtcNow() + ahead).ToUnixTimeMilliseconds();
        return new StringContent(string.Join('\n', Enumerable.Range(0, count).Select(
            i => string.Create(CultureInfo.InvariantCulture, $"web1;{time};10.0.0.{i};{page}"))));
    }

    private async Task<int> IsRefusedAsync(Uri address)
    {
        using var answer = await node.Http.GetAsync(address, cancellationToken);
        return answer.IsSuccessStatusCode ? 0 : 1;
    }
}
