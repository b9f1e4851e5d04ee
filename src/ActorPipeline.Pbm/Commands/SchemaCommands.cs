using System.CommandLine;
using System.Text.Json;
using ActorPipeline.Pbm.CommandLine;
using ActorPipeline.Pbm.Nodes;
using ActorPipeline.Pbm.Output;

namespace ActorPipeline.Pbm.Commands;

/// <summary><c>pbm schema</c>: what a cluster's nodes lay out in Cassandra, as CQL.</summary>
internal static class SchemaCommands
{
    private static readonly Column[] Columns = [Column.Of("name"), Column.Of("state"), Column.Of("cql")];

    public static PbmCommand Create(CommandKit kit) => CommandKit.Group(
        "schema",
        "keyspace and tables in Cassandra, as the CQL that makes them",
        kit.Show(
            new PbmCommand("show", "the CQL for this node's pipelines, and what of it is there")
            {
                Examples = ["schema show", "schema show -o json"],
                CanWatch = true,
            },
            async (session, cancellationToken) => List(await session.Node.GetAsync(new NodeQuery("schema"), cancellationToken))),
        CreateApply(kit));

    private static PbmCommand CreateApply(CommandKit kit)
    {
        var dryRun = new Option<bool>("--dry-run") { Description = "only show the CQL that would run" };
        var command = new PbmCommand("apply", "run what is missing, and show it; leaves alone what is there")
        {
            Examples = ["schema apply --dry-run", "schema apply"],
            Options = { dryRun },
        };
        return kit.Show(command, async (session, cancellationToken) => List(
            await session.Node.PostAsync(new NodeQuery("schema").With("dry-run", session.Get(dryRun)), null, cancellationToken)));
    }

    private static Document List(JsonElement statements) => Document.List(statements, Columns, JsonText.NameOf);
}
