using System.Net;
using System.Net.Sockets;
using ActorPipeline.Integration.Processes;
using ActorPipeline.TestKit;
using Xunit;

namespace ActorPipeline.Integration.Servers;

/// <summary>The servers that other tests stand on.</summary>
public sealed class ServersTests(SharedServers servers)
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_broker_answers_is_killed_and_comes_back_where_it_was()
    {
        LongTests.RunOrSkip();
        await using var kafka = await KafkaServers.StartOrSkipAsync(1, Cancelled);
        Assert.True(await AnswersAsync(kafka.BootstrapServers));

        await kafka.KillAsync(null, Cancelled);
        Assert.False(await AnswersAsync(kafka.BootstrapServers));

        await kafka.UpAsync(null, Cancelled);
        Assert.True(await AnswersAsync(kafka.BootstrapServers));
    }

    [Fact]
    public async Task A_Cassandra_node_answers() =>
        Assert.True(await AnswersAsync((await servers.CassandraOrSkipAsync(Cancelled)).ContactPoints));

    private static async Task<bool> AnswersAsync(string address)
    {
        using var client = new TcpClient();
        try
        {
            await Deadline.For(ConnectAsync(client, IPEndPoint.Parse(address)), Cancelled);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static async Task<bool> ConnectAsync(TcpClient client, IPEndPoint address)
    {
        await client.ConnectAsync(address, Cancelled);
        return client.Connected;
    }
}
