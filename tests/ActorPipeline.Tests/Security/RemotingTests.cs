using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using ActorPipeline.Actors.Security;
using ActorPipeline.TestKit.Security;
using ActorPipeline.Tests.Node.Hosting;
using Akka.Actor;
using Akka.Cluster;
using Akka.Remote;
using Akka.Remote.Transport;
using Xunit;

namespace ActorPipeline.Tests.Security;

/// <summary>Actor systems over real sockets: nodes of one authority are a cluster, whoever else calls or is called gets nothing.</summary>
public sealed class RemotingTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly TempFolder _folder = new();
    private readonly TempFolder _second = new();
    private readonly TestAuthority _own = new("cluster", TimeProvider.System);
    private readonly TestAuthority _foreign = new("cluster", TimeProvider.System);
    private readonly ConcurrentQueue<object> _received = [];

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _folder.Dispose();
        _second.Dispose();
        _own.Dispose();
        _foreign.Dispose();
    }

    [Fact]
    public async Task Two_nodes_of_one_authority_form_a_cluster_and_answer_each_other()
    {
        await using var first = Node(_folder, _own);
        await using var second = Node(_second, _own);
        await FormAsync(first, second);
        first.StartVictim(_received);

        Assert.Equal("akka.ssl.tcp", first.Self.Protocol);
        Assert.Equal("hello", await second.VictimOf(first).Ask<string>("hello", Patience, Cancelled));
        Assert.Equal(["hello"], _received);

        // On a machine without a core to spare Akka warns of connections that are tried again; none was refused.
        Assert.DoesNotContain(first.Log.Warnings.Concat(second.Log.Warnings), line => line.Contains("refused", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Nodes_of_an_intermediate_authority_know_it_from_their_own_chain()
    {
        using var issuing = _own.SignAuthority("issuing");
        await using var first = Node(_folder, issuing, chain: true);
        await using var second = Node(_second, issuing, chain: true);
        await FormAsync(first, second);
    }

    // What the refusals below stand against: without TLS the same stranger ends the same actor.
    [Fact]
    public async Task Without_TLS_a_stranger_ends_an_actor_of_a_node()
    {
        await using var node = TestSystem.StartNode(tls: null);
        var victim = node.StartVictim(_received);
        await using var stranger = TestSystem.StartStranger(certificate: null);

        var ended = victim.WatchAsync(Cancelled);
        stranger.VictimOf(node).Tell(PoisonPill.Instance);
        Assert.True(await ended.WaitAsync(Patience, Cancelled));
    }

    [Fact]
    public async Task With_a_certificate_of_the_authority_a_stranger_is_a_node()
    {
        await using var node = Node(_folder, _own);
        var victim = node.StartVictim(_received);
        using var certificate = _own.Sign(NodeFiles.Loopback);
        await using var stranger = TestSystem.StartStranger(certificate);

        var ended = victim.WatchAsync(Cancelled);
        stranger.VictimOf(node).Tell(PoisonPill.Instance);
        Assert.True(await ended.WaitAsync(Patience, Cancelled));
    }

    [Fact]
    public async Task A_stranger_without_TLS_gets_nothing()
    {
        await using var stranger = TestSystem.StartStranger(certificate: null);
        await AssertRefusedAsync(stranger, "refused a connection");
    }

    [Fact]
    public async Task A_stranger_who_shows_no_certificate_gets_nothing()
    {
        using var certificate = _own.Sign(NodeFiles.Loopback);
        await using var stranger = TestSystem.StartStranger(certificate, shows: false);
        await AssertRefusedAsync(stranger, "client did not provide a certificate");
    }

    [Fact]
    public async Task A_stranger_of_another_authority_gets_nothing()
    {
        using var certificate = _foreign.Sign(NodeFiles.Loopback);
        await using var stranger = TestSystem.StartStranger(certificate);
        await AssertRefusedAsync(stranger, "its certificate (CN=node) is not signed by the cluster's authority");
    }

    [Fact]
    public async Task A_server_of_the_same_authority_gets_nothing()
    {
        using var certificate = _own.Sign(NodeFiles.Loopback with { Uses = [TestCertificate.ServerAuthentication] });
        await using var stranger = TestSystem.StartStranger(certificate);
        await AssertRefusedAsync(stranger, "is not meant for TLS clients (clientAuth)");
    }

    [Fact]
    public async Task Whoever_sends_no_TLS_at_all_is_cut_off()
    {
        await using var node = Node(_folder, _own);
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, node.Self.Port!.Value, Cancelled);
        await client.GetStream().WriteAsync("GET / HTTP/1.1\r\nHost: node\r\n\r\n"u8.ToArray(), Cancelled);

        await node.Log.AwaitAsync("Rejected incoming connection", Cancelled).WaitAsync(Patience, Cancelled);
        Assert.StartsWith("refused a connection", Assert.Single(node.Log.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_node_that_calls_one_of_another_authority_sends_nothing_and_goes_on()
    {
        await using var node = Node(_folder, _own);
        await using var other = Node(_second, _foreign);
        other.StartVictim(_received);
        await AssertNotAssociatedAsync(node, $"{other.Self}", "its certificate is not signed by the cluster's authority");
        Assert.Empty(_received);
    }

    [Fact]
    public async Task A_node_that_calls_one_whose_certificate_is_for_another_address_sends_nothing_and_goes_on()
    {
        await using var node = Node(_folder, _own);
        using var certificate = _own.Sign(new TestCertificate { Names = ["another.example"] });
        await using var other = TestSystem.StartStranger(certificate);
        await AssertNotAssociatedAsync(node, $"{other.Self}", "its certificate is for another.example, not for 127.0.0.1");
    }

    [Fact]
    public async Task A_node_that_calls_something_else_goes_on()
    {
        await using var node = Node(_folder, _own);
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var hangsUp = HangUpAsync(listener);
        await AssertNotAssociatedAsync(node, $"akka.ssl.tcp://actor-pipeline@127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}", "");
        await hangsUp;
    }

    [Fact]
    public async Task Whoever_tries_the_handshake_and_hangs_up_was_not_refused()
    {
        await using var node = Node(_folder, _own);
        using var caller = new NodeFiles(_second).Write(_own).Load(TimeProvider.System);
        var guard = new HandshakeGuard(new Unused(node.System), caller);
        for (var i = 0; i < 100; i++)
        {
            await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => guard.Associate(node.Self), Cancelled)));
        }

        Assert.Empty(node.Log.Warnings);
    }

    private static async Task HangUpAsync(TcpListener listener)
    {
        using var called = await listener.AcceptTcpClientAsync(Cancelled);
    }

    private static async Task FormAsync(TestSystem first, TestSystem second)
    {
        await Cluster.Get(first.System).JoinAsync(first.Self, Cancelled).WaitAsync(Patience, Cancelled);
        await Cluster.Get(second.System).JoinSeedNodesAsync([first.Self], Cancelled).WaitAsync(Patience, Cancelled);
        Assert.Equal(2, Cluster.Get(second.System).State.Members.Count);
    }

    private static async Task AssertNotAssociatedAsync(TestSystem node, string address, string reason)
    {
        var failed = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        node.System.EventStream.Subscribe(node.System.ActorOf(Props.Create(() => new Failures(failed))), typeof(AssociationErrorEvent));
        node.System.ActorSelection($"{address}/user/victim").Tell("hello");

        Assert.Contains(reason, await failed.Task.WaitAsync(Patience, Cancelled), StringComparison.Ordinal);
        Assert.Null(CoordinatedShutdown.Get(node.System).ShutdownReason);
    }

    private async Task AssertRefusedAsync(TestSystem stranger, string reason)
    {
        await using var node = Node(_folder, _own);
        var victim = node.StartVictim(_received);

        stranger.System.ActorSelection($"akka.{(stranger.Self.Protocol == "akka.tcp" ? "" : "ssl.")}tcp://actor-pipeline@127.0.0.1:{node.Self.Port}/user/victim").Tell(PoisonPill.Instance);
        await node.Log.AwaitAsync("Rejected incoming connection", Cancelled).WaitAsync(Patience, Cancelled);
        await stranger.System.Terminate();

        Assert.Equal("still here", await victim.Ask<string>("still here", Patience, Cancelled));
        Assert.Equal(["still here"], _received);
        Assert.Contains(reason, Assert.Single(node.Log.Warnings), StringComparison.Ordinal);
        Assert.Null(CoordinatedShutdown.Get(node.System).ShutdownReason);
    }

    private TestSystem Node(TempFolder folder, TestAuthority authority, bool chain = false)
    {
        var files = new NodeFiles(folder).Write(authority);
        if (chain)
        {
            File.WriteAllText(files.Authority, _own.Pem);
            File.AppendAllText(files.Certificate, $"\n{authority.Pem}");
        }

        return TestSystem.StartNode(files.Load(TimeProvider.System));
    }

    /// <summary>Stands behind the guard and opens nothing.</summary>
    private sealed class Unused : Transport
    {
        public Unused(ActorSystem system)
        {
            System = system;
            Config = system.Settings.Config.GetConfig("akka.remote.dot-netty.tcp");
            SchemeIdentifier = "tcp";
        }

        public override Task<(Address, TaskCompletionSource<IAssociationEventListener>)> Listen() => throw new NotSupportedException();

        public override bool IsResponsibleFor(Address remote) => true;

        public override Task<AssociationHandle> Associate(Address remoteAddress) => Task.FromResult<AssociationHandle>(null!);

        public override Task<bool> Shutdown() => Task.FromResult(true);
    }

    private sealed class Failures : ReceiveActor
    {
        public Failures(TaskCompletionSource<string> failed) => Receive<AssociationErrorEvent>(failure => failed.TrySetResult(failure.Cause.ToString()));
    }
}
