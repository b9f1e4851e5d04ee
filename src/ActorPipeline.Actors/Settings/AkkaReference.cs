using Akka.Cluster;
using Akka.Cluster.SBR;
using Akka.Cluster.Sharding;
using Akka.Cluster.Tools.Singleton;
using Akka.Configuration;
using Akka.Coordination;
using Akka.DistributedData;
using Akka.Event;
using Akka.Remote;

namespace ActorPipeline.Actors.Settings;

/// <summary>What the section <c>akka</c> of a node may say: the settings that the modules in use have by default. Immutable.</summary>
public sealed class AkkaReference
{
    private readonly Config _defaults;

    private AkkaReference(Config defaults)
    {
        _defaults = defaults;
        Section = new AkkaSetting("akka", defaults.Root.GetObject().GetKey("akka"));
    }

    /// <summary>The settings below <c>akka</c>.</summary>
    public AkkaSetting Section { get; }

    /// <summary>Puts it together from the modules.</summary>
    public static AkkaReference Load() => new(
        AkkaSettings.Of("", isCluster: true, "")
            .WithFallback(ClusterSharding.DefaultConfig())
            .WithFallback(ClusterSingleton.DefaultConfig())
            .WithFallback(DistributedData.DefaultConfig())
            .WithFallback(ConfigurationFactory.FromResource("Akka.Cluster.Configuration.Cluster.conf", typeof(ClusterSettings).Assembly))
            .WithFallback(ConfigurationFactory.FromResource("Akka.Remote.Configuration.Remote.conf", typeof(RemoteSettings).Assembly))
            .WithFallback(LeaseProvider.DefaultConfig())
            .WithFallback(ConfigurationFactory.Default()));

    /// <summary>Lets Akka read a section as its modules will when they start.</summary>
    /// <param name="section">The section as JSON.</param>
    /// <exception cref="AkkaSettingException">A module refuses it.</exception>
    public void Read(string section)
    {
        ArgumentNullException.ThrowIfNull(section);
        var config = AkkaSettings.Of(section, isCluster: true, "").WithFallback(_defaults);
        try
        {
            var system = new Akka.Actor.Settings(null, config);
            Logging.LogLevelFor(system.LogLevel);
            Logging.LogLevelFor(system.StdoutLogLevel);
            _ = new RemoteSettings(config);
            _ = new ClusterSettings(config, ActorNode.SystemName);
            _ = new SplitBrainResolverSettings(config);
            _ = ClusterShardingSettings.Create(config.GetConfig("akka.cluster.sharding"), config.GetConfig("akka.cluster.singleton"));
            _ = ReplicatorSettings.Create(config.GetConfig("akka.cluster.distributed-data"));
        }
        catch (Exception refused) when (refused is not OutOfMemoryException)
        {
            throw new AkkaSettingException(refused.GetBaseException().Message, refused);
        }
    }
}
