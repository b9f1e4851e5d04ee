using System.Net;
using ActorPipeline.Node.Http;
using ActorPipeline.TestKit;
using ActorPipeline.Tests.Security;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging;
using Xunit;

namespace ActorPipeline.Tests.Node.Http;

public sealed class ConnectionGateTests : IDisposable
{
    private readonly VirtualTimeProvider _clock = new();
    private readonly RecordedLog _log = new();
    private readonly List<IDisposable> _owned = [];

    public void Dispose()
    {
        _owned.ForEach(owned => owned.Dispose());
        _log.Dispose();
    }

    [Fact]
    public void A_new_connection_takes_the_place_of_the_one_that_is_idle_longest()
    {
        var gate = Gate(3);
        var (first, second, third) = (Admitted(gate, 1), Admitted(gate, 2), Admitted(gate, 3));
        Request(gate, first);
        _clock.Advance(TimeSpan.FromSeconds(3));

        Admitted(gate, 4);
        Assert.Equal([true, false, true], Open(first, second, third));
        Admitted(gate, 5);
        Assert.Equal([true, false, false], Open(first, second, third));
        Admitted(gate, 6);
        Assert.False(first.IsOpen);
    }

    [Fact]
    public async Task The_connection_that_gives_way_is_closed()
    {
        var gate = Gate(1);
        var idle = Admitted(gate, 1);
        Admitted(gate, 2);
        var closed = new TaskCompletionSource();
        await using var registration = idle.ConnectionClosed.Register(closed.SetResult);
        await closed.Task.WaitAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public void A_connection_with_a_request_under_way_stays()
    {
        var gate = Gate(2);
        var (busy, idle) = (Admitted(gate, 1), Admitted(gate, 2));
        Assert.True(gate.TryBegin(busy, busy.Client, isProbe: false));
        Admitted(gate, 3);
        Assert.Equal([true, false], Open(busy, idle));
    }

    [Fact]
    public void With_a_request_on_every_connection_no_other_is_admitted_until_one_is_over()
    {
        var gate = Gate(2);
        var busy = new[] { Admitted(gate, 1), Admitted(gate, 2) };
        Assert.All(busy, connection => Assert.True(gate.TryBegin(connection, connection.Client, isProbe: false)));
        Assert.False(gate.TryAdmit(Connection(gate, 3)));
        gate.End(busy[0]);
        gate.Closed(busy[0]);
        gate.Closed(busy[0]);
        Admitted(gate, 3);
        Assert.True(busy[1].IsOpen);
    }

    [Fact]
    public void The_end_of_an_answer_gets_time_to_go_out()
    {
        var gate = Gate(1);
        var answered = Admitted(gate, 1);
        Request(gate, answered);
        Assert.False(gate.TryAdmit(Connection(gate, 2)));
        _clock.Advance(TimeSpan.FromSeconds(2));
        Admitted(gate, 2);
        Assert.False(answered.IsOpen);
    }

    [Fact]
    public void A_client_with_its_share_of_connections_gives_way_to_itself()
    {
        var gate = Gate(8);
        var other = Admitted(gate, 2);
        var own = Enumerable.Range(0, 7).Select(_ => Admitted(gate, 1)).ToList();
        Admitted(gate, 1);
        Assert.True(other.IsOpen);
        Assert.False(own[0].IsOpen);
        Admitted(gate, 3);
        Assert.False(other.IsOpen);
    }

    [Fact]
    public void Once_half_of_the_requests_are_taken_a_client_gets_no_more_than_its_share()
    {
        var gate = Gate(64);
        var busy = Enumerable.Range(0, 32).Select(_ => Begun(gate, 1)).ToList();
        var refused = Assert.Throws<ProblemException>(() => Begun(gate, 1));
        Assert.Equal((429, "client-share", TimeSpan.FromSeconds(1)), (refused.Status, refused.Code, refused.RetryAfter));

        // An eighth, also for who comes later.
        Enumerable.Range(0, 8).ToList().ForEach(_ => Begun(gate, 2));
        Assert.Throws<ProblemException>(() => Begun(gate, 2));

        // Requests that end make room.
        busy.ForEach(gate.End);
        Begun(gate, 1);
        Begun(gate, 2);
    }

    [Fact]
    public void A_network_of_IPv6_is_one_client()
    {
        Assert.Equal(ClientAddress.Of(IPAddress.Parse("2001:db8:1:2::3")), ClientAddress.Of(IPAddress.Parse("2001:db8:1:2:ffff::4")));
        Assert.NotEqual(ClientAddress.Of(IPAddress.Parse("2001:db8:1:2::3")), ClientAddress.Of(IPAddress.Parse("2001:db8:1:3::3")));
        Assert.Equal(IPAddress.Parse("10.0.0.1"), ClientAddress.Of(IPAddress.Parse("::ffff:10.0.0.1")));
        Assert.NotEqual(ClientAddress.Of(IPAddress.Parse("10.0.0.1")), ClientAddress.Of(IPAddress.Parse("10.0.0.2")));
    }

    [Fact]
    public void Probes_are_let_through_when_others_are_not()
    {
        var gate = Gate(8, forProbes: 2);
        for (byte client = 1; client <= 6; client++)
        {
            Begun(gate, client);
        }

        var connection = Admitted(gate, 7);
        var refused = Assert.Throws<ProblemException>(() => gate.TryBegin(connection, connection.Client, isProbe: false));
        Assert.Equal((503, "overloaded"), (refused.Status, refused.Code));
        Assert.True(gate.TryBegin(connection, connection.Client, isProbe: true));
        gate.End(connection);

        // A refused request leaves its connection to the next client at once.
        var waiting = Admitted(gate, 8);
        Admitted(gate, 9);
        Assert.False(waiting.IsOpen);
    }

    [Fact]
    public void A_request_on_a_connection_that_has_given_way_does_not_begin()
    {
        var gate = Gate(1);
        var idle = Admitted(gate, 1);
        Admitted(gate, 2);
        Assert.False(gate.TryBegin(idle, idle.Client, isProbe: false));
    }

    [Fact]
    public void A_flood_makes_a_line_a_minute()
    {
        var gate = Gate(1);
        var busy = Admitted(gate, 1);
        Assert.True(gate.TryBegin(busy, busy.Client, isProbe: false));
        Flood();
        _clock.Advance(TimeSpan.FromSeconds(59));
        Flood();
        Assert.Contains("the web listener refuses clients: all 1 connections are in use", Assert.Single(_log.Warnings), StringComparison.Ordinal);
        _clock.Advance(TimeSpan.FromSeconds(1));
        Flood();
        Assert.Equal(2, _log.Warnings.Count);

        void Flood() => Assert.All(Enumerable.Range(0, 100), _ => Assert.False(gate.TryAdmit(Connection(gate, 2))));
    }

    private static bool[] Open(params OpenConnection[] connections) => [.. connections.Select(connection => connection.IsOpen)];

    private static void Request(ConnectionGate gate, OpenConnection connection)
    {
        Assert.True(gate.TryBegin(connection, connection.Client, isProbe: false));
        gate.End(connection);
    }

    private ConnectionGate Gate(int max, int forProbes = 0)
    {
        var gate = new ConnectionGate("web", new ConnectionLimits(max, forProbes), _clock, new Logger<ConnectionGate>(_log));
        _owned.Add(gate);
        return gate;
    }

    private static OpenConnection Begun(ConnectionGate gate, byte client)
    {
        var connection = Admitted(gate, client);
        Assert.True(gate.TryBegin(connection, connection.Client, isProbe: false));
        return connection;
    }

    private static OpenConnection Admitted(ConnectionGate gate, byte client)
    {
        var connection = Connection(gate, client);
        Assert.True(gate.TryAdmit(connection));
        return connection;
    }

    private static OpenConnection Connection(ConnectionGate gate, byte client) => new(
        new DefaultConnectionContext { RemoteEndPoint = new IPEndPoint(new IPAddress([127, 0, 0, client]), 40_000) }, gate);
}
