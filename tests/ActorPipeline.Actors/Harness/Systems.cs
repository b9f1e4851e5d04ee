using ActorPipeline.Actors.Settings;
using ActorPipeline.Actors.Telemetry;
using Akka.Actor;
using Akka.Actor.Setup;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace ActorPipeline.Actors.Tests.Harness;

/// <summary>Actor systems with the product's own settings.</summary>
internal static class Systems
{
    /// <summary>A system that is alone.</summary>
    public static ActorSystem Local(string overrides = "", ILoggerFactory? loggers = null) => ActorSystem.Create(ActorNode.SystemName, Setup(isCluster: false, $"akka.actor.provider = local\n{overrides}", loggers));

    /// <summary>What a system is made from.</summary>
    public static ActorSystemSetup Setup(bool isCluster, string overrides, ILoggerFactory? loggers = null) => ActorSystemSetup.Create(
        BootstrapSetup.Create().WithConfig(AkkaSettings.Of("", isCluster, overrides)),
        new LoggingSetup(loggers ?? NullLoggerFactory.Instance));
}
