using ActorPipeline.Pbm.CommandLine;
using ActorPipeline.Pbm.Commands;
using ActorPipeline.Pbm.Hosting;

namespace ActorPipeline.Pbm;

/// <summary>The commands of <c>pbm</c>, in the order its help lists them.</summary>
internal static class AllCommands
{
    public static CommandTree Create(PbmHost host)
    {
        var tree = new CommandTree(host);
        tree.Add(
            ClusterCommands.Create(tree.Kit),
            ShardCommands.Create(tree.Kit),
            PipelineCommands.Create(tree.Kit),
            ViewCommands.Create(tree.Kit),
            SqlCommand.Create(tree.Kit),
            SchemaCommands.Create(tree.Kit),
            EventCommands.Create(tree.Kit),
            DeadLetterCommands.Create(tree.Kit),
            BatchCommands.Create(tree.Kit),
            ActorCommands.Create(tree.Kit),
            ContextCommands.Create(tree.Kit),
            CompletionCommands.Create(tree.Root),
            CompleteCommand.Create(tree, host));
        return tree;
    }
}
