using ActorPipeline.Node.Serving;
using ActorPipeline.Storage;

namespace ActorPipeline.Tests.Node.Harness;

/// <summary>What reads a store, with the settings of reference.conf and some over them.</summary>
internal static class TestReads
{
    public static ViewReads Of(IRowStore store, TimeProvider clock, params string[] settings) => new(store, TestNode.Options(settings).Reads, clock);
}
