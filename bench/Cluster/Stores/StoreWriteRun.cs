using ActorPipeline.Definitions;

namespace ActorPipeline.Bench.Cluster.Stores;

/// <summary>A run that writes the oracle's rows and nothing else, in a process of its own.</summary>
/// <param name="Shape">How.</param>
/// <param name="OnlyBrokenDown">Whether it writes only the view that has a breakdown.</param>
/// <param name="Cassandra">The node.</param>
/// <param name="Keyspace">The keyspace; made by the run.</param>
/// <param name="Oracle">The oracle's folder.</param>
internal sealed record StoreWriteRun(WriteShape Shape, bool OnlyBrokenDown, string Cassandra, string Keyspace, string Oracle)
{
    private const string Name = "csc8101";

    /// <summary>The pipeline whose rows they are.</summary>
    public PipelineDefinition Pipeline
    {
        get
        {
            var pipeline = Shape == WriteShape.Maps ? StorePipeline.WithMaps(Name, Name) : StorePipeline.RowPerPage(Name, Name);
            return OnlyBrokenDown ? StorePipeline.OnlyBrokenDown(pipeline) : pipeline;
        }
    }

    public string[] Arguments => [Shape.ToString(), OnlyBrokenDown.ToString(), Cassandra, Keyspace, Oracle];

    public static StoreWriteRun Parse(string[] args) => new(Enum.Parse<WriteShape>(args[0]), bool.Parse(args[1]), args[2], args[3], args[4]);
}
