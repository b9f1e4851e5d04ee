using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using ActorPipeline.Integration.Cluster;
using ActorPipeline.Integration.Processes;
using ActorPipeline.TestKit;
using Xunit;

namespace ActorPipeline.Integration.Attack;

/// <summary>Attacks nodes as they ship. Each line of the table that is printed: what was tried, what got through, and what of the others was lost by it.</summary>
public sealed class AttackTests : IDisposable
{
    private const string Pipeline = "site-log";

    // A burst takes minutes to be forgotten: the script sends one, .ci/run does not.
    private static readonly int BurstKeys = int.Parse(Environment.GetEnvironmentVariable("AP_ATTACK_KEYS") ?? "0", CultureInfo.InvariantCulture);

    private static readonly Dictionary<string, string> Variables = new() { [NodeAttacks.SecretVariable] = NodeAttacks.Secret };

    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Nothing_gets_through_to_an_embedded_node_and_nobody_else_loses_anything()
    {
        LongTests.RunOrSkip();
        await using var node = await NodeProcess.LaunchAsync(_folder.Of("data"), FreePorts.Pair(), Variables, Cancelled);
        await node.AwaitReadyAsync(Cancelled);
        await AttackAsync(node, "an embedded node", BurstKeys);
    }

    [Fact]
    public async Task Nothing_gets_through_to_a_node_of_a_cluster_and_nobody_else_loses_anything()
    {
        LongTests.RunOrSkip();
        await using var cluster = await TestCluster.StartOrSkipAsync(ClusterShape.AsShipped with { Nodes = 2, Variables = Variables }, Cancelled);

        // Cassandra, on the same cores, takes two rows for each.
        await AttackAsync(cluster.Nodes[0].Process, "a node of a cluster of two", BurstKeys / 4);
    }

    [Fact]
    public async Task Who_guesses_a_token_is_refused_and_nobody_at_another_address_is()
    {
        LongTests.RunOrSkip();
        const string Token = "0123456789abcdef0123456789abcdef";
        const int Guesses = 200;
        await using var node = await NodeProcess.StartAsync(_folder.Of("data"), Cancelled, "--set", $"management.token={Token}");
        var (gotThrough, judged, lost) = (0, 0, 0);
        using var attacker = From("127.0.0.1");
        using var operators = From("127.0.0.2");
        for (var guess = 0; guess < Guesses; guess++)
        {
            var answer = await AskAsync(attacker, node, $"{guess}{Token}");
            judged += answer == HttpStatusCode.Unauthorized ? 1 : 0;
            gotThrough += answer is HttpStatusCode.Unauthorized or HttpStatusCode.TooManyRequests ? 0 : 1;
            lost += await AskAsync(operators, node, Token) == HttpStatusCode.OK ? 0 : 1;
        }

        var table = new AttackTable();
        table.Add("guesses of a token", Guesses, gotThrough, lost);
        table.Print();
        Assert.Equal((0, 0), (gotThrough, lost));
        Assert.True(judged < Guesses / 2, $"{judged} of {Guesses} guesses were judged");
    }

    private static HttpClient From(string address) => new(new SocketsHttpHandler
    {
        ConnectCallback = async (context, cancelled) =>
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            socket.Bind(new IPEndPoint(IPAddress.Parse(address), 0));
            await socket.ConnectAsync(context.DnsEndPoint, cancelled);
            return new NetworkStream(socket, ownsSocket: true);
        },
    });

    private static async Task<HttpStatusCode> AskAsync(HttpClient client, NodeProcess node, string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(node.Operators, "/pbm/pipelines"));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var answer = await client.SendAsync(request, Cancelled);
        return answer.StatusCode;
    }

    // Beside each attack and after it others send events, look at rows and probe.
    private async Task AttackAsync(NodeProcess node, string name, int burst)
    {
        var output = TestContext.Current.TestOutputHelper!;
        var genuine = new GenuineTraffic(node, Cancelled);
        var attacks = new NodeAttacks(node, genuine, Directory.CreateDirectory(_folder.Of("attacker")).FullName);
        await attacks.FillAsync();
        var table = new AttackTable();
        foreach (var (what, attack) in attacks.All)
        {
            var (tried, gotThrough) = await attack();
            table.Add(what, tried, gotThrough, await genuine.SendAsync(20) + await genuine.LookAsync(5));
        }

        if (burst > 0)
        {
            const long Back = 300L << 20;
            var (peak, after) = await attacks.BurstAsync(burst, Back);
            output.WriteLine($"{burst} keys in a burst: {peak >> 20} MiB at the most, less than {Back >> 20} MiB after {after.TotalSeconds:0} s");
        }

        await node.Pbm.FlushAsync(Pipeline, Cancelled);
        var accepted = genuine.Acknowledged + attacks.Accepted;

        // What another node has applied is known when it next says so.
        var counters = await Deadline.UntilAsync(() => node.CountersAsync(Pipeline, Cancelled), counters => counters.Applied >= accepted, Cancelled);
        Assert.Equal((accepted, 0, 0), (counters.Applied, counters.Late, counters.DeadLetter));
        output.WriteLine($"{name}; {counters.Applied} events, every one counted");
        table.Print();
        Assert.All(table.Attacks, attack => Assert.Equal((0, 0), (attack.GotThrough, attack.Lost)));
    }
}
