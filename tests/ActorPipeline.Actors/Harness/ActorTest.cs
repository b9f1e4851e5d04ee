using Xunit;

namespace ActorPipeline.Actors.Tests.Harness;

/// <summary>A test with an actor system of its own, alone and with the product's settings.</summary>
public abstract class ActorTest : Akka.TestKit.Xunit.TestKit
{
    // The deadline of what is expected to come; only a test that has failed waits for it.
    private static readonly string Patient = "akka.test { default-timeout = 60s, single-expect-default = 60s }";

    protected ActorTest(string overrides = "")
        : base(Systems.Setup(isCluster: false, $"akka.actor.provider = local\n{Patient}\n{overrides}"), ActorNode.SystemName)
    {
    }

    protected static CancellationToken Limit => TestContext.Current.CancellationToken;
}
