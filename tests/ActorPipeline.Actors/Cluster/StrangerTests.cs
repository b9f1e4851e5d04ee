using ActorPipeline.Actors.Messages;
using ActorPipeline.Actors.Telemetry;
using ActorPipeline.Actors.Tests.Harness;
using ActorPipeline.TestKit;
using Akka.Actor;
using Akka.Configuration;
using Akka.Remote;
using Akka.Serialization;
using Xunit;
using LogLevel = Microsoft.Extensions.Logging.LogLevel;

namespace ActorPipeline.Actors.Tests.Cluster;

/// <summary>What a node of another version sends.</summary>
[Collection("cluster")]
public sealed class StrangerTests : IAsyncDisposable
{
    private const string Refused = "actorpipeline.actors.refused_messages";

    private readonly ClusterNodes _cluster = new();
    private readonly ActorSystem _stranger = ActorSystem.Create("stranger", ConfigurationFactory.ParseString($$"""
        akka {
          loglevel = OFF
          stdout-loglevel = OFF
          actor {
            provider = remote
            serializers.future = "{{typeof(FutureSerializer).AssemblyQualifiedName}}"
            serialization-bindings { "{{typeof(Future).AssemblyQualifiedName}}" = future }
          }
          remote.dot-netty.tcp { hostname = 127.0.0.1, port = 0 }
        }
        """));

    public async ValueTask DisposeAsync()
    {
        await _stranger.Terminate();
        await _cluster.DisposeAsync();
    }

    [Theory]
    [InlineData(true, "node/99", "a message with manifest 'node/99' is not known to this version: upgrade this node, or the one that sent it")]
    [InlineData(false, "node/99", "a message with manifest 'node/99' is not known to this version: upgrade this node, or the one that sent it")]
    [InlineData(false, "live-rows-taken/1", "cut short: 1 bytes wanted at byte 0 of 0")]
    public async Task A_message_that_this_version_does_not_know_is_refused_and_the_connection_stays(bool byPath, string manifest, string reason)
    {
        using var counted = new MeterSums(ActorInstruments.MeterName);
        var node = (await _cluster.StartAsync(1))[0];
        var lost = 0;
        Action note = () => Interlocked.Increment(ref lost);
        var watch = node.System.ActorOf(Props.Create(() => new Watch(note)));
        await watch.Ask<ActorIdentity>(new Identify(0), Timeout.InfiniteTimeSpan, Eventually.Limit);

        var target = _stranger.ActorSelection(new RootActorPath(node.Membership.SelfAddress) / "user" / "node");
        var actor = (await target.Ask<ActorIdentity>(new Identify(0), Timeout.InfiniteTimeSpan, Eventually.Limit)).Subject;
        if (byPath)
        {
            target.Tell(new Future(manifest), ActorRefs.NoSender);
        }
        else
        {
            actor.Tell(new Future(manifest), ActorRefs.NoSender);
        }

        await actor.Ask<ActorIdentity>(new Identify(0), Timeout.InfiniteTimeSpan, Eventually.Limit);
        await Eventually.HoldsAsync(() => _cluster.Log.All.Any(line => line.Level == LogLevel.Warning && line.Category == typeof(MessageSerializer).FullName));
        Assert.EndsWith($"a message of another node is refused: {reason}", _cluster.Log.All.Single(line => line.Category == typeof(MessageSerializer).FullName).Text, StringComparison.Ordinal);
        Assert.Equal(1, counted[Refused]);
        await watch.Ask<ActorIdentity>(new Identify(0), Timeout.InfiniteTimeSpan, Eventually.Limit);
        Assert.Equal(0, lost);
    }

    private sealed record Future(string Manifest);

    private sealed class FutureSerializer(ExtendedActorSystem system) : SerializerWithStringManifest(system)
    {
        public override int Identifier => MessageSerializer.SerializerId;

        public override string Manifest(object o) => ((Future)o).Manifest;

        public override byte[] ToBinary(object obj) => [];

        public override object FromBinary(byte[] bytes, string manifest) => throw new NotSupportedException("it only sends");
    }

    private sealed class Watch : ReceiveActor
    {
        public Watch(Action lost)
        {
            Receive<DisassociatedEvent>(_ => lost());
            Receive<AssociationErrorEvent>(_ => lost());
        }

        protected override void PreStart()
        {
            Context.System.EventStream.Subscribe(Self, typeof(DisassociatedEvent));
            Context.System.EventStream.Subscribe(Self, typeof(AssociationErrorEvent));
        }
    }
}
