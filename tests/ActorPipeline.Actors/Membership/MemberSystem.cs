using ActorPipeline.Actors.Membership;
using ActorPipeline.Actors.Settings;
using ActorPipeline.Actors.Telemetry;
using ActorPipeline.Actors.Tests.Harness;
using ActorPipeline.Storage;
using ActorPipeline.TestKit.Store;
using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Cluster;
using Akka.Remote;
using Akka.Remote.Transport;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace ActorPipeline.Actors.Tests.Membership;

/// <summary>A node's actor system as the product configures it, on a free port of the loopback, with nothing in it but what watches members.</summary>
internal sealed class MemberSystem : IAsyncDisposable
{
    /// <summary>Heartbeats would not notice within a test.</summary>
    public const string Patient = "akka.cluster.failure-detector.acceptable-heartbeat-pause = 10m";

    private readonly InMemoryCoordination _tables;

    private MemberSystem(InMemoryCoordination tables, string id, ActorSystem system, string version)
    {
        _tables = tables;
        System = system;
        Cluster = Akka.Cluster.Cluster.Get(system);
        Self = new Contact("", id, $"here/{Guid.NewGuid():N}", version, IsMember: false, 0, TimeSpan.Zero);
    }

    public ActorSystem System { get; }

    public Akka.Cluster.Cluster Cluster { get; }

    /// <summary>What stands in the table of it.</summary>
    public Contact Self { get; set; }

    public Address Address => Cluster.SelfAddress;

    private static CancellationToken Ended => TestContext.Current.CancellationToken;

    /// <summary>Starts a system that has not joined.</summary>
    /// <param name="tables">Where the nodes meet.</param>
    /// <param name="id">Its id.</param>
    /// <param name="more">Settings over the product's.</param>
    /// <param name="probe">How it probes ports; by TCP when null.</param>
    /// <param name="version">The version that it says it has.</param>
    public static MemberSystem Start(InMemoryCoordination tables, string id, string more = "", PortProbe? probe = null, string version = "1.2.3")
    {
        const string Here = "akka.loglevel = OFF\nakka.remote.dot-netty.tcp { hostname = 127.0.0.1, port = 0 }";
        var setup = ActorSystemSetup.Create(BootstrapSetup.Create().WithConfig(AkkaSettings.Of("", isCluster: true, $"{Here}\n{more}")), new LoggingSetup(NullLoggerFactory.Instance), new LeaseSetup(tables, TimeProvider.System));
        var system = ActorSystem.Create(ActorNode.SystemName, setup);
        system.ActorOf(Props.Create<RemovalWatch>(), "removal-watch");
        system.ActorOf(Props.Create(() => new ProcessWatch(probe ?? TcpPortProbe.By(TimeProvider.System), new RemovedMembers(tables))), "process-watch");
        return new MemberSystem(tables, id, system, version);
    }

    /// <summary>Starts so many systems, of which each joins those before it.</summary>
    public static async Task<MemberSystem[]> StartAsync(InMemoryCoordination tables, int count, string more)
    {
        var nodes = Enumerable.Range(0, count).Select(index => Start(tables, $"n{index}", more)).ToArray();
        foreach (var node in nodes)
        {
            await node.JoinAsync();
        }

        await nodes[0].SeesAsync(nodes);
        await nodes[^1].SeesAsync(nodes);
        return nodes;
    }

    public static async Task EndAsync(IEnumerable<MemberSystem> nodes)
    {
        foreach (var node in nodes)
        {
            await node.DisposeAsync();
        }
    }

    /// <summary>Joins as a node does, and says so in the table.</summary>
    public async Task<MemberSystem> JoinAsync(PortProbe? probe = null, TimeProvider? time = null)
    {
        var joining = new ClusterJoining(_tables, _tables, Self, probe ?? TcpPortProbe.By(TimeProvider.System), time ?? TimeProvider.System, NullLogger.Instance);
        await joining.JoinAsync(System, Ended);
        await _tables.WriteContactAsync(Self with { Address = Address.ToString(), IsMember = true }, Ended);
        return this;
    }

    /// <summary>Keeps its contact as a node does.</summary>
    public Task KeepContactAsync(TimeProvider time, CancellationToken leaving) =>
        new ClusterJoining(_tables, _tables, Self, TcpPortProbe.By(time), time, NullLogger.Instance).KeepContactAsync(System, leaving);

    /// <summary>Ends it as a kill does: its port refuses from now on, and nobody is told.</summary>
    public Task KillAsync() => System.Terminate();

    /// <summary>Drops what goes from here to another one. Its transport needs the adapters of <c>trttl</c> and <c>gremlin</c>.</summary>
    public Task<bool> CutAsync(MemberSystem other) => ((IRemoteActorRefProvider)((ExtendedActorSystem)System).Provider).Transport.ManagementCommand(
        new SetThrottle(other.Address, ThrottleTransportAdapter.Direction.Both, Blackhole.Instance));

    /// <summary>Waits until it sees these members up and no others.</summary>
    public Task SeesAsync(params MemberSystem[] members) => Eventually.HoldsAsync(() =>
        Cluster.State.Members.Count == members.Length && Cluster.State.Unreachable.IsEmpty
        && members.All(one => Cluster.State.Members.Any(member => member.UniqueAddress.Equals(one.Cluster.SelfUniqueAddress) && member.Status == MemberStatus.Up)));

    public async ValueTask DisposeAsync() => await System.Terminate();
}
