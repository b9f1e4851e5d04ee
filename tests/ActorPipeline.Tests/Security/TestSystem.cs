using System.Collections.Concurrent;
using System.Security.Cryptography.X509Certificates;
using ActorPipeline.Actors.Membership;
using ActorPipeline.Actors.Security;
using ActorPipeline.Actors.Settings;
using ActorPipeline.Actors.Telemetry;
using ActorPipeline.TestKit.Store;
using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Configuration;
using Akka.Remote.Transport.DotNetty;

namespace ActorPipeline.Tests.Security;

/// <summary>An actor system with a real socket on loopback: a node's, or a stranger's.</summary>
internal sealed class TestSystem : IAsyncDisposable
{
    private const string Address = "akka.remote.dot-netty.tcp { hostname = 127.0.0.1, port = 0 }";

    private readonly ClusterTls? _tls;

    private TestSystem(ActorSystem system, RecordedLog log, ClusterTls? tls) => (System, Log, _tls) = (system, log, tls);

    /// <summary>The system.</summary>
    public ActorSystem System { get; }

    /// <summary>What it logs.</summary>
    public RecordedLog Log { get; }

    /// <summary>Its address.</summary>
    public Address Self => ((ExtendedActorSystem)System).Provider.DefaultAddress;

    /// <summary>Starts what a node starts, without pipelines.</summary>
    /// <param name="tls">Its certificate, disposed of with it; null for none.</param>
    public static TestSystem StartNode(ClusterTls? tls)
    {
        var log = new RecordedLog();
        var config = AkkaSettings.Of("", isCluster: true, tls is null ? Address : $"{Address}\n{TlsRemoting.Hocon}");
        return new TestSystem(Start("actor-pipeline", config, [new LoggingSetup(log), new LeaseSetup(new InMemoryCoordination(TimeProvider.System), TimeProvider.System), .. tls is null ? [] : TlsRemoting.Setups(tls, log)]), log, tls);
    }

    /// <summary>Starts a system that trusts everybody and shows what it is told to.</summary>
    /// <param name="certificate">What it shows; null to speak without TLS.</param>
    /// <param name="shows">Whether it shows it when it calls.</param>
    public static TestSystem StartStranger(X509Certificate2? certificate, bool shows = true)
    {
        const string Quiet = "akka { actor.provider = remote, stdout-loglevel = OFF, loglevel = OFF, coordinated-shutdown.run-by-clr-shutdown-hook = off }";
        var config = ConfigurationFactory.ParseString($"{Quiet}\n{Address}\nakka.remote.dot-netty.tcp.enable-ssl = {(certificate is null ? "off" : "on")}");
        Setup[] setups = certificate is null ? [] : [new DotNettySslSetup(certificate, suppressValidation: true, shows, (_, _, _, _, _) => true)];
        return new TestSystem(Start("stranger", config, setups), new RecordedLog(), null);
    }

    /// <summary>Starts an actor that anybody knows by its path.</summary>
    public IActorRef StartVictim(ConcurrentQueue<object> received) => System.ActorOf(Props.Create(() => new Victim(received)), "victim");

    /// <summary>The victim of another system, as seen from this one.</summary>
    public ActorSelection VictimOf(TestSystem other) => System.ActorSelection($"{other.Self}/user/victim");

    public async ValueTask DisposeAsync()
    {
        await System.Terminate();
        _tls?.Dispose();
    }

    private static ActorSystem Start(string name, Config config, IReadOnlyList<Setup> setups) =>
        ActorSystem.Create(name, setups.Aggregate(ActorSystemSetup.Create(BootstrapSetup.Create().WithConfig(config)), (all, one) => all.And(one)));

    /// <summary>Answers a text with itself.</summary>
    private sealed class Victim : ReceiveActor
    {
        public Victim(ConcurrentQueue<object> received) => ReceiveAny(message =>
        {
            received.Enqueue(message);
            Sender.Tell(message);
        });
    }
}
